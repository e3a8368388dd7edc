use std::ops::Deref;

use cdk_aws::{Resource, cloudtrail};
use cdk_core::{Construct, Scope, Val, pseudo, text};

use super::name::unique_name;
use super::{BucketHandle, KeyHandle, LogGroupHandle, PolicyStatement, Principal, Role};

/// A record of the calls of AWS's APIs in an account: of all regions, with digests by which a changed file is found out.
///
/// Makes: `AWS::CloudTrail::Trail`, and statements in the policies of its bucket and its key; with [`logs_to`](Self::logs_to) an
/// `AWS::IAM::Role` by which CloudTrail writes the log.
///
/// ```
/// use cdk::constructs::{Bucket, LogGroup, Trail};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let files = stack.add("Files", Bucket::new().versioned());
/// let log = stack.add("Log", LogGroup::new().retention_days(365));
/// stack.add("Trail", Trail::to(&files).logs_to(&log));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Trail {
    bucket: BucketHandle,
    key: Option<KeyHandle>,
    logs: Option<LogGroupHandle>,
    multi_region: bool,
    name: Option<String>,
}

impl Trail {
    /// A trail whose files go to a bucket, in the region of which it is made.
    pub fn to(bucket: &BucketHandle) -> Self {
        Self { bucket: bucket.clone(), key: None, logs: None, multi_region: true, name: None }
    }

    /// Its files are encrypted by this key, of its region, rather than as the bucket says.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.clone());
        self
    }

    /// Writes each call to this log group as well, where metrics and alarms find it.
    pub fn logs_to(mut self, group: &LogGroupHandle) -> Self {
        self.logs = Some(group.clone());
        self
    }

    /// Records the calls of its own region only.
    pub fn of_one_region(mut self) -> Self {
        self.multi_region = false;
        self
    }

    /// A fixed name: 3 to 128 letters, digits and `.-_`. It is made of the path unless given.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

impl Construct for Trail {
    type Output = TrailHandle;

    fn create(self, scope: &Scope) -> TrailHandle {
        let name = self.name.unwrap_or_else(|| unique_name(scope, 128));
        let stack = scope.stack();
        let (region, account) = (stack.region(), stack.account());
        // The policies must hold before there is the trail, so they name it.
        let arn = text!("arn:{}:cloudtrail:{}:{}:trail/{}", pseudo::partition(), region, &account, &name);
        let service = || Principal::service("cloudtrail.amazonaws.com");
        let for_it = |statement: PolicyStatement| {
            statement.by(service()).when("StringEquals", "aws:SourceArn", arn.clone())
        };
        let files = self.bucket.arn_of_files(text!("AWSLogs/{}/*", &account));
        self.bucket
            .add_to_policy(for_it(PolicyStatement::allow(["s3:GetBucketAcl"]).on([self.bucket.arn()])));
        self.bucket.add_to_policy(for_it(PolicyStatement::allow(["s3:PutObject"]).on([files])).when(
            "StringEquals",
            "s3:x-amz-acl",
            "bucket-owner-full-control",
        ));
        if let Some(key) = self.key.as_ref().or(self.bucket.key()) {
            key.add_to_policy(for_it(
                PolicyStatement::allow(["kms:DescribeKey", "kms:GenerateDataKey*"]).on(["*"]),
            ));
        }
        let mut trail = cloudtrail::Trail::new()
            .is_logging(true)
            .s3_bucket_name(self.bucket.bucket_name())
            .trail_name(&name)
            .is_multi_region_trail(self.multi_region)
            .include_global_service_events(self.multi_region)
            .enable_log_file_validation(true);
        if let Some(key) = &self.key {
            trail = trail.kms_key_id(key.arn());
        }
        if let Some(logs) = &self.logs {
            let role = Role::assumed_by("cloudtrail.amazonaws.com").statement(logs.writing());
            let role = scope.add("LogsRole", role);
            trail = trail.cloud_watch_logs_log_group_arn(logs.arn()).cloud_watch_logs_role_arn(role.arn());
        }
        let resource = scope.add("Resource", trail);
        resource.depends_on(self.bucket.policy());
        TrailHandle { resource, arn }
    }
}

/// Handle on a [`Trail`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct TrailHandle {
    resource: Resource<cloudtrail::Trail>,
    arn: Val<String>,
}

impl TrailHandle {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> Val<String> {
        self.arn.clone()
    }
}

impl Deref for TrailHandle {
    type Target = Resource<cloudtrail::Trail>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
