use cdk_aws::cloudfront::distribution::{CacheBehavior, DefaultCacheBehavior};
use cdk_aws::kinds;
use cdk_core::{IntoVal, Val, given};

use super::Origin;

/// AWS's policy that caches as long as the origin says, and compressed.
const CACHED: &str = "658327ea-f89d-4fab-a63d-7e88639e58f6";
/// AWS's policy that caches nothing.
const UNCACHED: &str = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
/// AWS's policy that forwards everything from the viewer except the host name.
const ALL_BUT_HOST: &str = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

const ALL_METHODS: [&str; 7] = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"];

/// One behaviour. CloudFormation has a type for the default one and another for the rest.
macro_rules! answer {
    ($self:ident, $behaviour:ident, $headers:ident) => {{
        let behaviour = $behaviour
            .compress(true)
            .cache_policy_id($self.cache_policy_id())
            .response_headers_policy_id($headers);
        if $self.origin.is_files() {
            behaviour
        } else {
            behaviour.allowed_methods(ALL_METHODS).origin_request_policy_id(given(ALL_BUT_HOST))
        }
    }};
}

/// How a distribution answers requests for some paths.
#[must_use = "nothing is made of it before it is given to a distribution"]
pub struct Behaviour {
    pub(super) origin: Origin,
    cache: Option<Val<kinds::cloudfront::CachePolicyId>>,
    uncached: bool,
}

impl Behaviour {
    /// The cache keeps files as long as their headers say. It keeps no answers of servers, which get every method and the whole request.
    pub fn to(origin: Origin) -> Self {
        let uncached = !origin.is_files();
        Self { origin, cache: None, uncached }
    }

    /// Caches by another policy.
    pub fn cache_policy(mut self, policy: impl IntoVal<kinds::cloudfront::CachePolicyId>) -> Self {
        self.cache = Some(policy.into_val());
        self
    }

    /// Asks the origin each time.
    pub fn uncached(mut self) -> Self {
        self.cache = None;
        self.uncached = true;
        self
    }

    fn cache_policy_id(&self) -> Val<kinds::cloudfront::CachePolicyId> {
        let managed = if self.uncached { UNCACHED } else { CACHED };
        self.cache.clone().unwrap_or_else(|| given(managed).into_val())
    }

    pub(super) fn set_default(
        &self,
        behaviour: DefaultCacheBehavior,
        headers: &Val<kinds::cloudfront::ResponseHeadersPolicyId>,
    ) -> DefaultCacheBehavior {
        answer!(self, behaviour, headers)
    }

    pub(super) fn set(
        &self,
        behaviour: CacheBehavior,
        headers: &Val<kinds::cloudfront::ResponseHeadersPolicyId>,
    ) -> CacheBehavior {
        answer!(self, behaviour, headers)
    }
}

impl From<Origin> for Behaviour {
    fn from(origin: Origin) -> Self {
        Self::to(origin)
    }
}
