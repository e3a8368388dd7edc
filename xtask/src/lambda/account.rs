//! The AWS account to which the tests deploy functions, and which the functions call: moto.

use anyhow::{Result, ensure};
use contract::settings::{Key, parameter_name};
use serde_json::{Value, json};

use crate::http;
use crate::moto::{REGION, Server};

/// The environment that the functions' configuration names.
pub(super) const ENV: &str = "dev";

/// moto requires a token with each secret.
const TOKEN: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

/// Creates a secret.
pub(super) fn keep_secret(moto: &Server, name: &str, text: &str) -> Result<()> {
    let secret = json!({"Name": name, "SecretString": text, "ClientRequestToken": TOKEN});
    ask(moto, "secretsmanager", "secretsmanager.CreateSecret", &secret)
}

/// Sets a parameter that all services read.
pub(super) fn put(moto: &Server, key: &Key, value: &str) -> Result<()> {
    let parameter = json!({"Name": parameter_name(ENV, None, key), "Value": value, "Type": "String"});
    ask(moto, "ssm", "AmazonSSM.PutParameter", &parameter)
}

/// The `Authorization` header from which moto reads the service's name. moto checks no signature.
pub(super) fn credential(service: &str) -> String {
    format!("AWS4-HMAC-SHA256 Credential=testing/20261120/{REGION}/{service}/aws4_request")
}

fn ask(moto: &Server, service: &str, target: &str, request: &Value) -> Result<()> {
    let credential = credential(service);
    let headers = [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("X-Amz-Target", target),
        ("Authorization", credential.as_str()),
    ];
    let answer = http::send(moto.address(), "POST", "/", &headers, &request.to_string())?;
    ensure!(answer.status == 200, "{target}: {} {}", answer.status, answer.body);
    Ok(())
}
