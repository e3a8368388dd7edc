//! A private Prometheus, which scrapes the targets of a test, and promtool.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::daemon::{Daemon, Launch};
use crate::process::POLL;
use crate::{http, process, workspace};

/// A scrape target: one service's metrics.
#[derive(Clone, Debug)]
pub struct Scrape {
    /// The value of the label `job`.
    pub job: String,
    /// `host:port`.
    pub target: String,
    /// For example `/actuator/prometheus`.
    pub path: String,
    /// The bearer token for the `Authorization` header.
    pub bearer: Option<String>,
}

/// One series of a query's result, at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The labels, with `__name__` if the query keeps it.
    pub labels: BTreeMap<String, String>,
    /// The value; may be `NaN`.
    pub value: f64,
}

/// A running (or stopped) server.
pub type Server = Daemon<Prometheus>;

/// The start configuration of Prometheus; a file in its folder lists the targets.
#[derive(Debug)]
pub struct Prometheus;

/// The path of `prometheus` or `promtool`, if it is installed.
#[must_use]
pub fn find(program: &str) -> Option<PathBuf> {
    let unpacked = || workspace::cache().ok().map(|cache| cache.join("prometheus").join(program));
    workspace::find_program(program).or_else(|| unpacked().filter(|file| file.is_file()))
}

/// The folders of programs, with that of Prometheus.
///
/// # Errors
/// If it is not installed.
pub fn in_path() -> Result<OsString> {
    let folder = find("prometheus").and_then(|it| it.parent().map(Path::to_owned)).context(MISSING)?;
    let path = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(env::split_paths(&path).chain([folder]))?)
}

/// Checks `exposition`, a scrape's response, with promtool.
///
/// # Errors
/// If promtool is not installed or reports a problem; the error holds its report.
pub fn check_metrics(exposition: &str) -> Result<()> {
    let mut promtool = Command::new(find("promtool").context(MISSING)?)
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start promtool")?;
    let mut stdin = promtool.stdin.take().context("promtool has no input")?;
    // promtool reads all input before it prints, so neither side blocks.
    stdin.write_all(exposition.as_bytes())?;
    drop(stdin);
    let output = promtool.wait_with_output()?;
    let found = [output.stdout, output.stderr].concat();
    let found = String::from_utf8_lossy(&found);
    ensure!(output.status.success() && found.trim().is_empty(), "promtool: {}\n{found}", output.status);
    Ok(())
}

/// Runs promtool with these arguments and returns what it prints.
///
/// # Errors
/// If promtool is not installed or reports a problem; the error holds its report.
pub fn promtool(arguments: &[&str]) -> Result<String> {
    process::capture(Command::new(find("promtool").context(MISSING)?).args(arguments))
}

impl Daemon<Prometheus> {
    /// Starts a server on a spare port with this configuration, and with files of rules beside it, each by its name and text. Waits
    /// until it answers.
    ///
    /// # Errors
    /// If Prometheus is not installed or does not start; the error ends with its log.
    pub fn start_with(configuration: &str, rules: &[(&str, String)]) -> Result<Server> {
        let prepared = Daemon::new("prometheus", |folder| {
            fs::write(folder.join(CONFIGURATION), configuration)?;
            for (name, text) in rules {
                fs::write(folder.join(name), text)?;
            }
            Ok(Prometheus)
        });
        prepared?.started()
    }

    /// Starts a server on a spare port that scrapes each target of `scrapes` every `interval`, and waits until it answers.
    ///
    /// # Errors
    /// If Prometheus is not installed (`cargo xtask test` sees to it) or does not start; the error ends with its log.
    pub fn start(scrapes: &[Scrape], interval: Duration) -> Result<Server> {
        let prepared = Daemon::new("prometheus", |folder| {
            fs::write(folder.join(CONFIGURATION), configuration(scrapes, interval).to_string())?;
            Ok(Prometheus)
        });
        prepared?.started()
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Waits, at most `limit`, until the last scrape of each target succeeded. Prometheus first scrapes 5 s after its start.
    ///
    /// # Errors
    /// If a target still fails then; the error holds Prometheus's reason.
    pub fn wait_until_scraped(&self, limit: Duration) -> Result<()> {
        let started = Instant::now();
        loop {
            let answer = self.api("targets?state=active")?;
            let targets = answer["activeTargets"].as_array().context("the answer names no targets")?;
            let bad: Vec<_> = targets.iter().filter(|target| target["health"] != "up").collect();
            if bad.is_empty() && !targets.is_empty() {
                return Ok(());
            }
            if started.elapsed() > limit && targets.is_empty() {
                bail!("Prometheus has no target after {limit:?}");
            }
            if started.elapsed() > limit {
                let bad =
                    bad.iter().map(|target| format!("{}: {}", target["scrapeUrl"], target["lastError"]));
                bail!("not scraped after {limit:?}: {}", bad.collect::<Vec<_>>().join(", "));
            }
            thread::sleep(POLL);
        }
    }

    /// Evaluates a `PromQL` expression now. Returns one sample for each series; a scalar is one sample without labels.
    ///
    /// # Errors
    /// If Prometheus refuses the expression.
    pub fn query(&self, expression: &str) -> Result<Vec<Sample>> {
        let answer = self.api(&format!("query?query={}", percent_encoded(expression)))?;
        samples(&answer).with_context(|| format!("not understood: {answer}"))
    }

    /// The `data` of a response of its API.
    fn api(&self, path: &str) -> Result<Value> {
        let answer = http::get(self.address(), &format!("/api/v1/{path}"))?;
        ensure!(answer.status == 200, "Prometheus: {path}: {} {}", answer.status, answer.body);
        let mut answer: Value =
            serde_json::from_str(&answer.body).context("Prometheus did not answer in JSON")?;
        Ok(answer["data"].take())
    }
}

const CONFIGURATION: &str = "prometheus.yml";
const MISSING: &str = "Prometheus is not installed; `cargo xtask test prometheus` sees to it";

/// YAML is a superset of JSON, which avoids YAML's quoting rules.
fn configuration(scrapes: &[Scrape], interval: Duration) -> Value {
    let interval = format!("{}ms", interval.as_millis());
    let scrapes: Vec<_> = scrapes
        .iter()
        .map(|scrape| {
            let mut configuration = json!({
                "job_name": scrape.job,
                "metrics_path": scrape.path,
                "static_configs": [{ "targets": [scrape.target] }],
            });
            if let Some(token) = &scrape.bearer {
                configuration["authorization"] = json!({ "credentials": token });
            }
            configuration
        })
        .collect();
    json!({
        "global": { "scrape_interval": interval, "scrape_timeout": interval },
        "scrape_configs": scrapes,
    })
}

/// Parses both result types of an instant query: a vector and a scalar.
fn samples(data: &Value) -> Option<Vec<Sample>> {
    let value = |pair: &Value| pair[1].as_str()?.parse().ok();
    let result = &data["result"];
    match data["resultType"].as_str()? {
        "scalar" => Some(vec![Sample { labels: BTreeMap::new(), value: value(result)? }]),
        "vector" => result
            .as_array()?
            .iter()
            .map(|series| {
                let labels = series["metric"].as_object()?.iter();
                let labels = labels.map(|(name, label)| Some((name.clone(), label.as_str()?.to_owned())));
                Some(Sample { labels: labels.collect::<Option<_>>()?, value: value(&series["value"])? })
            })
            .collect(),
        _ => None,
    }
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

impl Launch for Prometheus {
    fn command(&self, port: u16, folder: &Path) -> Result<Command> {
        let mut prometheus = Command::new(find("prometheus").context(MISSING)?);
        prometheus
            .arg(format!("--config.file={}", folder.join(CONFIGURATION).display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .arg("--log.level=warn");
        Ok(prometheus)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        http::get(address, "/-/ready").is_ok_and(|answer| answer.status == 200)
    }
}

#[cfg(test)]
mod tests;
