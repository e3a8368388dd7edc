//! The bucket, repository and roles that `cdk bootstrap` makes in an account and region, by their usual names.

use crate::asset::{FileAsset, FileLocation, ImageAsset};
use crate::{Environment, Json, Val};

/// Names of the resources that `cdk bootstrap` makes, all with one qualifier in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    qualifier: String,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self::qualified("hnb659fds")
    }
}

/// The first version of the bootstrap stack that has all resources named here.
pub const BOOTSTRAP_VERSION: u32 = 6;

impl Bootstrap {
    /// For an environment that was bootstrapped with `--qualifier`.
    pub fn qualified(qualifier: impl Into<String>) -> Self {
        Self { qualifier: qualifier.into() }
    }

    #[must_use]
    pub fn qualifier(&self) -> &str {
        &self.qualifier
    }

    /// The ARN of a role in the CLI's notation; `purpose` is `deploy`, `cfn-exec`, `lookup`, `file-publishing` or `image-publishing`.
    #[must_use]
    pub fn role_arn(&self, environment: &Environment, purpose: &str) -> String {
        let (account, region) = placeholders(environment);
        let qualifier = &self.qualifier;
        format!(
            "arn:${{AWS::Partition}}:iam::{account}:role/cdk-{qualifier}-{purpose}-role-{account}-{region}"
        )
    }

    /// The SSM parameter that holds the version of the bootstrap stack.
    #[must_use]
    pub fn version_parameter(&self) -> String {
        format!("/cdk-bootstrap/{}/version", self.qualifier)
    }

    /// The bucket for files, in the CLI's notation.
    #[must_use]
    pub fn bucket(&self, environment: &Environment) -> String {
        let (account, region) = placeholders(environment);
        format!("cdk-{}-assets-{account}-{region}", self.qualifier)
    }

    /// The repository for images, in the CLI's notation.
    #[must_use]
    pub fn repository(&self, environment: &Environment) -> String {
        let (account, region) = placeholders(environment);
        format!("cdk-{}-container-assets-{account}-{region}", self.qualifier)
    }

    pub(crate) fn file_location(&self, environment: &Environment, asset: &FileAsset) -> FileLocation {
        let bucket = self.bucket(environment);
        FileLocation { bucket: substituted(bucket), key: asset.object_key() }
    }

    pub(crate) fn image_uri(&self, environment: &Environment, asset: &ImageAsset) -> Val<String> {
        let (account, region) = placeholders(environment);
        let repository = self.repository(environment);
        substituted(format!("{account}.dkr.ecr.{region}.${{AWS::URLSuffix}}/{repository}:{}", asset.tag()))
    }
}

fn placeholders(environment: &Environment) -> (&str, &str) {
    let account = environment.account.as_deref().unwrap_or("${AWS::AccountId}");
    let region = environment.region.as_deref().unwrap_or("${AWS::Region}");
    (account, region)
}

fn substituted(text: String) -> Val<String> {
    let plain = !text.contains("${");
    Val::of(if plain { text.into() } else { Json::call("Fn::Sub", text.into()) })
}
