use std::collections::BTreeMap;

use cdk_aws::cloudfront::distribution::{self, CustomOriginConfig, S3OriginConfig};
use cdk_aws::cloudfront::origin_access_control::OriginAccessControlConfig;
use cdk_aws::{Resource, cloudfront};
use cdk_core::{IntoVal, Scope, Val, pseudo, text};

use crate::constructs::name::{digest, unique_name};
use crate::constructs::{BucketHandle, PolicyStatement, RestApiHandle};

/// Where a distribution gets its answers.
#[derive(Clone, Debug)]
pub struct Origin {
    kind: Kind,
    path: Option<String>,
    patience: Option<u32>,
}

#[derive(Clone, Debug)]
enum Kind {
    Bucket(BucketHandle),
    Server { host: Val<String>, of: String },
}

impl Origin {
    /// The files of a bucket, which stays private: only this distribution may read it.
    #[must_use]
    pub fn bucket(bucket: &BucketHandle) -> Self {
        Self { kind: Kind::Bucket(bucket.clone()), path: None, patience: None }
    }

    /// An API. Its stage is added to the paths, so that none of them begins with it.
    #[must_use]
    pub fn api(api: &RestApiHandle) -> Self {
        let kind = Kind::Server { host: api.host(), of: api.scope().path() };
        Self { kind, path: Some(format!("/{}", api.stage_name())), patience: None }
    }

    /// A server that speaks HTTPS, by its host name.
    pub fn server(host: impl IntoVal<String>) -> Self {
        let host = host.into_val();
        let of = format!("{host:?}");
        Self { kind: Kind::Server { host, of }, path: None, patience: None }
    }

    /// A path that is put before each request's.
    #[must_use]
    pub fn below(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// How long a server may take until it begins to answer: 1 to 60 seconds; 30 unless given.
    #[must_use]
    pub fn answers_within_seconds(mut self, seconds: u32) -> Self {
        self.patience = Some(seconds);
        self
    }

    pub(super) fn is_files(&self) -> bool {
        matches!(self.kind, Kind::Bucket(_))
    }

    /// Puts it among the origins, once, and gives its id.
    pub(super) fn declare(
        &self,
        scope: &Scope,
        origins: &mut BTreeMap<String, distribution::Origin>,
    ) -> String {
        let path = self.path.as_deref().unwrap_or_default();
        let of = match &self.kind {
            Kind::Bucket(bucket) => bucket.path(),
            Kind::Server { of, .. } => of.clone(),
        };
        let id = format!("origin-{}", &digest(format!("{of} {path}").as_bytes())[..8]);
        if origins.contains_key(&id) {
            return id;
        }
        let origin = match &self.kind {
            Kind::Bucket(bucket) => {
                let access = access_control(scope, &id);
                distribution::Origin::new()
                    .domain_name(bucket.regional_domain_name())
                    .id(&id)
                    .origin_access_control_id(access.origin_access_control_id())
                    // Without it CloudFront takes the origin for a server.
                    .s3_origin_config(S3OriginConfig::new().origin_access_identity(""))
            }
            Kind::Server { host, .. } => {
                let mut server = CustomOriginConfig::new()
                    .origin_protocol_policy("https-only")
                    .origin_ssl_protocols(["TLSv1.2"]);
                if let Some(seconds) = self.patience {
                    server = server.origin_read_timeout(seconds);
                }
                distribution::Origin::new().domain_name(host).id(&id).custom_origin_config(server)
            }
        };
        let origin = if path.is_empty() { origin } else { origin.origin_path(path) };
        origins.insert(id.clone(), origin);
        id
    }

    /// Lets the distribution read the bucket and learn which files are missing.
    pub(super) fn let_in(&self, distribution: &Resource<cloudfront::Distribution>, list: bool) {
        let Kind::Bucket(bucket) = &self.kind else { return };
        let (home, stack) = (bucket.stack(), distribution.stack());
        // Stacks may not need each other in a circle: from another stack, any distribution of the account has to do.
        let id: Val<String> = if home.path() == stack.path() {
            distribution.distribution_id().into_val()
        } else {
            "*".into_val()
        };
        let arn = text!("arn:{}:cloudfront::{}:distribution/{}", pseudo::partition(), home.account(), id);
        bucket.add_to_policy(
            PolicyStatement::allow(["s3:GetObject"])
                .on([bucket.arn_of_files("*")])
                .by("cloudfront.amazonaws.com")
                .when("ArnLike", "aws:SourceArn", &arn),
        );
        if list {
            bucket.add_to_policy(
                PolicyStatement::allow(["s3:ListBucket"])
                    .on([bucket.arn()])
                    .by("cloudfront.amazonaws.com")
                    .when("ArnLike", "aws:SourceArn", arn),
            );
        }
        if let Some(key) = bucket.key() {
            // The distribution needs the bucket and the bucket its key, so that the key cannot name the distribution.
            let account = key.stack().account();
            let any = text!("arn:{}:cloudfront::{}:distribution/*", pseudo::partition(), account);
            key.add_to_policy(
                PolicyStatement::allow(["kms:Decrypt"]).on(["*"]).by("cloudfront.amazonaws.com").when(
                    "ArnLike",
                    "aws:SourceArn",
                    any,
                ),
            );
        }
    }
}

fn access_control(scope: &Scope, id: &str) -> Resource<cloudfront::OriginAccessControl> {
    let scope = scope.child(id);
    let config = OriginAccessControlConfig::new()
        .name(unique_name(&scope, 64))
        .origin_access_control_origin_type("s3")
        .signing_behavior("always")
        .signing_protocol("sigv4");
    scope.add("AccessControl", cloudfront::OriginAccessControl::new().origin_access_control_config(config))
}
