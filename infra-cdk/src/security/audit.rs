//! The record of what is done, how things are configured, and who talks with whom.

use cdk::constructs::{
    Bucket, BucketHandle, ConfigRecorder, FlowLogs, LogGroup, LogGroupHandle, Trail, TrailHandle,
};
use cdk::{RemovalPolicy, Stack};

use super::keys::Keys;
use crate::app::Clinic;
use crate::nag;
use crate::network::Network;

/// The records.
pub struct Audit {
    /// The files of CloudTrail and AWS Config.
    pub files: BucketHandle,
    /// The logs of requests to buckets and load balancers of the region, which S3's own key encrypts, as their writers ask.
    pub access_logs: BucketHandle,
    pub trail: TrailHandle,
    /// The calls of AWS's APIs as a log, for metrics and alarms.
    pub log: LogGroupHandle,
}

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>, network: &Network, keys: &Keys) -> Audit {
    let env = clinic.env();
    let retention = clinic.environment.retention;

    let access_logs =
        Bucket::new().expire_after_days(retention.audit_days.into()).removal_policy(RemovalPolicy::Retain);
    let access_logs = stack.add("AccessLogs", access_logs);

    let files = Bucket::new()
        .logs_to(&access_logs, "audit/")
        .versioned()
        .expire_after_days(retention.audit_days.into())
        .expire_old_versions_after_days(30)
        .removal_policy(RemovalPolicy::Retain);
    let files = stack.add("AuditFiles", files);

    let log = LogGroup::new()
        .name(format!("/petclinic/{env}/audit"))
        .retention_days(retention.audit_days)
        .encrypted_by(&keys.logs)
        .removal_policy(clinic.removal());
    let log = stack.add("AuditLog", log);
    let mut trail = Trail::to(&files).logs_to(&log).name(format!("petclinic-{env}"));
    if clinic.removal() == RemovalPolicy::Retain {
        // The files stay in any case, and are of no use without the key that encrypts them.
        trail = trail.encrypted_by(&keys.logs);
    }
    let trail = stack.add("Trail", trail);

    if clinic.environment.records_account {
        stack.add("Recorder", ConfigRecorder::to(&files).with_global_types());
        if let Some(recorder) = stack.find("Recorder") {
            nag::accept(
                &recorder,
                "IAM4",
                "AWS keeps this policy in step with the types that Config records",
            );
            nag::accept(&recorder, "IAM5", "Config names its files itself");
        }
    }

    let traffic = FlowLogs::all()
        .retention_days(retention.log_days)
        .log_group_name(format!("/petclinic/{env}/traffic"))
        .encrypted_by(&keys.logs)
        .removal_policy(clinic.removal())
        .of(&network.vpc);
    stack.add("Traffic", traffic);
    Audit { files, access_logs, trail, log }
}
