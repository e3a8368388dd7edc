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

/// The headers of the managed policy, somewhat stricter, and a content security policy.
pub(super) fn policy(scope: &Scope, content: &str) -> Val<kinds::cloudfront::ResponseHeadersPolicyId> {
    let scope = scope.child("Headers");
    let headers = SecurityHeadersConfig::new()
        .content_security_policy(
            ContentSecurityPolicy::new().content_security_policy(content).override_(true),
        )
        .content_type_options(ContentTypeOptions::new().override_(true))
        .frame_options(FrameOptions::new().frame_option("DENY").override_(true))
        .referrer_policy(
            ReferrerPolicy::new().override_(true).referrer_policy("strict-origin-when-cross-origin"),
        )
        .strict_transport_security(
            StrictTransportSecurity::new()
                .access_control_max_age_sec(STRICT_TRANSPORT_SECONDS)
                .override_(true)
                .include_subdomains(true),
        );
    let config =
        ResponseHeadersPolicyConfig::new().name(unique_name(&scope, 128)).security_headers_config(headers);
    let policy = cloudfront::ResponseHeadersPolicy::new().response_headers_policy_config(config);
    scope.add("Resource", policy).response_headers_policy_id()
}
