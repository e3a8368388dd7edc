//! Deploys functions to moto.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::account::credential;
use crate::http;
use crate::lambda_tools::cargo_lambda;
use crate::moto::Server;
use crate::process::capture;

/// The execution role of the functions.
const ROLE: &str = "lambda-test";
/// The trust policy: Lambda may assume the role. It is percent-encoded, because it is sent in a form.
const TRUST: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A\
     %7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D";

/// A deployed function's configuration, as Lambda reports it.
#[derive(Debug, PartialEq)]
pub(super) struct Deployed {
    pub(super) runtime: String,
    pub(super) architecture: String,
    /// Memory in MB.
    pub(super) memory: u64,
    /// Timeout in seconds.
    pub(super) timeout: u64,
    /// The archive's size in bytes.
    pub(super) size: u64,
}

/// Creates the role, which must exist before a deployment.
pub(super) fn create_role(moto: &Server) -> Result<()> {
    let form =
        format!("Action=CreateRole&Version=2010-05-08&RoleName={ROLE}&AssumeRolePolicyDocument={TRUST}");
    let form_type = ("Content-Type", "application/x-www-form-urlencoded");
    let credential = credential("iam");
    let headers = [form_type, ("Authorization", credential.as_str())];
    let answer = http::send(moto.address(), "POST", "/", &headers, &form)?;
    ensure!(answer.status == 200, "no role: {} {}", answer.status, answer.body);
    Ok(())
}

/// Deploys a function's archive in `folder`, after a dry run, and returns the configuration that Lambda reports.
pub(super) fn deploy(function: &str, folder: &Path, moto: &Server) -> Result<Deployed> {
    let role = format!("arn:aws:iam::123456789012:role/{ROLE}");
    let run = |more: &[&str]| -> Result<Value> {
        let mut deploy = cargo_lambda()?;
        deploy.args(["deploy", function, "--iam-role", &role, "--output-format", "json", "--lambda-dir"]);
        deploy.arg(folder).args(more).envs(moto.environment());
        let said = capture(&mut deploy)?;
        // The output begins with progress messages.
        let answer = said.find('{').and_then(|start| serde_json::from_str(said.get(start..)?).ok());
        answer.with_context(|| format!("cargo lambda deploy did not answer in JSON: {said}"))
    };
    let trial = run(&["--dry"])?;
    ensure!(trial["files"] == serde_json::json!(["bootstrap"]), "{function}: {}", trial["files"]);
    run(&[])?;
    let deployed = ask(function, moto)?;
    ensure!(
        trial["config"]["memory"] == deployed.memory && trial["config"]["timeout"] == deployed.timeout,
        "{function}: Cargo.toml says {}, Lambda has {deployed:?}",
        trial["config"]
    );
    Ok(deployed)
}

fn ask(function: &str, moto: &Server) -> Result<Deployed> {
    let path = format!("/2015-03-31/functions/{function}");
    let credential = credential("lambda");
    let answer = http::send(moto.address(), "GET", &path, &[("Authorization", credential.as_str())], "")?;
    ensure!(answer.status == 200, "{function}: {} {}", answer.status, answer.body);
    let answer: Value = serde_json::from_str(&answer.body)?;
    let told = &answer["Configuration"];
    let text = |it: &Value| it.as_str().map(str::to_owned).with_context(|| format!("{function}: {told}"));
    let number = |it: &Value| it.as_u64().with_context(|| format!("{function}: {told}"));
    Ok(Deployed {
        runtime: text(&told["Runtime"])?,
        architecture: text(&told["Architectures"][0])?,
        memory: number(&told["MemorySize"])?,
        timeout: number(&told["Timeout"])?,
        size: number(&told["CodeSize"])?,
    })
}
