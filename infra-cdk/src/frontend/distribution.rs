//! One address for site and API.

use cdk::constructs::{Behaviour, BucketHandle, Distribution, Origin, WebAclHandle};
use cdk::given;
use contract::genai;

use super::files::Content;
use crate::api_gateway::ApiGateway;
use crate::app::Clinic;

/// The paths that are the API's. All others are the site's.
pub(super) const OF_API: [&str; 2] = ["/api/*", "/admin/*"];

/// What CloudFront takes to ask API Gateway, in seconds, beyond the time that an answer takes.
const GRACE_SECONDS: u32 = 2;

/// The distribution of the site's files and of the API, whose answers are not cached and whose errors stay what they are.
pub(super) fn of(
    clinic: &Clinic<'_>,
    (site, content): (&BucketHandle, &Content),
    api: &ApiGateway,
    (firewall, logs): (&WebAclHandle, &BucketHandle),
) -> Distribution {
    let patience = u32::try_from(genai::PATIENCE.as_secs()).unwrap_or(u32::MAX);
    let mut distribution = Distribution::of(Origin::bucket(site))
        .single_page_app("/index.html")
        .content_security_policy(content.security_policy())
        .web_acl(firewall)
        .logs_to(logs, "distribution/")
        .comment(format!("petclinic-{}", clinic.env()));
    for paths in OF_API {
        let origin = Origin::api(&api.api).answers_within_seconds(patience + GRACE_SECONDS);
        distribution = distribution.at(paths, Behaviour::to(origin));
    }
    if let Some(domain) = &clinic.environment.domain {
        distribution = distribution.domain_names([&domain.name], given(&domain.edge_certificate));
    }
    distribution
}
