//! API Gateway's REST APIs.

use std::collections::{BTreeMap, BTreeSet};

use super::balancers::BALANCER;
use super::functions::FUNCTION;
use super::model::{Model, Resource, arms};
use super::report::Report;
use super::rules;

const API: &str = "AWS::ApiGateway::RestApi";
const METHOD: &str = "AWS::ApiGateway::Method";

/// Seconds that API Gateway waits for an answer, and for the end of one that it streams.
const PATIENCE: (i64, i64) = (29, 900);

fn patience(method: Resource<'_>) -> i64 {
    let is_streamed = method.text("Integration.ResponseTransferMode") == Some("STREAM");
    if is_streamed { PATIENCE.1 } else { PATIENCE.0 }
}

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for deployment in model.of("AWS::ApiGateway::Deployment") {
        let Some(api) = model.linked(deployment, "RestApiId").filter(|it| it.type_name == API) else {
            continue;
        };
        if api.has("Body") || api.has("BodyS3Location") {
            continue;
        }
        let methods: Vec<_> = model.of(METHOD).filter(|it| belongs(model, *it, api)).collect();
        if methods.is_empty() {
            report.add(rules::NO_METHODS, deployment, "RestApiId", format!("{} has no methods", api.path));
        }
        let before = predecessors(model, deployment);
        for method in methods.iter().filter(|it| it.key().0 == deployment.key().0 && !before.contains(it.id))
        {
            let message = format!("it may be made before {}", method.path);
            report.beside(rules::DEPLOYMENT_ORDER, deployment, "DependsOn", message);
        }
    }
    methods(model, report);
    links(model, report);
    let mut paths: BTreeMap<_, &str> = BTreeMap::new();
    for resource in model.of("AWS::ApiGateway::Resource").filter(|it| !it.is_conditional()) {
        if let (Some(parent), Some(part)) = (model.linked(resource, "ParentId"), resource.text("PathPart"))
            && let Some(other) = paths.insert((parent.key(), part), resource.path)
        {
            report.add(rules::PATH_TWICE, resource, "PathPart", format!("{other} is at `{part}`, too"));
        }
    }
}

fn belongs<'a>(model: &Model<'a>, part: Resource<'a>, api: Resource<'a>) -> bool {
    model.linked(part, "RestApiId").is_some_and(|other| other.is(&api))
}

/// The logical ids of all that is made before a resource.
fn predecessors<'a>(model: &Model<'a>, of: Resource<'a>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![of];
    while let Some(resource) = open.pop() {
        let named = super::model::items(resource.declaration.get("DependsOn"));
        let named = named.iter().filter_map(|id| model.resource(resource, id.as_str()?));
        let properties = resource.declaration.get("Properties");
        let mentioned = properties.map(|value| model.mentioned(resource, value)).unwrap_or_default();
        for before in named.chain(mentioned) {
            if before.key().0 == of.key().0 && found.insert(before.id) {
                open.push(before);
            }
        }
    }
    found
}

fn methods(model: &Model<'_>, report: &mut Report) {
    let mut known: BTreeMap<_, &str> = BTreeMap::new();
    for method in model.of(METHOD) {
        let resource = method.at("ResourceId").and_then(|id| model.target(method, id));
        if let (Some((resource, _)), Some(verb)) = (resource, method.text("HttpMethod"))
            && !method.is_conditional()
            && let Some(other) = known.insert((resource.key(), verb), method.path)
        {
            report.add(rules::METHOD_TWICE, method, "HttpMethod", format!("{other} is for {verb}, too"));
        }
        if method.text("Integration.ConnectionType") == Some("VPC_LINK")
            && !method.has("Integration.ConnectionId")
        {
            report.add(rules::NO_LINK, method, "Integration.ConnectionType", "which VPC link is not set");
        }
        let patience = patience(method);
        if let Some(wait) = method.whole("Integration.TimeoutInMillis").filter(|wait| *wait > patience * 1000)
        {
            let message = format!("API Gateway waits for {patience} s, and not for {wait} ms");
            report.add(rules::GATEWAY_TIMEOUT, method, "Integration.TimeoutInMillis", message);
        }
        function(model, method, report);
    }
}

/// Links of version 1 lead to network load balancers only.
fn links(model: &Model<'_>, report: &mut Report) {
    for link in model.of("AWS::ApiGateway::VpcLink") {
        let targets = link.at("TargetArns").map(|targets| arms(targets, "TargetArns"));
        for (at, target) in targets.unwrap_or_default() {
            let balancer = model.target(link, target).map(|(balancer, _)| balancer);
            let kind =
                balancer.filter(|it| it.type_name == BALANCER).map(|it| it.text_or("Type", "application"));
            let by_arn = target.as_str().is_some_and(|arn| arn.contains(":loadbalancer/app/"));
            if by_arn || kind.is_some_and(|kind| kind.is_some_and(|kind| kind != "network")) {
                let name = balancer.map_or("this", |it| it.path);
                report.add(rules::LINK_TARGET, link, &at, format!("{name} is no network load balancer"));
            }
        }
    }
}

fn function(model: &Model<'_>, method: Resource<'_>, report: &mut Report) {
    let Some(uri) = method.at("Integration.Uri") else { return };
    let patience = patience(method);
    for function in model.mentioned(method, uri).into_iter().filter(|it| it.type_name == FUNCTION) {
        if let Some(verb) = method.text("Integration.IntegrationHttpMethod").filter(|verb| *verb != "POST") {
            let message = format!("{} is invoked by {verb}", function.path);
            report.add(rules::LAMBDA_VERB, method, "Integration.IntegrationHttpMethod", message);
        }
        // Whoever sets the integration's own timeout has thought about it.
        if let Some(timeout) = function.whole("Timeout").filter(|timeout| *timeout > patience)
            && !method.has("Integration.TimeoutInMillis")
        {
            let message =
                format!("{} may take {timeout} s, and API Gateway waits for {patience} s", function.path);
            report.add(rules::GATEWAY_TIMEOUT, method, "Integration.Uri", message);
        }
    }
}
