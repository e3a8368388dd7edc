//! Resources that are open to the world.

use serde_json::Value;

use super::balancers::LISTENER;
use super::databases::INSTANCE;
use super::model::{Model, Resource, whole};
use super::network::ingress_and_egress;
use super::report::Report;
use super::rules;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    ingress(model, report);
    buckets(model, report);
    for instance in model.of(INSTANCE).chain(model.of("AWS::Redshift::Cluster")) {
        if instance.truth("PubliclyAccessible") == Some(true) {
            report.add(rules::PUBLIC_DATABASE, instance, "PubliclyAccessible", "it has a public address");
        }
    }
    for url in model.of("AWS::Lambda::Url") {
        if url.text("AuthType") == Some("NONE") {
            report.add(rules::PUBLIC_URL, url, "AuthType", "everyone may call it");
        }
    }
    for balancer in model.of("AWS::ElasticLoadBalancingV2::LoadBalancer") {
        if balancer.text("Scheme") == Some("internet-facing") {
            report.add(rules::INTERNET_FACING, balancer, "Scheme", "it faces the internet");
        }
    }
    listeners(model, report);
    for distribution in model.of("AWS::CloudFront::Distribution") {
        viewers(distribution, report);
    }
}

fn ingress(model: &Model<'_>, report: &mut Report) {
    for (resource, at, rule) in ingress_and_egress(model) {
        if at.starts_with("SecurityGroupEgress") || resource.type_name.ends_with("Egress") {
            continue;
        }
        let world = ["CidrIp", "CidrIpv6"].into_iter().find_map(|property| {
            let block = rule.get(property)?.as_str()?;
            is_world(block).then_some((property, block))
        });
        let Some((property, block)) = world else { continue };
        let protocol =
            rule.get("IpProtocol").map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
        let ports = (rule.get("FromPort").and_then(whole), rule.get("ToPort").and_then(whole));
        let open = match (protocol.as_deref().unwrap_or("-1"), ports) {
            ("-1", _) => "all ports are".to_owned(),
            // Echo requests and the like.
            ("icmp" | "icmpv6" | "1" | "58", _) => continue,
            (_, (Some(from), Some(to))) if from == to && matches!(from, 80 | 443) => continue,
            (_, (Some(from), Some(to))) if from == to => format!("port {from} is"),
            (_, (Some(from), Some(to))) => format!("ports {from} to {to} are"),
            (_, (None, None)) => "all ports are".to_owned(),
            _ => continue,
        };
        let at = if at.is_empty() { property.to_owned() } else { format!("{at}.{property}") };
        report.add(rules::OPEN_INGRESS, resource, &at, format!("{open} open to {block}"));
    }
}

/// Whether a block is all addresses, or so many that it is meant to be.
fn is_world(block: &str) -> bool {
    block.split_once('/').and_then(|(_, bits)| bits.parse::<u8>().ok()).is_some_and(|bits| bits < 8)
}

fn buckets(model: &Model<'_>, report: &mut Report) {
    for bucket in model.of("AWS::S3::Bucket") {
        for switch in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
            let at = format!("PublicAccessBlockConfiguration.{switch}");
            if bucket.truth(&at) == Some(false) {
                report.add(rules::PUBLIC_BUCKET, bucket, &at, format!("{switch} is off"));
            }
        }
        if let Some(access) = bucket.text("AccessControl").filter(|access| access.starts_with("Public")) {
            report.add(
                rules::PUBLIC_BUCKET,
                bucket,
                "AccessControl",
                format!("the access control is {access}"),
            );
        }
    }
}

fn listeners(model: &Model<'_>, report: &mut Report) {
    for listener in model.of(LISTENER) {
        let balancer = model.linked(listener, "LoadBalancerArn");
        let is_open = balancer.is_some_and(|it| it.text("Scheme") == Some("internet-facing"));
        let forwards = |action: &Value| action.get("Type").is_some_and(|kind| kind == "forward");
        if is_open
            && listener.text("Protocol") == Some("HTTP")
            && listener.list("DefaultActions").iter().any(forwards)
        {
            report.add(rules::PLAIN_HTTP, listener, "Protocol", "it serves the internet over HTTP");
        }
        let old = [
            "ELBSecurityPolicy-2016-08",
            "ELBSecurityPolicy-TLS-1-0-2015-04",
            "ELBSecurityPolicy-TLS-1-1-2017-01",
            "ELBSecurityPolicy-FS-2018-06",
            "ELBSecurityPolicy-FS-1-1-2019-08",
        ];
        if let Some(policy) = listener.text("SslPolicy").filter(|policy| old.contains(policy)) {
            report.add(rules::OLD_TLS, listener, "SslPolicy", format!("`{policy}` allows TLS before 1.2"));
        }
    }
}

fn viewers(distribution: Resource<'_>, report: &mut Report) {
    let count = distribution.list("DistributionConfig.CacheBehaviors").len();
    let behaviours = (0..count).map(|index| format!("DistributionConfig.CacheBehaviors.{index}"));
    for behaviour in behaviours.chain(["DistributionConfig.DefaultCacheBehavior".to_owned()]) {
        let at = format!("{behaviour}.ViewerProtocolPolicy");
        if distribution.text(&at) == Some("allow-all") {
            report.add(rules::PLAIN_HTTP, distribution, &at, "it serves the internet over HTTP");
        }
    }
    let at = "DistributionConfig.ViewerCertificate.MinimumProtocolVersion";
    if let Some(version) = distribution
        .text(at)
        .filter(|version| ["SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"].contains(version))
    {
        report.add(rules::OLD_TLS, distribution, at, format!("`{version}` allows TLS before 1.2"));
    }
}
