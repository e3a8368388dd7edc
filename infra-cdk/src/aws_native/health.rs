//! Health checks from outside: Route 53 asks each service by the clinic's own name, as a browser does.
//!
//! Without a domain there are none: the names that AWS gives change with a new API or distribution, and the alarms on answers of API
//! Gateway tell of the same faults.

use std::collections::BTreeMap;

use cdk::Stack;
use cdk::aws::route53::health_check::{HealthCheckConfig, Type};
use cdk::aws::{Resource, Tag, route53};
use contract::route::{Audience, Method, Route};
use contract::routes;
use contract::service::Service;

use crate::app::Clinic;

/// Seconds between two requests of the same place.
const INTERVAL_SECONDS: u32 = 30;
/// Failures in a row after which a service counts as down.
const FAILURES: u32 = 3;

pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
) -> BTreeMap<Service, Resource<route53::HealthCheck>> {
    let Some(domain) = &clinic.environment.domain else { return BTreeMap::new() };
    let check = |service: Service| {
        let path = asked(service)?;
        let config = HealthCheckConfig::new()
            .type_(Type::Https)
            .fully_qualified_domain_name(&domain.name)
            .port(443)
            .enable_sni(true)
            .resource_path(path)
            .request_interval(INTERVAL_SECONDS)
            .failure_threshold(FAILURES);
        let name = Tag::new().key("Name").value(format!("petclinic-{}-{service}", clinic.env()));
        let check = route53::HealthCheck::new().health_check_config(config).health_check_tags([name]);
        Some((service, stack.add(format!("Health-{service}"), check)))
    };
    Service::http().filter_map(check).collect()
}

/// What a service is asked from outside: its health where that is public, else what it answers anyone without parameters and from its
/// cache. A service that has neither is not asked.
fn asked(service: Service) -> Option<&'static str> {
    let is_plain = |it: &&Route| {
        it.service == Some(service)
            && it.audience == Audience::Public
            && it.method == Method::Get
            && !it.path.contains('{')
    };
    let mut plain = routes::ALL.iter().filter(is_plain);
    let health = service.row().health;
    plain.find(|it| Some(it.path) == health || it.cacheable.is_some()).map(|it| it.path)
}
