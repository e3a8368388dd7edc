use cdk_core::asset::ImageAsset;
use cdk_core::{IntoVal, Scope, Val, intrinsic, pseudo, text};

use crate::constructs::{Grantee, PolicyStatement, RoleHandle};

/// The image of a container.
#[derive(Clone, Debug)]
pub struct Image(Source);

#[derive(Clone, Debug)]
enum Source {
    Registry(Val<String>),
    Asset(Box<ImageAsset>),
    Repository { name: Val<String>, tag: Val<String> },
}

impl Image {
    /// One of a registry that needs no permission, such as `public.ecr.aws/docker/library/httpd:2.4`.
    pub fn registry(name: impl IntoVal<String>) -> Self {
        Self(Source::Registry(name.into_val()))
    }

    /// One that is built and pushed when the stack is deployed.
    #[must_use]
    pub fn asset(asset: ImageAsset) -> Self {
        Self(Source::Asset(Box::new(asset)))
    }

    /// One of a repository of this account and region, by a tag or by a digest (`sha256:..`).
    pub fn repository(name: impl IntoVal<String>, tag: impl IntoVal<String>) -> Self {
        Self(Source::Repository { name: name.into_val(), tag: tag.into_val() })
    }

    /// Its URI, which the role, if there is one to change, is then allowed to pull.
    pub(super) fn pulled_by(self, role: Option<&RoleHandle>, scope: &Scope) -> Val<String> {
        let stack = scope.stack();
        match self.0 {
            Source::Registry(name) => name,
            Source::Asset(asset) => {
                let name = stack.bootstrap().repository(&stack.environment());
                let name = if name.contains("${") { intrinsic::sub(name) } else { Val::of(name.into()) };
                allow_pull(role, scope, &name);
                stack.add_image(*asset)
            }
            Source::Repository { name, tag } => {
                allow_pull(role, scope, &name);
                let digest = tag.json().as_str().is_some_and(|tag| tag.starts_with("sha256:"));
                let separator = if digest { "@" } else { ":" };
                let (account, region) = (stack.account(), stack.region());
                text!("{}.dkr.ecr.{}.{}/{}{}{}", account, region, pseudo::url_suffix(), name, separator, tag)
            }
        }
    }
}

fn allow_pull(role: Option<&RoleHandle>, scope: &Scope, repository: &Val<String>) {
    let Some(role) = role else { return };
    let stack = scope.stack();
    let arn = text!(
        "arn:{}:ecr:{}:{}:repository/{}",
        pseudo::partition(),
        stack.region(),
        stack.account(),
        repository
    );
    let pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    role.grant(PolicyStatement::allow(pull).on([arn]));
    role.grant(PolicyStatement::allow(["ecr:GetAuthorizationToken"]).on(["*"]));
}
