//! The preparation of schemas, users and tables, whenever a deployment brings a new program for it.

use std::collections::{BTreeMap, BTreeSet};

use cdk::constructs::{AuroraClusterHandle, AuroraUserHandle, FunctionHandle};
use cdk::{Element, GenericResource, Stack};
use contract::service::Service;
use contract::settings::{Database, Key, variable_name};

use crate::app::Clinic;
use crate::functions::{self, Surroundings};

/// How much longer than the function CloudFormation waits for its response, in seconds.
const GRACE: u32 = 60;

/// What the function must know before there are parameters.
const KNOWN_BEFORE: [&Key; 4] = [Database::NAME, Database::TLS, Database::TLS_CA, Database::SAMPLE_DATA];

pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    around: Surroundings<'_>,
    cluster: &AuroraClusterHandle,
    users: &BTreeMap<Service, AuroraUserHandle>,
) -> (FunctionHandle, Element) {
    let service = Service::Migrate;
    let mut function = functions::function(stack, clinic, around, service);
    // Parameters come with the next layer, and new tables with this one, by the same answers for all services.
    for key in KNOWN_BEFORE {
        let given = |owner| clinic.environment.settings.given(owner, key);
        let answers: BTreeSet<Option<&str>> = Service::with_database().map(given).collect();
        if answers.len() > 1 {
            stack.fail(format!("{key:?} must be the same for all services"));
        }
        if let Some(answer) = answers.into_iter().flatten().next() {
            function = function.variable(variable_name(key), answer);
        }
    }
    let function = stack.add("Migrate", function);
    let run = GenericResource::new("Custom::Migration")
        .set("ServiceToken", function.arn())
        .set("ServiceTimeout", clinic.artifacts.function_size(stack, service).timeout + GRACE)
        // A new program may bring new tables, so it runs.
        .set("Program", functions::program_of(&function));
    let run = stack.add("Migration", run);
    run.depends_on(cluster.writer());
    run.depends_on(&cluster.login());
    users.values().for_each(|user| run.depends_on(&user.login()));
    around.network.app().routed_before(&run);
    (function, run)
}
