//! Least privilege: all policies of all templates, evaluated for the requests that they are there for, and for those that they must refuse.
//!
//! A role, a key or a bucket that has no cases yet fails the first test; a part of a statement that nothing needs, or that could say more
//! without harm, fails the others.

mod buckets;
mod cases;
mod decisions;
mod endpoints;
mod evaluator;
mod functions;
mod keys;
mod managed;
mod mutations;
mod names;
mod programs;
mod roles;
mod templates;
mod topics;
mod trusts;
mod wildcards;

use std::sync::OnceLock;

use contract::settings::Assistant;
use serde_json::{Value, json};

use self::cases::{Cases, ROOT};
use self::evaluator::{Request, permits};
use self::managed::MANAGED;
use self::mutations::{narrowed, widened};
use self::names::{ACCOUNT, Names};
use self::templates::{Kind, Policy, oversights, policies};
use crate::harness::Clinic;

/// All environments, and one with an inference profile and a guardrail for the assistant, and mail for people.
fn clinics() -> Vec<Clinic> {
    let mut guarded = Clinic::of("dev").environment;
    guarded.name = "guarded".to_owned();
    guarded.settings.set(None, Assistant::INFERENCE_PROFILE, "us.anthropic.claude-3-haiku-20240307-v1:0");
    guarded.settings.set(None, Assistant::GUARDRAIL_ID, "gr1");
    guarded.notices.email = Some("clinic@example.org".to_owned());
    let mut all = Clinic::all();
    all.push(Clinic::with(guarded));
    all
}

/// The cases of a policy, if it is known.
fn cases(names: &Names<'_>, policy: &Policy) -> Option<Cases> {
    match policy.kind {
        Kind::Role => roles::cases(names, &policy.name),
        Kind::Trust => trusts::cases(names, &policy.name),
        Kind::Key => Some(keys::cases(names, &policy.name)),
        Kind::Bucket => buckets::cases(names, &policy.name),
        Kind::Topic => topics::topic(names, &policy.name),
        Kind::Queue => topics::queue(names, &policy.name),
        Kind::Function => functions::cases(names, &policy.name),
        Kind::Endpoint => endpoints::cases(names, &policy.name),
    }
}

/// Statements that hold beside a policy: those that AWS writes, and for a resource the policies of the account's own administrators. They
/// permit everything, but what the resource denies.
fn beside(policy: &Policy) -> Vec<Value> {
    let administrators =
        json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Principal": { "AWS": ROOT } });
    match policy.kind {
        Kind::Bucket | Kind::Topic | Kind::Queue => vec![administrators],
        _ => policy.managed.iter().flat_map(|it| managed::statements(it)).collect(),
    }
}

/// A policy of an environment, with its cases if it is known.
struct Found {
    clinic: String,
    policy: Policy,
    cases: Option<Cases>,
}

impl Found {
    fn called(&self) -> String {
        format!("{:?} {} in {}", self.policy.kind, self.policy.name, self.clinic)
    }
}

/// The policies of all environments.
fn all() -> &'static [Found] {
    static ALL: OnceLock<Vec<Found>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Vec::new();
        for clinic in clinics() {
            let names = Names::of(&clinic);
            let found = policies(&clinic).into_iter();
            all.extend(found.map(|policy| Found {
                clinic: clinic.called(),
                cases: cases(&names, &policy),
                policy,
            }));
        }
        all
    })
}

/// Runs a check on each policy, and fails with all faults.
fn each(check: impl Fn(&Policy, &Cases) -> Vec<String>) {
    let faults = all().iter().flat_map(|found| {
        let faults = match &found.cases {
            Some(cases) => check(&found.policy, cases),
            None => vec!["has no cases".to_owned()],
        };
        faults.into_iter().map(|it| format!("{}: {it}", found.called()))
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_policy_of_every_template_has_cases_and_only_known_policies_of_aws_are_attached() {
    for clinic in clinics() {
        let oversights = oversights(&clinic);
        assert!(oversights.is_empty(), "{}: {oversights:#?}", clinic.called());
    }
    each(|policy, cases| {
        let mut faults = Vec::new();
        if cases.needed.is_empty() || cases.sensitive.is_empty() {
            faults.push("has no cases".to_owned());
        }
        if policy.statements.is_empty() && policy.managed.is_empty() {
            faults.push("has no statement".to_owned());
        }
        let expected = MANAGED.iter().filter(|it| it.0 == policy.name && policy.kind == Kind::Role);
        let expected: Vec<String> = expected.map(|it| format!("arn:aws:iam::aws:policy/{}", it.1)).collect();
        if policy.managed != expected {
            faults.push(format!("has {:?} and not {expected:?}", policy.managed));
        }
        faults
    });
}

#[test]
fn every_needed_request_is_permitted_and_no_sensitive_one() {
    each(|policy, cases| {
        let statements = [policy.statements.clone(), beside(policy)].concat();
        let refused = cases.needed.iter().filter(|it| !permits(&statements, it));
        let permitted = cases.sensitive.iter().filter(|it| permits(&statements, it));
        let refused = refused.map(|it| format!("refuses {it:?}"));
        refused.chain(permitted.map(|it| format!("permits {it:?}"))).collect()
    });
}

#[test]
fn no_role_may_do_what_only_another_role_needs() {
    let roles = || all().iter().filter(|it| it.policy.kind == Kind::Role);
    let mut faults = Vec::new();
    for role in roles() {
        let needed: Vec<&Request> = role.cases.iter().flat_map(|it| &it.needed).collect();
        for other in roles().filter(|it| it.clinic == role.clinic) {
            let beyond = other.cases.iter().flat_map(|it| &it.needed).filter(|it| !needed.contains(it));
            let permitted = beyond.filter(|it| permits(&role.policy.statements, it));
            faults.extend(
                permitted.map(|it| format!("{}: permits {it:?} of {}", role.called(), other.policy.name)),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The statements of a policy in whose place others go unnoticed: no needed request is refused, and no sensitive one permitted.
fn unnoticed(policy: &Policy, cases: &Cases, others: impl Fn(&Value) -> Vec<Value>) -> Vec<String> {
    let mut faults = Vec::new();
    for (place, statement) in policy.statements.iter().enumerate() {
        for other in others(statement) {
            let mut statements = [policy.statements.clone(), beside(policy)].concat();
            statements[place] = other;
            let is_noticed = cases.needed.iter().any(|it| !permits(&statements, it))
                || cases.sensitive.iter().any(|it| permits(&statements, it));
            if !is_noticed {
                faults.push(format!("{statement} could be {}", statements[place]));
            }
        }
    }
    faults
}

#[test]
fn each_action_resource_and_principal_of_each_statement_is_needed() {
    each(|policy, cases| unnoticed(policy, cases, narrowed));
}

#[test]
fn no_statement_could_say_more_without_permitting_something_sensitive() {
    each(|policy, cases| unnoticed(policy, cases, widened));
}

#[test]
fn no_policy_names_another_account() {
    each(|policy, _| {
        let others = policy.statements.iter().filter(|it| names_another_account(it));
        others.map(|it| format!("{it} names another account")).collect()
    });
}

/// Whether a value names another account than the one that everything is deployed to.
fn names_another_account(value: &Value) -> bool {
    let text = value.to_string();
    // Whole words, since the names of files have digits as well.
    let words = text.split(|it: char| !it.is_ascii_alphanumeric());
    let mut ids = words.filter(|it| it.len() == 12 && it.bytes().all(|it| it.is_ascii_digit()));
    ids.any(|it| it != ACCOUNT)
}
