use std::collections::BTreeMap;
use std::fmt::Write;

use cdk_core::{Element, Scope};

use super::RestApiHandle;
use crate::constructs::fingerprint::fingerprint;
use crate::constructs::name::digest;

/// Gives the deployment a logical id that changes with the model of its API, since a deployment is a copy that never changes.
pub(super) fn follow(api: &RestApiHandle) {
    let this = api.clone();
    let whole = api.scope().stack().path();
    api.scope().aspect(move |visited| {
        if visited.node() != this.scope().node() {
            return;
        }
        let path = this.scope().path();
        let inner = path.strip_prefix(&whole).unwrap_or(&path);
        let mut id: String = inner.chars().filter(char::is_ascii_alphanumeric).collect();
        id.truncate(180);
        let model = model(&this);
        this.deployment().override_logical_id(format!(
            "{id}Deployment{}",
            &digest(format!("{path}\n{model}").as_bytes())[..32]
        ));
    });
}

/// All that is in the copy, in an order that is not that of declaration.
fn model(api: &RestApiHandle) -> String {
    let mut lines = BTreeMap::new();
    collect(api.scope(), &mut lines);
    lines.into_iter().fold(String::new(), |mut text, (path, line)| {
        let _ = writeln!(text, "{path} {line}");
        text
    })
}

fn collect(scope: &Scope, lines: &mut BTreeMap<String, String>) {
    if let Some(element) = scope.element() {
        let properties = match element.type_name().as_str() {
            "AWS::ApiGateway::Method" => &[
                "HttpMethod",
                "AuthorizationType",
                "AuthorizerId",
                "ApiKeyRequired",
                "Integration",
                "MethodResponses",
                "RequestParameters",
                "ResourceId",
            ][..],
            "AWS::ApiGateway::Resource" => &["ParentId", "PathPart"],
            "AWS::ApiGateway::GatewayResponse" => {
                &["ResponseType", "ResponseParameters", "ResponseTemplates", "StatusCode"]
            }
            "AWS::ApiGateway::RestApi" => {
                &["BinaryMediaTypes", "Body", "MinimumCompressionSize", "Policy", "EndpointConfiguration"]
            }
            _ => &[],
        };
        if !properties.is_empty() {
            lines.insert(scope.path(), line(&element, properties));
        }
    }
    scope.children().iter().for_each(|child| collect(child, lines));
}

fn line(element: &Element, properties: &[&str]) -> String {
    let mut text = String::new();
    for property in properties {
        if let Some(value) = element.get(property) {
            text.push_str(property);
            fingerprint(element, &value, &mut text);
        }
    }
    text
}
