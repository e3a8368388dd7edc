//! Layer 11: the site, and the one address of site and API. All of it is in us-east-1, where CloudFront looks for what it refers to.

mod alarms;
mod distribution;
mod files;

use cdk::constructs::{
    BucketHandle, DistributionHandle, DnsName, Key, KeyHandle, LogGroup, QueueHandle, TopicHandle,
    WebAclHandle,
};
use cdk::{IntoVal, Output, Stack, Val, given};

use crate::api_gateway::ApiGateway;
use crate::app::Clinic;
use crate::artifacts::Artifacts;
use crate::aws_native::{AwsNative, for_cloudfront, log_of_firewall};
use crate::nag;

/// What later layers need of the front end.
pub struct Frontend {
    pub site: BucketHandle,
    pub distribution: DistributionHandle,
    pub firewall: WebAclHandle,
    /// The topic of alarms on what is measured in us-east-1 only. CloudWatch notifies topics of its own region.
    pub alarms: TopicHandle,
    /// Messages of that topic that nobody took.
    pub undelivered: QueueHandle,
}

/// The region of everything that CloudFront refers to.
pub const EDGE: &str = "us-east-1";

/// Makes what takes time and needs no stack.
pub(crate) fn prepare(artifacts: &Artifacts) {
    // Whether it could be made is the layer's to say.
    let _ = files::Content::of(artifacts).archive();
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, api: &ApiGateway, native: &AwsNative) -> Frontend {
    let stack = clinic.stack_in(EDGE, "11-frontend", "the site, and the one address of site and API");
    let key = stack.add("Key", key(clinic));
    let log = log_of_firewall(&stack, clinic, &key, "site");
    let firewall = stack.add("Firewall", for_cloudfront(clinic.environment, &log));

    let logs = stack.add("AccessLogs", files::access_logs(clinic));
    let site = stack.add("Site", files::site(&logs));
    let content = files::Content::of(clinic.artifacts);
    let distribution = distribution::of(clinic, (&site, &content), api, (&firewall, &logs));
    let distribution = stack.add("Distribution", distribution);
    let unpacking = stack.add("UnpackingLog", log_group(clinic, &key, "unpacking"));
    stack.add("Content", content.deployed_to(&site).invalidate(&distribution).logs_to(&unpacking));
    accept(&stack, clinic, &distribution);

    if let Some(domain) = &clinic.environment.domain
        && let Some(zone) = &domain.hosted_zone
    {
        stack.add("Name", DnsName::of_distribution(&domain.name, given(zone), &distribution));
    }
    stack.add("Url", Output::new(address(clinic, &distribution)));
    let (topic, undelivered) =
        alarms::declare(&stack, clinic, &key, (&distribution, &firewall), &native.health);
    Frontend { site, distribution, firewall, alarms: topic, undelivered }
}

fn accept(stack: &Stack, clinic: &Clinic<'_>, distribution: &DistributionHandle) {
    nag::accept(distribution, "CFR1", "the firewall blocks countries where an environment says so");
    if clinic.environment.domain.is_none() {
        nag::accept(
            distribution,
            "CFR4",
            "CloudFront's own name has its own certificate; TLS 1.2 takes a domain",
        );
    }
    if let Some(content) = stack.find("Content") {
        nag::accept(&content, "IAM5", "it replaces all files of this bucket");
        nag::accept(&content, "L1", "the runtime is supported, and the function needs nothing newer");
    }
    if clinic.environment.region != EDGE {
        nag::accept_readers(stack);
    }
}

/// The key of what is kept here. Keys do not reach other regions.
fn key(clinic: &Clinic<'_>) -> Key {
    Key::new()
        .alias(format!("petclinic-{}-edge", clinic.env()))
        .description("Logs and notices of the distribution")
        .removal_policy(clinic.removal())
}

fn log_group(clinic: &Clinic<'_>, key: &KeyHandle, of: &str) -> LogGroup {
    LogGroup::new()
        .name(format!("/petclinic/{}/{of}", clinic.env()))
        .retention_days(clinic.environment.retention.log_days)
        .encrypted_by(key)
        .removal_policy(clinic.removal())
}

fn address(clinic: &Clinic<'_>, distribution: &DistributionHandle) -> Val<String> {
    match &clinic.environment.domain {
        Some(domain) => format!("https://{}", domain.name).into_val(),
        None => distribution.url(),
    }
}
