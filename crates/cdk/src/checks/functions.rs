//! Lambda functions and their invokers.

mod invocation;
mod source;

use serde_json::Value;

use super::model::{Model, Resource, is_token};
use super::report::Report;
use super::rules;

pub(super) const FUNCTION: &str = "AWS::Lambda::Function";

/// Names of environment variables that Lambda keeps to itself.
const RESERVED: [&str; 20] = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

/// Bytes of all environment variables.
const ENVIRONMENT: usize = 4_096;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for function in model.of(FUNCTION) {
        package(function, report);
        environment(function, report);
    }
    source::check(model, report);
    invocation::check(model, report);
}

fn package(function: Resource<'_>, report: &mut Report) {
    let is_image = function.text("PackageType") == Some("Image") || function.has("Code.ImageUri");
    for property in ["Handler", "Runtime"] {
        if is_image && function.has(property) {
            let message = format!("an image has no {property}");
            report.add(rules::PACKAGE, function, property, message);
        }
        // Where the package is not declared the schema has its say.
        if !is_image && function.has("Code") && !function.has(property) {
            report.add(rules::PACKAGE, function, "", format!("a zip needs a {property}"));
        }
    }
    if function.text("PackageType") == Some("Image") && function.has("Code") && !function.has("Code.ImageUri")
    {
        report.add(rules::PACKAGE, function, "Code", "an image needs an ImageUri");
    }
    let inline = ["nodejs", "python"];
    if let Some(runtime) = function.text("Runtime").filter(|_| function.has("Code.ZipFile"))
        && !inline.iter().any(|known| runtime.starts_with(known))
    {
        let message = format!("code in the template is for Node.js and Python, not for {runtime}");
        report.add(rules::PACKAGE, function, "Runtime", message);
    }
}

fn environment(function: Resource<'_>, report: &mut Report) {
    let variables = function.at("Environment.Variables").filter(|variables| !is_token(variables));
    let Some(variables) = variables.and_then(Value::as_object) else { return };
    for name in variables.keys().filter(|name| RESERVED.contains(&name.as_str())) {
        let at = format!("Environment.Variables.{name}");
        report.add(rules::RESERVED_VARIABLE, function, &at, format!("`{name}` is set by Lambda"));
    }
    for name in variables.keys().filter(|name| !RESERVED.contains(&name.as_str()) && !is_name(name)) {
        let message = format!("`{name}` is no name for a variable");
        report.add(rules::VARIABLE_NAME, function, "Environment.Variables", message);
    }
    let bytes: usize =
        variables.iter().map(|(name, value)| name.len() + value.as_str().map_or(0, str::len)).sum();
    if bytes > ENVIRONMENT {
        let message = format!("the environment has {bytes} bytes, and {ENVIRONMENT} are allowed");
        report.add(rules::ENVIRONMENT_SIZE, function, "Environment.Variables", message);
    }
}

/// Two characters at least, says the schema.
fn is_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
