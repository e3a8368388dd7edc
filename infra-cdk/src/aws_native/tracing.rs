//! Which requests X-Ray traces, and the views of their traces.

use cdk::Stack;
use cdk::aws::xray::group::InsightsConfiguration;
use cdk::aws::xray::sampling_rule::SamplingRule as Rule;
use cdk::aws::xray::{Group, SamplingRule};
use contract::route::{Audience, Patience};
use contract::routes;
use contract::service::Service;
use contract::settings::Traces;

use crate::api_gateway::ApiGateway;
use crate::app::Clinic;

/// The share of requests to the assistant that are traced. They are few, and each is a chain of calls.
const OF_ASSISTANT: f64 = 0.25;
/// Seconds from which on a request is slow, unless it waits for a model.
const SLOW_SECONDS: u32 = 2;

/// The views, each by its name's end and what its traces have in common.
const VIEWS: [(&str, &str); 3] = [("all", ""), ("faults", "fault = true"), ("slow", "responsetime > SLOW")];

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>, api: &ApiGateway) {
    // X-Ray knows a stage by this name.
    let gateway = format!("{}/{}", api.api.name(), api.api.stage_name());
    for (view, filter) in VIEWS {
        let mut filter = filter.replace("SLOW", &SLOW_SECONDS.to_string());
        if !filter.is_empty() {
            filter = format!(" AND {filter}");
        }
        let group = Group::new()
            .group_name(group_name(clinic.env(), view))
            .filter_expression(format!("service(\"{gateway}\"){filter}"))
            .insights_configuration(InsightsConfiguration::new().insights_enabled(view == "all"));
        stack.add(format!("Traces-{view}"), group);
    }
    let settings = &clinic.environment.settings;
    let of_service = |it| settings.value(clinic.env(), it, Traces::SAMPLING).parse().unwrap_or(0.0);
    // A trace that the gateway begins is recorded by all services, so the most curious one decides.
    let usual = Service::http().map(of_service).fold(0.0, f64::max);
    let rule = |name: &str, priority: u32, (path, share): (&str, f64)| {
        let rule = Rule::new()
            .fixed_rate(share)
            .host("*")
            .http_method("*")
            .priority(priority)
            // A request each second is traced in any case.
            .reservoir_size(1)
            .resource_arn("*")
            .service_name(&gateway)
            .service_type("AWS::ApiGateway::Stage")
            .url_path(path)
            .rule_name(format!("petclinic-{}-{name}", clinic.env()))
            .version(1);
        stack.add(format!("Sampling-{name}"), SamplingRule::new().sampling_rule(rule));
    };
    rule("assistant", 100, (&format!("*{}*", assistant_prefix()), OF_ASSISTANT));
    rule("usual", 200, ("*", usual));
}

/// The name of a view.
pub fn group_name(env: &str, view: &str) -> String {
    format!("petclinic-{env}-{view}")
}

/// What all paths begin with at which a model answers.
fn assistant_prefix() -> String {
    let is_assistant =
        |it: &&contract::route::Route| it.audience == Audience::Public && it.patience == Patience::Assistant;
    let mut paths = routes::ALL.iter().filter(is_assistant).map(|it| it.path);
    let first = paths.next().unwrap_or_default();
    paths.fold(first.to_owned(), |prefix, path| {
        let common = prefix.chars().zip(path.chars()).take_while(|(a, b)| a == b);
        common.map(|(a, _)| a).collect()
    })
}
