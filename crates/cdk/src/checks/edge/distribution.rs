//! Distributions: origins, behaviours, certificates.

use super::super::model::{Model, Resource, is_token, items};
use super::super::report::Report;
use super::super::{encryption, iam, rules};
use super::HOME;

const CLOUDFRONT: &str = "cloudfront.amazonaws.com";

/// Where a bucket names the key that encrypts its files.
const BUCKET_KEY: &str =
    "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID";

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for distribution in model.of("AWS::CloudFront::Distribution") {
        certificate(model, distribution, report);
        behaviours(distribution, report);
        origins(model, distribution, report);
        let object = "DistributionConfig.DefaultRootObject";
        if let Some(name) = distribution.text(object).filter(|name| name.starts_with('/')) {
            report.add(rules::ROOT_OBJECT, distribution, object, format!("`{name}` begins with a slash"));
        }
    }
}

fn certificate(model: &Model<'_>, distribution: Resource<'_>, report: &mut Report) {
    let at = "DistributionConfig.ViewerCertificate.AcmCertificateArn";
    if distribution.text(at).is_some_and(|arn| arn.split(':').nth(3).is_some_and(|region| region != HOME)) {
        report.add(rules::CERTIFICATE_REGION, distribution, at, format!("the certificate is not in {HOME}"));
    }
    if let Some(certificate) = model.linked(distribution, at)
        && let Some(region) = certificate.region().filter(|region| *region != HOME)
    {
        let message = format!("{} is in {region}", certificate.path);
        report.add(rules::CERTIFICATE_REGION, distribution, at, message);
    }
    if !distribution.list("DistributionConfig.Aliases").is_empty()
        && (!distribution.has("DistributionConfig.ViewerCertificate")
            || distribution.truth("DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate")
                == Some(true))
    {
        let message = "CloudFront's own certificate is not for these names";
        report.add(rules::ALIAS_CERTIFICATE, distribution, "DistributionConfig.Aliases", message);
    }
}

fn behaviours(distribution: Resource<'_>, report: &mut Report) {
    let named = |list: &str| -> Option<Vec<&str>> {
        let list = distribution.at(list).map_or(&[][..], |list| items(Some(list)));
        list.iter().map(|item| item.get("Id")?.as_str()).collect()
    };
    let origins = named("DistributionConfig.Origins");
    let groups = named("DistributionConfig.OriginGroups.Items");
    let (Some(origins), Some(groups)) = (origins, groups) else { return };
    let count = distribution.list("DistributionConfig.CacheBehaviors").len();
    let behaviours = (0..count).map(|index| format!("DistributionConfig.CacheBehaviors.{index}"));
    for behaviour in behaviours.chain(["DistributionConfig.DefaultCacheBehavior".to_owned()]) {
        let at = format!("{behaviour}.TargetOriginId");
        let Some(id) = distribution.text(&at) else { continue };
        if !origins.contains(&id) && !groups.contains(&id) {
            let message = format!("there is no origin `{id}`, but {}", origins.join(", "));
            report.add(rules::ORIGIN_ID, distribution, &at, message);
        }
    }
}

fn origins(model: &Model<'_>, distribution: Resource<'_>, report: &mut Report) {
    for (index, origin) in distribution.list("DistributionConfig.Origins").iter().enumerate() {
        let Some(bucket) = origin.get("DomainName").and_then(|name| model.target(distribution, name)) else {
            continue;
        };
        let (bucket, _) = bucket;
        if bucket.type_name != "AWS::S3::Bucket"
            || origin.get("OriginAccessControlId").is_none_or(|id| id.as_str() == Some(""))
        {
            continue;
        }
        let mut policies =
            model.of("AWS::S3::BucketPolicy").filter(|policy| may_be_of(model, *policy, bucket));
        let at = format!("DistributionConfig.Origins.{index}");
        if !policies.any(|policy| iam::lets_in(policy.at("PolicyDocument"), CLOUDFRONT)) {
            let message = format!("no policy lets CloudFront read {}", bucket.path);
            report.add(rules::ORIGIN_ACCESS, distribution, &at, message);
        }
        if encryption::shuts_out(model, bucket, BUCKET_KEY, CLOUDFRONT) {
            let message = format!("CloudFront may not use the key that {} is encrypted by", bucket.path);
            report.add(rules::ORIGIN_ACCESS, distribution, &at, message);
        }
    }
}

/// Whether a policy is the bucket's: by reference, by its name, or perhaps by a name that is not known.
fn may_be_of<'a>(model: &Model<'a>, policy: Resource<'a>, bucket: Resource<'a>) -> bool {
    let Some(name) = policy.at("Bucket") else { return false };
    match model.target(policy, name) {
        Some((named, _)) => named.is(&bucket),
        None => is_token(name) || Some(name) == bucket.at("BucketName"),
    }
}
