//! Decisions that two policies take together: that of a role, and that of the key, bucket or queue that it asks for.

use super::cases::{ROOT, STRANGER};
use super::evaluator::{Request, permits};
use super::templates::{Kind, Policy};
use super::{Found, all};

/// Whether a role of the account gets what it asks for. A bucket or a queue may add to what the role permits; a key must let the account's
/// roles use it. Either can deny.
fn is_granted(role: &Policy, of: &Policy, request: &Request) -> bool {
    match of.kind {
        Kind::Key => permits(&role.statements, request) && permits(&of.statements, &request.clone().by(ROOT)),
        _ => permits(&[role.statements.clone(), of.statements.clone()].concat(), request),
    }
}

/// All requests of roles, with the policies of what they ask for.
fn each(check: impl Fn(&Policy, &Policy, &Request)) {
    let mut kinds = Vec::new();
    for role in all().iter().filter(|it| it.policy.kind == Kind::Role) {
        for request in role.cases.iter().flat_map(|it| &it.needed) {
            let is_asked = |it: &&Found| {
                matches!(it.policy.kind, Kind::Bucket | Kind::Key | Kind::Queue)
                    && it.clinic == role.clinic
                    && request.resource.starts_with(&it.policy.arn)
            };
            for of in all().iter().filter(is_asked) {
                check(&role.policy, &of.policy, request);
                kinds.push(of.policy.kind);
            }
        }
    }
    assert!([Kind::Bucket, Kind::Key, Kind::Queue].iter().all(|it| kinds.contains(it)), "{kinds:?}");
}

#[test]
fn a_role_gets_what_it_needs_by_tls_only() {
    each(|role, of, request| {
        let called = format!("{} of {}: {request:?}", role.name, of.name);
        assert!(is_granted(role, of, &request.clone().with("aws:SecureTransport", "true")), "{called}");
        // KMS itself answers nobody without TLS.
        let plain = request.clone().with("aws:SecureTransport", "false");
        assert!(of.kind == Kind::Key || !is_granted(role, of, &plain), "{called}");
    });
}

#[test]
fn neither_a_stranger_nor_a_role_without_its_own_permission_gets_it() {
    each(|role, of, request| {
        let called = format!("{} of {}: {request:?}", role.name, of.name);
        let stranger = request.clone().by(&format!("arn:aws:iam::{STRANGER}:role/any"));
        assert!(!permits(&of.statements, &stranger), "{called}");
        let bare = Policy { statements: Vec::new(), ..role.clone() };
        assert!(!is_granted(&bare, of, request), "{called}");
    });
}

#[test]
fn secrets_are_decrypted_by_way_of_secrets_manager_alone() {
    each(|role, of, request| {
        if of.kind == Kind::Key {
            assert!(!is_granted(role, of, &request.clone().without("kms:ViaService")), "{}", role.name);
            let other = request.clone().with("kms:ViaService", "rds.us-west-2.amazonaws.com");
            assert!(!is_granted(role, of, &other), "{}", role.name);
            let untrusting = Policy { statements: of.statements[1..].to_vec(), ..of.clone() };
            assert!(!is_granted(role, &untrusting, request), "{}", role.name);
        }
    });
}
