//! One address for site and API.

use cdk::constructs::{Behaviour, BucketHandle, Distribution, Origin, SecurityHeaders, WebAclHandle};
use cdk::given;
use contract::{genai, site};

use super::files::Content;
use crate::api_gateway::ApiGateway;
use crate::app::Clinic;

/// What CloudFront takes to ask API Gateway, in seconds, beyond the time that an answer takes.
const GRACE_SECONDS: u32 = 2;

/// The distribution of the site's files and of the API, whose answers are not cached and whose errors stay what they are.
pub(super) fn of(
    clinic: &Clinic<'_>,
    (files, content): (&BucketHandle, &Content),
    api: &ApiGateway,
    (firewall, logs): (&WebAclHandle, &BucketHandle),
) -> Distribution {
    let patience = u32::try_from(genai::PATIENCE.as_secs()).unwrap_or(u32::MAX);
    let headers = SecurityHeaders::new()
        .content_security_policy(content.security_policy())
        .frame_options(site::FRAME_OPTIONS)
        .referrer_policy(site::REFERRER_POLICY)
        .strict_transport_seconds(site::STRICT_TRANSPORT_SECONDS);
    let mut distribution = Distribution::of(Origin::bucket(files))
        .single_page_app_with_files_below(site::ASSETS, site::PAGE)
        .security_headers(headers)
        .web_acl(firewall)
        .logs_to(logs, "distribution/")
        .comment(format!("petclinic-{}", clinic.env()));
    for paths in site::API_PATHS {
        let origin = Origin::api(&api.api).answers_within_seconds(patience + GRACE_SECONDS);
        distribution = distribution.at(paths, Behaviour::to(origin));
    }
    if let Some(domain) = &clinic.environment.domain {
        distribution = distribution.domain_names([&domain.name], given(&domain.edge_certificate));
    }
    distribution
}
