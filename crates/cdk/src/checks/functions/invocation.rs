//! Whether services may invoke the functions that they are to invoke.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::model::{Model, Resource};
use super::super::report::Report;
use super::super::rules;
use super::FUNCTION;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    let allowed = allowed(model);
    let mut needs = |user: Resource<'_>, property: &str, service: &str| {
        let Some(value) = user.at(property) else { return };
        // A function of which nothing is known is left alone: it may be another stack's to allow it.
        let functions = model.mentioned(user, value).into_iter().filter_map(|it| function_of(model, it));
        for function in functions {
            let services = allowed.get(&Some(function.key())).into_iter().chain(allowed.get(&None)).flatten();
            if !services.into_iter().any(|known| *known == service || known.is_empty()) {
                let message = format!("{service} may not invoke {}", function.path);
                report.add(rules::INVOKE_PERMISSION, user, property, message);
            }
        }
    };
    for method in model.of("AWS::ApiGateway::Method") {
        if !method.has("Integration.Credentials") {
            needs(method, "Integration.Uri", "apigateway.amazonaws.com");
        }
    }
    for integration in model.of("AWS::ApiGatewayV2::Integration") {
        if !integration.has("CredentialsArn") {
            needs(integration, "IntegrationUri", "apigateway.amazonaws.com");
        }
    }
    for rule in model.of("AWS::Events::Rule") {
        for index in 0..rule.list("Targets").len() {
            needs(rule, &format!("Targets.{index}.Arn"), "events.amazonaws.com");
        }
    }
    for subscription in model.of("AWS::SNS::Subscription") {
        if subscription.text("Protocol") == Some("lambda") {
            needs(subscription, "Endpoint", "sns.amazonaws.com");
        }
    }
    for bucket in model.of("AWS::S3::Bucket") {
        for index in 0..bucket.list("NotificationConfiguration.LambdaConfigurations").len() {
            let property = format!("NotificationConfiguration.LambdaConfigurations.{index}.Function");
            needs(bucket, &property, "s3.amazonaws.com");
        }
    }
    for rotation in model.of("AWS::SecretsManager::RotationSchedule") {
        needs(rotation, "RotationLambdaARN", "secretsmanager.amazonaws.com");
    }
}

/// Per function, the services that may invoke it, an empty name where that is not known; and those that may invoke functions of
/// which is not known which they are.
fn allowed<'a>(model: &Model<'a>) -> BTreeMap<Option<(usize, &'a str)>, Vec<&'a str>> {
    let mut allowed: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for permission in model.of("AWS::Lambda::Permission") {
        let Some(value) = permission.at("FunctionName") else { continue };
        let principal = permission.at("Principal").and_then(Value::as_str).unwrap_or_default();
        let functions: Vec<_> = model
            .mentioned(permission, value)
            .into_iter()
            .filter_map(|it| function_of(model, it))
            .map(|it| Some(it.key()))
            .collect();
        let functions = if functions.is_empty() { vec![None] } else { functions };
        for function in functions {
            allowed.entry(function).or_default().push(principal);
        }
    }
    allowed
}

/// The function itself, or the one of a version or alias.
fn function_of<'a>(model: &Model<'a>, resource: Resource<'a>) -> Option<Resource<'a>> {
    match resource.type_name {
        FUNCTION => Some(resource),
        "AWS::Lambda::Alias" | "AWS::Lambda::Version" => {
            model.linked(resource, "FunctionName").filter(|it| it.type_name == FUNCTION)
        }
        _ => None,
    }
}
