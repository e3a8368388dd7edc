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
    if let Some(element) = scope.element()
        && is_copied(&element.type_name())
    {
        lines.insert(scope.path(), line(&element));
    }
    scope.children().iter().for_each(|child| collect(child, lines));
}

/// Whether the copy contains the declaration of a resource of the type.
fn is_copied(type_name: &str) -> bool {
    let own = ["Account", "Deployment", "Stage"];
    type_name.strip_prefix("AWS::ApiGateway::").is_some_and(|name| !own.contains(&name))
}

fn line(element: &Element) -> String {
    let mut text = String::new();
    for (property, value) in element.properties() {
        if property != "Tags" {
            text.push_str(&property);
            fingerprint(element, &value, &mut text);
        }
    }
    text
}
