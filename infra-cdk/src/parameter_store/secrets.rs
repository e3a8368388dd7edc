//! The secrets that services read, apart from logins to the database, which layer 03 makes.

use std::collections::BTreeMap;

use cdk::Stack;
use cdk::constructs::{Secret as SecretConstruct, SecretHandle};
use contract::permission::{Permission, Resource};
use contract::service::Service;
use contract::settings::secrets::{self, Secret};

use crate::app::Clinic;
use crate::nag;
use crate::security::Security;

/// Declares the secrets, by name. AWS makes up their values. One that only a person knows, such as the address of a channel in Slack, is
/// put in its place by `aws secretsmanager put-secret-value`, and deployments leave it alone.
pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    security: &Security,
) -> BTreeMap<String, SecretHandle> {
    let mut made = BTreeMap::new();
    for secret in secrets::ALL.iter().filter(|it| !is_login(it)) {
        for name in names(secret, clinic.env()) {
            let construct = SecretConstruct::generated()
                .description(secret.doc)
                .name(&name)
                .encrypted_by(&security.keys.data)
                .removal_policy(clinic.removal());
            let handle = stack.child_once("secrets").add(name.replace('/', "-"), construct);
            nag::accept(
                &handle,
                "SMG4",
                "what it opens is outside AWS or in people's hands, so a person changes it",
            );
            made.insert(name, handle);
        }
    }
    made
}

fn is_login(secret: &Secret) -> bool {
    *secret == secrets::DATABASE || *secret == secrets::DATABASE_ADMIN
}

/// Its name, or one for each service that reads its own.
fn names(secret: &Secret, env: &str) -> Vec<String> {
    if !secret.is_each_services_own() {
        return vec![secret.shared_name(env)];
    }
    let is_it = |it: &Permission| matches!(it.on, Resource::Secret(read) if read == secret);
    let reads = |service: &Service| service.row().may.iter().any(is_it);
    Service::ALL.into_iter().filter(reads).map(|it| secret.name_for(env, it)).collect()
}
