use std::path::Path;

use cdk_aws::lambda::function::Runtime;
use cdk_core::asset::{FileAsset, FileLocation};
use cdk_core::{Construct, Element, GenericResource, Scope, pseudo, text};

use super::bucket::Share;
use super::{BucketHandle, Code, DistributionHandle, Function, LogGroupHandle, PolicyStatement};
use crate::assets::{self, AssetError};

/// The time limit for unpacking, which is Lambda's own.
const UNPACKER_SECONDS: u32 = 900;
/// CloudFormation gives up after this time, since a function that cannot start never answers.
const ANSWER_SECONDS: u32 = UNPACKER_SECONDS + 60;

/// The usual rules: pages, files with a hash in their name, and all others.
const CACHES: [[&str; 2]; 3] = [
    ["\\.html$", "no-cache"],
    ["[.-](?=[A-Za-z_-]*\\d)[A-Za-z0-9_-]{8,}\\.\\w+(\\.map)?$", "public, max-age=31536000, immutable"],
    ["", "public, max-age=300"],
];

/// Copies files, those of a directory or some that the app makes itself, into a bucket at each deployment that changes them, and removes
/// those that are gone.
///
/// Browsers revalidate pages (`.html`) each time, cache files with a hash in their name, such as `app-3f9a01bc.js`, for a year, and
/// all others for five minutes; [`cache_control`](Self::cache_control) says something else. Pages are copied last, so that none names a
/// missing file. The files stay when the stack goes.
///
/// Makes: a file asset (the packed files), a custom resource (`Custom::BucketDeployment`), and the function that unpacks it:
/// `AWS::Lambda::Function`, `AWS::IAM::Role` (which may read this asset, write this bucket, and invalidate this distribution),
/// `AWS::Logs::LogGroup`.
///
/// ```no_run
/// use cdk::constructs::{Bucket, BucketDeployment};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let files = stack.add("Files", Bucket::new());
/// stack.add("Content", BucketDeployment::of("site/dist", &files));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct BucketDeployment {
    archive: Result<FileAsset, AssetError>,
    bucket: BucketHandle,
    prefix: String,
    /// Regular expressions of paths, each with its `Cache-Control`; the first that matches counts.
    caches: Vec<[String; 2]>,
    distribution: Option<DistributionHandle>,
    keep: bool,
    memory: u32,
    logs: Option<LogGroupHandle>,
}

impl BucketDeployment {
    pub fn of(directory: impl AsRef<Path>, bucket: &BucketHandle) -> Self {
        Self::of_archive(assets::directory(directory), bucket)
    }

    /// The files of a zip that the app makes itself: see [`assets::archive`].
    pub fn of_files(
        files: impl IntoIterator<Item = (impl Into<String>, impl Into<Vec<u8>>)>,
        bucket: &BucketHandle,
    ) -> Self {
        Self::of_archive(assets::archive("files.zip", files), bucket)
    }

    /// The files of a zip that the app has made already, by [`assets::archive`].
    pub fn of_archive(archive: Result<FileAsset, AssetError>, bucket: &BucketHandle) -> Self {
        Self {
            archive,
            bucket: bucket.clone(),
            prefix: String::new(),
            caches: Vec::new(),
            distribution: None,
            keep: false,
            memory: 512,
            logs: None,
        }
    }

    /// Copies the files below a prefix, such as `docs/`, and leaves the rest of the bucket alone.
    pub fn below(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sends files whose paths in the directory begin with this, such as `assets/`, with this header. Earlier ones win; the empty path
    /// stands for all files.
    pub fn cache_control(mut self, below: &str, header: impl Into<String>) -> Self {
        let escaped =
            below.chars().map(|it| if it.is_alphanumeric() { it.to_string() } else { format!("\\{it}") });
        self.caches.push([std::iter::once("^".to_owned()).chain(escaped).collect(), header.into()]);
        self
    }

    /// Invalidates the cache of a distribution and waits for it.
    pub fn invalidate(mut self, distribution: &DistributionHandle) -> Self {
        self.distribution = Some(distribution.clone());
        self
    }

    /// Leaves files in the bucket that are no longer in the directory.
    pub fn keep_old_files(mut self) -> Self {
        self.keep = true;
        self
    }

    /// Where the function that unpacks writes its log; to a group of its own unless given.
    pub fn logs_to(mut self, group: &LogGroupHandle) -> Self {
        self.logs = Some(group.clone());
        self
    }

    /// For directories of many files: 128 to 10,240 MiB; 512 unless given.
    pub fn memory(mut self, mebibytes: u32) -> Self {
        self.memory = mebibytes;
        self
    }

    fn permissions(&self, archive: &FileLocation) -> Vec<PolicyStatement> {
        let archive = text!("arn:{}:s3:::{}/{}", pseudo::partition(), &archive.bucket, &archive.key);
        let files = self.bucket.arn_of_files(format!("{}*", self.prefix));
        let mut needs = vec![
            PolicyStatement::allow(["s3:GetObject"]).on([archive]),
            PolicyStatement::allow(["s3:ListBucket"]).on([self.bucket.arn()]),
            PolicyStatement::allow(["s3:DeleteObject", "s3:PutObject"]).on([files]),
        ];
        if let Some(distribution) = &self.distribution {
            let actions = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"];
            needs.push(PolicyStatement::allow(actions).on([distribution.arn()]));
        }
        if let Some(key) = self.bucket.key() {
            let actions = ["kms:Decrypt", "kms:GenerateDataKey"];
            needs.push(PolicyStatement::allow(actions).on([key.arn()]));
        }
        needs
    }
}

impl Construct for BucketDeployment {
    type Output = Element;

    fn create(self, scope: &Scope) -> Element {
        let asset = match &self.archive {
            Ok(asset) => asset.clone(),
            Err(error) => {
                scope.fail(error.to_string());
                return scope.add("Resource", GenericResource::new("Custom::BucketDeployment"));
            }
        };
        let share = Share { prefix: self.prefix.clone(), keeps: self.keep, owner: scope.path() };
        if let Err(other) = self.bucket.share(share) {
            scope.fail(format!(
                "files below `{}` of the bucket clash with those of {} below `{}`: one would delete the other's; give each a prefix of its own",
                self.prefix, other.owner, other.prefix
            ));
        }
        let archive = scope.stack().add_file(asset);
        let mut unpacker = Function::code(
            Runtime::Python3_13,
            "index.handler",
            Code::inline(include_str!("bucket_deployment/unpack.py")),
        )
        .description("unpacks files into a bucket while a stack is deployed")
        .memory(self.memory)
        .timeout(UNPACKER_SECONDS);
        if let Some(group) = &self.logs {
            unpacker = unpacker.logs_to(group);
        }
        for statement in self.permissions(&archive) {
            unpacker = unpacker.statement(statement);
        }
        let unpacker = scope.add("Unpacker", unpacker);
        let mut files = GenericResource::new("Custom::BucketDeployment")
            .set("ServiceToken", unpacker.arn())
            .set("ServiceTimeout", ANSWER_SECONDS)
            .set("Archive", archive.url())
            .set("Bucket", self.bucket.bucket_name());
        let usual = CACHES.map(|rule| rule.map(str::to_owned));
        files =
            files.set("Caches", serde_json::json!(self.caches.into_iter().chain(usual).collect::<Vec<_>>()));
        if !self.prefix.is_empty() {
            files = files.set("Prefix", self.prefix);
        }
        if self.keep {
            files = files.set("Keep", true);
        }
        if let Some(distribution) = &self.distribution {
            files = files.set("Distribution", distribution.distribution_id());
        }
        scope.add("Resource", files)
    }
}
