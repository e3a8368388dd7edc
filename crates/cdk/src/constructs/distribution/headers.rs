use cdk_aws::cloudfront::response_headers_policy::{
    ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy, ResponseHeadersPolicyConfig,
    SecurityHeadersConfig, StrictTransportSecurity,
};
use cdk_aws::{cloudfront, kinds};
use cdk_core::{Scope, Val};

use crate::constructs::name::unique_name;

/// AWS's own policy: strict transport, no sniffing, no frames of others, a referrer for the site's own pages only.
pub(super) const MANAGED: &str = "67f7725c-6f97-4210-82d7-5512b31e9d03";

/// Two years, as browsers want it for their lists.
const STRICT_TRANSPORT_SECONDS: u32 = 63_072_000;

/// The security headers of a [`Distribution`](super::Distribution): no sniffing, no frames, TLS only for two years, and a referrer that
/// names the page to the site's own pages alone, unless something else is chosen.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is given to a distribution"]
pub struct SecurityHeaders {
    content: Option<String>,
    frame_options: String,
    referrer: String,
    strict_transport_seconds: u32,
}

impl SecurityHeaders {
    pub fn new() -> Self {
        Self {
            content: None,
            frame_options: "DENY".to_owned(),
            referrer: "strict-origin-when-cross-origin".to_owned(),
            strict_transport_seconds: STRICT_TRANSPORT_SECONDS,
        }
    }

    /// The sources that pages may load, such as `default-src 'self'`.
    pub fn content_security_policy(mut self, policy: impl Into<String>) -> Self {
        self.content = Some(policy.into());
        self
    }

    /// Whether other pages may show these in a frame: `DENY` or `SAMEORIGIN`.
    pub fn frame_options(mut self, option: impl Into<String>) -> Self {
        self.frame_options = option.into();
        self
    }

    /// What other sites learn of the page that a link was on.
    pub fn referrer_policy(mut self, policy: impl Into<String>) -> Self {
        self.referrer = policy.into();
        self
    }

    /// For how long browsers use TLS only, with all subdomains.
    pub fn strict_transport_seconds(mut self, seconds: u32) -> Self {
        self.strict_transport_seconds = seconds;
        self
    }

    pub(super) fn policy(&self, scope: &Scope) -> Val<kinds::cloudfront::ResponseHeadersPolicyId> {
        let scope = scope.child("Headers");
        let mut headers = SecurityHeadersConfig::new();
        if let Some(content) = &self.content {
            let content = ContentSecurityPolicy::new().content_security_policy(content).override_(true);
            headers = headers.content_security_policy(content);
        }
        headers = headers
            .content_type_options(ContentTypeOptions::new().override_(true))
            .frame_options(FrameOptions::new().frame_option(self.frame_options.as_str()).override_(true))
            .referrer_policy(ReferrerPolicy::new().override_(true).referrer_policy(self.referrer.as_str()))
            .strict_transport_security(
                StrictTransportSecurity::new()
                    .access_control_max_age_sec(self.strict_transport_seconds)
                    .override_(true)
                    .include_subdomains(true),
            );
        let config = ResponseHeadersPolicyConfig::new()
            .name(unique_name(&scope, 128))
            .security_headers_config(headers);
        let policy = cloudfront::ResponseHeadersPolicy::new().response_headers_policy_config(config);
        scope.add("Resource", policy).response_headers_policy_id()
    }
}

impl Default for SecurityHeaders {
    fn default() -> Self {
        Self::new()
    }
}
