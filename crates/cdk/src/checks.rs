//! Checks at synthesis, before AWS sees anything: values against AWS's schemas, contradictions between properties and between
//! resources, `CloudFormation`'s own limits, and resources that are open to the world or to all of an account.
//!
//! It knows templates and the schemas of `cdk-aws`, and nothing of files, command lines or of the constructs that made a template.
//! [`RULES`] lists all rules. A finding is accepted in code, with a reason: `scope.acknowledge("open-ingress", "public SFTP")`
//! holds for the construct and all below it; the rule may also be written `cdk::open-ingress`.
//!
#![doc = include_str!("checks/rules.md")]

mod acknowledge;
mod alarms;
mod balancers;
mod containers;
mod databases;
mod edge;
mod encryption;
mod exposure;
mod functions;
mod gateways;
mod iam;
mod limits;
mod messaging;
mod model;
mod names;
mod network;
mod references;
mod report;
mod rules;
mod schedules;
mod schema;
mod secrets;
mod values;

pub use self::rules::{RULES, Rule};
use crate::Synthesis;

/// The name of this pack of rules, as reports and acknowledgements write it before the rule: `cdk::open-ingress`.
pub const PACK: &str = "cdk";

/// Something a check found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub severity: Severity,
    /// The path of the construct.
    pub path: String,
    /// The id of the rule, such as `open-ingress`.
    pub rule: &'static str,
    /// The stack's path.
    pub stack: String,
    /// Where a resource is meant.
    pub logical_id: Option<String>,
    /// Where in its declaration, such as `Properties.Policies.0`.
    pub property: Option<String>,
    /// The fault.
    pub message: String,
    /// The value that is wrong, as JSON, cut after 200 bytes. Absent for secrets.
    pub value: Option<String>,
    /// The remedy.
    pub fix: String,
    /// The reason for which the author accepts it.
    pub acknowledged: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The deployment fails, or the deployed resources do not work.
    Error,
    /// It works, and is most likely not meant.
    Warning,
    /// Worth knowing.
    Info,
}

/// All findings, the worst first, then by path. Acknowledged ones are among them.
#[must_use]
pub fn check(synthesis: &Synthesis) -> Vec<Finding> {
    let stacks = synthesis.root.all_stacks();
    let model = model::Model::new(&stacks);
    let schemas = schema::Schemas::of(&model);
    let mut report = report::Report::default();
    for rules in [
        alarms::check,
        balancers::check,
        containers::check,
        databases::check,
        edge::check,
        encryption::check,
        exposure::check,
        functions::check,
        gateways::check,
        iam::check,
        limits::check,
        messaging::check,
        names::check,
        network::check,
        schedules::check,
        secrets::check,
    ] {
        rules(&model, &mut report);
    }
    values::check(&model, &schemas, &mut report);
    references::check(&model, &schemas, &mut report);
    let mut findings = acknowledge::apply(&stacks, report.findings);
    findings.sort();
    findings.dedup();
    findings
}
