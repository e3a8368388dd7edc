mod grants;

use std::ops::Deref;

use cdk_aws::s3::bucket::{
    AbortIncompleteMultipartUpload, BucketEncryption, LifecycleConfiguration, LoggingConfiguration,
    NoncurrentVersionExpiration, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration,
    Rule, ServerSideEncryptionByDefault, ServerSideEncryptionRule, VersioningConfiguration,
};
use cdk_aws::{Resource, s3};
use cdk_core::{Construct, Element, IntoVal, RemovalPolicy, Scope, Val, given, text};

use super::iam::GrowingPolicy;
use super::{KeyHandle, PolicyDocument, PolicyStatement, Principal};

/// A bucket: private, encrypted, TLS only. Unfinished uploads expire after a week.
///
/// Makes: `AWS::S3::Bucket`, `AWS::S3::BucketPolicy`. Bucket and files stay when the stack goes, unless
/// [`removal_policy`](Self::removal_policy) differs.
///
/// ```
/// use cdk::constructs::Bucket;
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let pictures = stack.add("Pictures", Bucket::new().versioned().expire_old_versions_after_days(90));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Bucket {
    resource: s3::Bucket,
    rules: Vec<Rule>,
    key: Option<KeyHandle>,
    logs: Option<(BucketHandle, String)>,
    removal: RemovalPolicy,
}

impl Bucket {
    pub fn new() -> Self {
        let unfinished =
            Rule::new().status(given("Enabled")).id("unfinished-uploads").abort_incomplete_multipart_upload(
                AbortIncompleteMultipartUpload::new().days_after_initiation(7),
            );
        Self {
            resource: s3::Bucket::new(),
            rules: vec![unfinished],
            key: None,
            logs: None,
            removal: RemovalPolicy::Retain,
        }
    }

    /// A fixed name, unique in the world. CloudFormation cannot replace a bucket with a fixed name.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.resource = self.resource.bucket_name(name);
        self
    }

    /// Keeps overwritten and deleted files as older versions.
    pub fn versioned(mut self) -> Self {
        self.resource =
            self.resource.versioning_configuration(VersioningConfiguration::new().status(given("Enabled")));
        self
    }

    /// Encrypted by this key rather than by S3's own.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.clone());
        self
    }

    /// Deletes files this many days after they were written.
    pub fn expire_after_days(self, days: u32) -> Self {
        self.lifecycle(Rule::new().status(given("Enabled")).id("expiry").expiration_in_days(days))
    }

    /// Deletes older versions this many days after a newer one came.
    pub fn expire_old_versions_after_days(self, days: u32) -> Self {
        let expiration = NoncurrentVersionExpiration::new().noncurrent_days(days);
        self.lifecycle(
            Rule::new().status(given("Enabled")).id("old-versions").noncurrent_version_expiration(expiration),
        )
    }

    /// Any other lifecycle rule.
    pub fn lifecycle(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Writes a log of all requests to another bucket, which must be encrypted by S3's own key, below a prefix.
    pub fn logs_to(mut self, bucket: &BucketHandle, prefix: impl Into<String>) -> Self {
        self.logs = Some((bucket.clone(), prefix.into()));
        self
    }

    /// Whether the bucket is deleted with its stack; it must be empty then.
    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal = policy;
        self
    }
}

impl Default for Bucket {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for Bucket {
    type Output = BucketHandle;

    fn create(self, scope: &Scope) -> BucketHandle {
        let private = PublicAccessBlockConfiguration::new()
            .block_public_acls(true)
            .block_public_policy(true)
            .ignore_public_acls(true)
            .restrict_public_buckets(true);
        let mut resource = self
            .resource
            .public_access_block_configuration(private)
            .bucket_encryption(encryption(self.key.as_ref()))
            .lifecycle_configuration(LifecycleConfiguration::new().rules(self.rules));
        if let Some((bucket, prefix)) = &self.logs {
            if bucket.key.is_some() {
                scope
                    .fail("S3 writes the log of a bucket only to a bucket that is encrypted by S3's own key");
            }
            let logging = LoggingConfiguration::new()
                .destination_bucket_name(bucket.bucket_name())
                .log_file_prefix(prefix);
            resource = resource.logging_configuration(logging);
        }
        let resource = scope.add("Resource", resource);
        resource.removal_policy(self.removal);
        if let Some((bucket, prefix)) = &self.logs {
            bucket.take_logs(&resource, prefix);
        }
        let only_tls = PolicyStatement::deny(["s3:*"])
            .on([resource.arn()])
            .on([text!("{}/*", resource.arn())])
            .by(Principal::anyone())
            .when("Bool", "aws:SecureTransport", "false");
        let policy =
            s3::BucketPolicy::new().bucket(resource.bucket_name()).policy_document(PolicyDocument::new());
        let policy = scope.child("Policy").add("Resource", policy);
        let policy = GrowingPolicy::new(&policy, "PolicyDocument", PolicyDocument::new().with(only_tls));
        BucketHandle { resource, policy, key: self.key }
    }
}

fn encryption(key: Option<&KeyHandle>) -> BucketEncryption {
    let rule = ServerSideEncryptionRule::new();
    let rule = match key {
        None => rule.server_side_encryption_by_default(
            ServerSideEncryptionByDefault::new().sse_algorithm(given("AES256")),
        ),
        Some(key) => rule.bucket_key_enabled(true).server_side_encryption_by_default(
            ServerSideEncryptionByDefault::new().sse_algorithm(given("aws:kms")).kms_master_key_id(key.arn()),
        ),
    };
    BucketEncryption::new().server_side_encryption_configuration([rule])
}

/// A prefix of a bucket whose files one construct deploys as a whole.
#[derive(Clone, Debug)]
pub(super) struct Share {
    pub(super) prefix: String,
    /// Whether it keeps files that it did not deploy.
    pub(super) keeps: bool,
    pub(super) owner: String,
}

/// Handle on a [`Bucket`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct BucketHandle {
    resource: Resource<s3::Bucket>,
    policy: GrowingPolicy,
    key: Option<KeyHandle>,
}

impl BucketHandle {
    /// The ARN of files whose names match a pattern, such as `uploads/*`.
    pub fn arn_of_files(&self, pattern: impl IntoVal<String>) -> Val<String> {
        text!("{}/{}", self.resource.arn(), pattern)
    }

    /// A statement of the bucket's own policy.
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.policy.add(statement);
    }

    pub(super) fn key(&self) -> Option<&KeyHandle> {
        self.key.as_ref()
    }

    /// Registers a prefix. The error is the registered prefix with which it clashes: one would delete the other's files.
    pub(super) fn share(&self, share: Share) -> Result<(), Share> {
        let shares = self.resource.state::<Vec<Share>>();
        let clash = shares.iter().find(|other| {
            let within = other.prefix.starts_with(&share.prefix) || share.prefix.starts_with(&other.prefix);
            within && !(other.keeps && share.keeps)
        });
        if let Some(other) = clash {
            return Err(other.clone());
        }
        self.resource.change_state(|shares: &mut Vec<Share>| shares.push(share));
        Ok(())
    }

    /// Its policy, for resources that fail unless the policy allows them first.
    pub(super) fn policy(&self) -> &Element {
        self.policy.element()
    }

    /// Lets S3 write the logs of another bucket.
    fn take_logs(&self, from: &Resource<s3::Bucket>, prefix: &str) {
        let write = PolicyStatement::allow(["s3:PutObject"])
            .on([self.arn_of_files(format!("{prefix}*"))])
            .by("logging.s3.amazonaws.com")
            .when("StringEquals", "aws:SourceAccount", from.stack().account());
        // Stacks may not need each other in a circle: from another stack, any bucket of the account has to do.
        let is_of_stack = self.resource.stack().path() == from.stack().path();
        self.add_to_policy(match is_of_stack {
            true => write.when("ArnLike", "aws:SourceArn", from.arn()),
            false => write,
        });
    }

    /// Lets services deliver logs that still use access control lists, as CloudFront does.
    pub(super) fn take_lists(&self) {
        let rule = OwnershipControlsRule::new().object_ownership(given("BucketOwnerPreferred"));
        let controls: Val<OwnershipControls> = OwnershipControls::new().rules([rule]).into_val();
        self.resource.set("OwnershipControls", controls.into_json());
    }
}

impl Deref for BucketHandle {
    type Target = Resource<s3::Bucket>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
