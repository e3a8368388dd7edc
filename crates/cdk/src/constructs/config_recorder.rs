use cdk_aws::config;
use cdk_aws::config::configuration_recorder::RecordingGroup;
use cdk_aws::config::delivery_channel::{ConfigSnapshotDeliveryProperties, DeliveryFrequency};
use cdk_core::{Construct, Scope, text};

use super::{BucketHandle, PolicyStatement, Principal, Role, aws_managed_policy};

/// AWS Config: the record of how resources are configured, and were. An account has one in each region.
///
/// Makes: `AWS::Config::ConfigurationRecorder`, `AWS::Config::DeliveryChannel`, `AWS::IAM::Role`, and statements in the bucket's
/// policy.
///
/// ```
/// use cdk::constructs::{Bucket, ConfigRecorder};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let files = stack.add("Files", Bucket::new());
/// stack.add("Recorder", ConfigRecorder::to(&files).with_global_types());
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct ConfigRecorder {
    bucket: BucketHandle,
    global: bool,
}

impl ConfigRecorder {
    /// Of all types of the region, delivered to a bucket that is encrypted by S3's own key.
    pub fn to(bucket: &BucketHandle) -> Self {
        Self { bucket: bucket.clone(), global: false }
    }

    /// Records types that belong to no region, such as roles, as well: in one region of an account.
    pub fn with_global_types(mut self) -> Self {
        self.global = true;
        self
    }
}

impl Construct for ConfigRecorder {
    type Output = ();

    fn create(self, scope: &Scope) {
        if self.bucket.key().is_some() {
            scope.fail("AWS Config delivers here only to a bucket that is encrypted by S3's own key");
        }
        let account = scope.stack().account();
        let service = |statement: PolicyStatement| {
            let statement = statement.by(Principal::service("config.amazonaws.com"));
            statement.when("StringEquals", "aws:SourceAccount", account.clone())
        };
        let files = self.bucket.arn_of_files(text!("AWSLogs/{}/Config/*", &account));
        let look = ["s3:GetBucketAcl", "s3:ListBucket"];
        self.bucket.add_to_policy(service(PolicyStatement::allow(look).on([self.bucket.arn()])));
        self.bucket.add_to_policy(service(PolicyStatement::allow(["s3:PutObject"]).on([&files])).when(
            "StringEquals",
            "s3:x-amz-acl",
            "bucket-owner-full-control",
        ));
        let role = Role::assumed_by("config.amazonaws.com")
            .for_account(&account)
            .managed_policy(aws_managed_policy("service-role/AWS_ConfigRole"))
            .statement(PolicyStatement::allow(["s3:GetBucketAcl"]).on([self.bucket.arn()]))
            .statement(PolicyStatement::allow(["s3:PutObject"]).on([files]));
        let role = scope.add("Role", role);
        let group = RecordingGroup::new().all_supported(true).include_global_resource_types(self.global);
        let recorder = config::ConfigurationRecorder::new().role_arn(role.arn()).recording_group(group);
        scope.add("Resource", recorder);
        // Neither waits for the other: the recorder starts once there is a channel, and the channel needs a recorder.
        let snapshots =
            ConfigSnapshotDeliveryProperties::new().delivery_frequency(DeliveryFrequency::TwentyFourHours);
        let channel = config::DeliveryChannel::new()
            .s3_bucket_name(self.bucket.bucket_name())
            .config_snapshot_delivery_properties(snapshots);
        scope.add("Channel", channel).depends_on(self.bucket.policy());
    }
}
