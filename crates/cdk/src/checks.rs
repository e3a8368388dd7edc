//! Checks at synthesis, before AWS sees anything: values against AWS's schemas, contradictions between properties and between
//! resources, `CloudFormation`'s own limits, and resources that are open to the world or to all of an account.
//!
//! It knows templates and the schemas of `cdk-aws`, and nothing of command lines or of the constructs that made a template:
//! [`check_template`] checks any CloudFormation template.
//!
//! Where conditions choose, each combination of them that is possible is looked at by itself, up to 32 of them in a template.
//!
//! [`RULES`] lists all rules. A finding is accepted in code, with a reason: `scope.acknowledge("open-ingress", "public SFTP")`
//! holds for the construct and all below it; the rule may also be written `cdk::open-ingress`.
//!
#![doc = include_str!("checks/rules.md")]

mod acknowledge;
mod alarms;
mod balancers;
mod containers;
mod cycles;
mod databases;
mod edge;
mod encryption;
mod exposure;
mod functions;
mod gateways;
mod iam;
mod limits;
mod macros;
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
mod similar;
mod stack;
mod structure;
mod tables;
mod types;
mod values;
mod versions;
mod worlds;

use std::collections::BTreeSet;

use self::model::Model;
use self::report::Report;
pub use self::rules::{RULES, Rule};
use crate::synth::StackTemplate;
use crate::template::Template;
use crate::{Synthesis, parallel};

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
    sorted(acknowledge::apply(&stacks, found(&stacks)))
}

/// Checks a template that any program or person may have written, and returns the findings, the worst first. The path of a finding is the
/// logical id of its resource, or the file's name if it has none.
#[must_use]
pub fn check_template(template: &Template) -> Vec<Finding> {
    let stack = stack::of(&template.file().display().to_string(), template.value().clone());
    let mut report = Report::default();
    structure::duplicates(&stack, template.duplicates(), &mut report);
    report.findings.extend(found(&[&stack]));
    sorted(report.findings)
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup();
    findings
}

type Check = for<'a> fn(&Model<'a>, &mut Report);

/// A check, and what it looks at.
type Part<'a> = dyn Fn(&mut Report) + Sync + 'a;

/// Those that look at what there is, and so at each combination of conditions.
const OF_WORLDS: [Check; 18] = [
    alarms::check,
    balancers::check,
    containers::check,
    cycles::check,
    databases::check,
    edge::check,
    encryption::check,
    exposure::check,
    functions::check,
    gateways::check,
    iam::check,
    messaging::check,
    names::check,
    network::check,
    schedules::check,
    secrets::check,
    tables::check,
    versions::check,
];

fn found(stacks: &[&StackTemplate]) -> Vec<Finding> {
    let model = &Model::new(stacks);
    let schemas = &schema::Schemas::of(model);
    // Of templates as they are written, whatever their conditions choose. Those that take long come first.
    let written: [&Part<'_>; 5] = [
        &|report| values::check(model, schemas, report),
        &|report| references::check(model, schemas, report),
        &|report| limits::check(model, report),
        &|report| structure::check(model, report),
        &|report| types::check(model, report),
    ];
    let chosen = OF_WORLDS.map(|check| move |report: &mut Report| check(model, report));
    let chosen = chosen.iter().map(|check| check as &Part<'_>);
    let parts: Vec<&Part<'_>> = written.into_iter().chain(chosen).collect();
    let mut found = parallel::map(&parts, |check| {
        let mut report = Report::default();
        check(&mut report);
        report.findings
    });
    let chosen = found.split_off(written.len()).concat();
    let mut all = found.concat();
    all.extend(in_each_world(stacks, chosen));
    macros::without_what_they_may_bring(stacks, all)
}

/// The findings of those in [`OF_WORLDS`].
fn chosen(stacks: &[&StackTemplate]) -> Vec<Finding> {
    let model = Model::new(stacks);
    let mut report = Report::default();
    OF_WORLDS.iter().for_each(|check| check(&model, &mut report));
    report.findings
}

/// The findings in the resources that each combination of conditions leaves; `all` are those in all resources.
fn in_each_world(stacks: &[&StackTemplate], mut all: Vec<Finding>) -> Vec<Finding> {
    for (index, stack) in stacks.iter().enumerate() {
        let Some(worlds) = worlds::all(stack) else { continue };
        let mut there = Vec::new();
        for world in &worlds {
            let mut stacks = stacks.to_vec();
            if let Some(stack) = stacks.get_mut(index) {
                *stack = world;
            }
            there.extend(chosen(&stacks).into_iter().filter(|it| it.stack == stack.path));
        }
        all = in_worlds(all, there, &stack.path);
    }
    all
}

/// Keeps the findings about a stack that hold in at least one of its worlds, each with its path in the whole template.
fn in_worlds(mut all: Vec<Finding>, there: Vec<Finding>, stack: &str) -> Vec<Finding> {
    let key = |finding: &Finding| (finding.rule, finding.path.clone());
    let holds: BTreeSet<_> = there.iter().map(key).collect();
    all.retain(|finding| finding.stack != stack || holds.contains(&key(finding)));
    let known: BTreeSet<_> = all.iter().map(key).collect();
    all.extend(there.into_iter().filter(|finding| !known.contains(&key(finding))));
    all
}
