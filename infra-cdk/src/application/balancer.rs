//! The load balancer, which only API Gateway's link calls: see layer 08.

use cdk::constructs::{
    Action, Bucket, BucketHandle, HealthCheck, Listener, ListenerHandle, ListenerRule, LoadBalancer,
    LoadBalancerHandle, TargetGroup, TargetGroupHandle,
};
use cdk::{RemovalPolicy, Stack};
use contract::service::Service;

use super::Application;
use crate::app::Clinic;
use crate::network::Network;
use crate::security::Security;
use crate::{edge, names};

/// How many values the conditions of a rule take together, and how many wildcards.
const AT_MOST: usize = 5;

pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    network: &Network,
    security: &Security,
) -> (LoadBalancerHandle, BucketHandle) {
    // It stays when the stack goes, since a bucket with files in it cannot be deleted; its files go by and by.
    let log = Bucket::new()
        .expire_after_days(clinic.environment.retention.log_days.into())
        .logs_to(&security.audit.files, "balancer-log/")
        .removal_policy(RemovalPolicy::Retain);
    let log = stack.add("AccessLog", log);
    let mut balancer = LoadBalancer::internal(&network.vpc)
        .subnets(network.app())
        .security_group(&security.groups.balancer)
        .access_logs(&log, "");
    if clinic.environment.is_protected {
        balancer = balancer.protect_from_deletion();
    }
    (stack.add("Balancer", balancer), log)
}

/// TLS with the certificate of the environment's domain. Without a domain there is no name that a certificate could be for, and requests
/// come by HTTP: from API Gateway's link only, which stands in the same subnets.
pub(super) fn listen(balancer: &LoadBalancerHandle, clinic: &Clinic<'_>) -> ListenerHandle {
    let nothing = Action::respond(404, "there is nothing at this path");
    match &clinic.environment.domain {
        Some(domain) => {
            let certificate = names::certificate(&balancer.scope().stack(), domain);
            balancer.add_listener("Https", Listener::https(certificate, nothing).closed())
        }
        None => balancer.add_listener("Http", Listener::http(nothing).closed()),
    }
}

/// The targets of a service, and the rules that send requests for its paths there.
pub(super) fn route(application: &Application, clinic: &Clinic<'_>, service: Service) -> TargetGroupHandle {
    let health = HealthCheck::path(service.row().health.unwrap_or("/"))
        .interval_seconds(clinic.environment.tasks.health_check_seconds);
    let targets = TargetGroup::http(service.port().unwrap_or(80)).health_check(health);
    let targets = application.balancer.add_targets(format!("Targets-{service}"), targets);
    // The link puts the name of the stage before each path, and a path by the API's own domain has none.
    let prefixes = edge::prefixes(service);
    let stages = ["".to_owned(), format!("/{}", names::STAGE)];
    let begun = prefixes.iter().flat_map(|it| stages.iter().map(move |stage| format!("{stage}{it}")));
    let rules = packed(begun.flat_map(|it| [it.clone(), format!("{it}/*")]));
    let first = 100 * (1 + application.targets.len());
    for (index, patterns) in rules.into_iter().enumerate() {
        let priority = u32::try_from(first + index).unwrap_or(u32::MAX);
        let rule = ListenerRule::new(priority, Action::forward_to(&targets))
            .paths(patterns)
            .rewrite_path(format!("^/{}(/.*)$", names::STAGE), "$1");
        application.listener.add_rule(format!("Rule-{service}-{}", index + 1), rule);
    }
    targets
}

/// Patterns by the rules that take them.
fn packed(patterns: impl Iterator<Item = String>) -> Vec<Vec<String>> {
    let mut rules: Vec<Vec<String>> = Vec::new();
    let wildcards = |patterns: &[String]| patterns.iter().map(|it| it.matches('*').count()).sum::<usize>();
    for pattern in patterns {
        match rules.last_mut() {
            Some(last)
                if last.len() < AT_MOST && wildcards(last) + pattern.matches('*').count() <= AT_MOST =>
            {
                last.push(pattern);
            }
            _ => rules.push(vec![pattern]),
        }
    }
    rules
}
