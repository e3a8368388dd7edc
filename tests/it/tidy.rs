//! Rules for the sources that no compiler or lint checks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use contract::route::{Audience, Route};
use contract::routes::ALL;
use contract::service::Service;
use db::testing::Scratch;
use reqwest::Method;
use serde_json::Value;
use xtask::workspace::{cargo, root};

use crate::harness::Clinic;

/// Every file with an extension below a folder, as its path from the root of the sources and its text.
pub(crate) fn sources(folder: &str, extension: &str) -> Vec<(String, String)> {
    fn collect(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, extension, found);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&root().join(folder), extension, &mut found);
    assert!(!found.is_empty(), "{folder}");
    let name = |it: &Path| it.strip_prefix(root()).unwrap().display().to_string();
    found.iter().map(|it| (name(it), std::fs::read_to_string(it).unwrap())).collect()
}

/// Every Rust source of the workspace.
fn rust() -> Vec<(String, String)> {
    ["crates", "functions", "infra-cdk", "services", "tests", "xtask"]
        .iter()
        .flat_map(|it| sources(it, "rs"))
        .collect()
}

/// The workspace's packages, from `cargo metadata`.
pub(crate) fn packages() -> Vec<Value> {
    let output = cargo().args(["metadata", "--no-deps", "--offline", "--format-version=1"]).output().unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The folder of a package, relative to the root of the sources.
pub(crate) fn folder(package: &Value) -> String {
    let folder = Path::new(text(&package["manifest_path"])).parent().unwrap();
    folder.strip_prefix(root()).unwrap().display().to_string()
}

fn dependencies(package: &Value) -> BTreeSet<&str> {
    package["dependencies"].as_array().unwrap().iter().map(|it| text(&it["name"])).collect()
}

#[test]
fn services_never_depend_on_services() {
    let packages = packages();
    let serves = |it: &&Value| ["services/", "functions/"].iter().any(|kind| folder(it).starts_with(kind));
    let services: Vec<_> = packages.iter().filter(serves).collect();
    let names: BTreeSet<_> = services.iter().map(|it| text(&it["name"])).collect();
    assert!(["customers", "genai", "local"].iter().all(|it| names.contains(it)));
    // `local` combines the services, so it may depend on them.
    for service in services.iter().filter(|it| it["name"] != "local") {
        let wrong: Vec<_> = dependencies(service).intersection(&names).copied().collect();
        assert!(wrong.is_empty(), "{} depends on {wrong:?}", service["name"]);
    }
    for shared in packages.iter().filter(|it| folder(it).starts_with("crates/")) {
        let wrong: Vec<_> = dependencies(shared).intersection(&names).copied().collect();
        assert!(wrong.is_empty(), "{} depends on {wrong:?}", shared["name"]);
    }
}

/// The packages that a package links with only its own features.
fn linked(package: &str) -> String {
    linked_with(package, &[])
}

fn linked_with(package: &str, features: &[&str]) -> String {
    let output = cargo()
        .args(["tree", "--offline", "--edges=normal", "--prefix=none", "--package", package])
        .args(features)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_quick_build_leaves_out_the_clients_of_aws_that_only_tasks_need() {
    let clients = ["aws-sdk-ssm", "aws-sdk-servicediscovery"];
    let quick = linked_with("local", &["--no-default-features"]);
    assert!(!quick.contains("aws-sdk-costexplorer") && linked("admin").contains("aws-sdk-costexplorer"));
    assert!(quick.contains("contract v") && clients.iter().all(|it| !quick.contains(it)), "{quick}");
    for service in Service::http() {
        let tree = linked(service.name());
        assert!(clients.iter().all(|it| tree.contains(it)), "{service}: {tree}");
    }
}

#[test]
fn the_function_does_not_link_the_offline_assistant() {
    let tree = linked("genai");
    assert!(tree.contains("assistant-model") && !tree.contains("offline-assistant"), "{tree}");
}

#[test]
fn a_service_without_a_database_links_no_driver_of_one() {
    for package in ["web", "boot", "slack-notifier"] {
        let tree = linked(package);
        assert!(tree.contains("contract v") && !tree.contains("sqlx"), "{package}: {tree}");
    }
    assert!(linked("vets").contains("sqlx"));
}

#[test]
fn a_services_program_is_called_as_the_contract_says_and_lies_where_its_row_says_that_it_runs() {
    let packages = packages();
    for service in Service::ALL {
        let package = packages.iter().find(|it| it["name"] == service.name()).unwrap();
        let targets = package["targets"].as_array().unwrap().iter();
        let programs: Vec<_> =
            targets.filter(|it| it["kind"][0] == "bin").map(|it| text(&it["name"])).collect();
        assert_eq!(programs, [service.program()]);
        let kind = if service.is_task() { "services/" } else { "functions/" };
        assert!(folder(package).starts_with(kind), "{service}");
        for (file, source) in sources(&format!("{kind}{service}/src"), "rs") {
            let may = file.ends_with("/src/main.rs") || file.ends_with("/src/lib.rs");
            assert!(may || !source.contains("boot::"), "{file}");
        }
    }
}

#[test]
fn the_rooms_below_do_not_know_where_settings_come_from() {
    for package in packages() {
        if ["db", "peers", "web", "telemetry"].contains(&text(&package["name"])) {
            assert!(!dependencies(&package).contains("settings"), "{}", package["name"]);
        }
    }
}

#[test]
fn the_contract_does_no_input_or_output() {
    let packages = packages();
    let contract = packages.iter().find(|it| it["name"] == "contract").unwrap();
    let pure = ["form_urlencoded", "icu_normalizer", "jiff", "proptest", "serde", "serde_json", "utoipa"];
    let impure: Vec<_> = dependencies(contract).into_iter().filter(|it| !pure.contains(it)).collect();
    assert!(impure.is_empty(), "{impure:?}");
    for (file, text) in sources("crates/contract", "rs") {
        for word in ["std::fs", "std::net", "std::env", "std::process", "std::thread", "SystemTime"] {
            assert!(!text.contains(word), "{word} in {file}");
        }
    }
}

#[test]
fn only_stores_hold_sql_and_only_db_knows_the_drivers() {
    for (file, text) in
        ["crates", "functions", "infra-cdk", "services"].iter().flat_map(|it| sources(it, "rs"))
    {
        let is_db = file.starts_with("crates/db/");
        let names_driver = ["sqlx", "rusqlite"].iter().any(|it| text.contains(it));
        assert!(is_db || !names_driver, "a driver in {file}");
        assert!(is_db || file.ends_with("/store.rs") || !text.contains("db::statements!"), "SQL in {file}");
        // `aws-account` is what the admin server asks of the account beside settings and peers.
        let may_use_aws = ["crates/settings/", "crates/peers/", "crates/aws-account/", "functions/"];
        let may_use_aws = may_use_aws.iter().any(|it| file.starts_with(it));
        assert!(may_use_aws || !text.contains("aws_sdk_"), "an AWS SDK in {file}");
    }
}

#[test]
fn services_leave_beginning_and_ending_a_transaction_to_db() {
    for (file, text) in ["functions", "services"].iter().flat_map(|it| sources(it, "rs")) {
        assert!(!text.contains(".begin().await"), "`Db::transaction` ends as it should, in {file}");
    }
}

#[test]
fn the_environment_is_read_where_a_process_starts() {
    for (file, text) in
        ["crates", "functions", "infra-cdk", "services"].iter().flat_map(|it| sources(it, "rs"))
    {
        // Test servers are not configured as services are, and build scripts have their own environment.
        let may = file.ends_with("/main.rs")
            || file.starts_with("crates/settings/")
            || file.starts_with("crates/peers/tests/")
            || file.ends_with("/build.rs")
            || file == "crates/cdk/src/cli/protocol.rs"
            || file == "crates/db/src/testing.rs";
        assert!(may || !text.contains("env::var"), "the environment is read in {file}");
    }
}

#[test]
fn the_construct_library_knows_nothing_of_a_clinic_and_nothing_that_changes_between_two_runs() {
    for package in packages().iter().filter(|it| folder(it).starts_with("crates/cdk")) {
        let ours: BTreeSet<_> = packages().iter().map(|it| text(&it["name"]).to_owned()).collect();
        let known = dependencies(package).into_iter().filter(|it| ours.contains(*it));
        let foreign: Vec<_> = known.filter(|it| !it.starts_with("cdk")).collect();
        assert!(foreign.is_empty(), "{} depends on {foreign:?}", package["name"]);
    }
    for (file, text) in ["crates/cdk", "infra-cdk"].iter().flat_map(|it| sources(it, "rs")) {
        if !file.contains("/src/") {
            continue;
        }
        // Whether a file is hashed again depends on its age, and no output does.
        let may_ask_the_clock = file.ends_with("crates/cdk/src/assets/version.rs");
        for word in ["HashMap", "HashSet", "SystemTime::", "Instant::", "std::net", "fastrand", "reqwest"] {
            assert!(!text.contains(word) || may_ask_the_clock && word == "SystemTime::", "{word} in {file}");
        }
    }
}

#[test]
fn the_core_of_the_construct_library_knows_no_resource_type() {
    let pseudo_parameters =
        ["AccountId", "NoValue", "Partition", "Region", "StackId", "StackName", "URLSuffix"];
    for (file, text) in sources("crates/cdk/core/src", "rs") {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|it| !it.trim_start().starts_with("//")) {
            let mut names = line.split("AWS::").skip(1).map(|it| it.split(|it: char| !it.is_alphanumeric()));
            let known = names.all(|mut it| it.next().is_some_and(|it| pseudo_parameters.contains(&it)));
            assert!(known, "{file}: {line}");
            // A custom resource type, or a property set by its name.
            for word in ["Custom::", "GenericResource::new(", ".set(\"", "include_str!"] {
                assert!(!line.contains(word), "{file}: {line}");
            }
        }
    }
}

#[test]
fn statements_name_no_table_of_another_service() {
    let owned = [
        (
            "customers",
            vec![
                "owners",
                "owner_phones",
                "pets",
                "pet_alerts",
                "pet_weights",
                "types",
                "customers_outbox",
                "customers_death_outbox",
                "customers_idempotency_keys",
            ],
        ),
        ("vets", vec!["vets", "specialties", "vet_specialties"]),
        (
            "visits",
            vec![
                "visits",
                "removed_pets",
                "dead_pets",
                "visits_idempotency_keys",
                "appointment_types",
                "appointments",
                "appointment_changes",
                "vet_calendars",
                "calendar_entries",
                "calendar_feeds",
                "agenda_changes",
            ],
        ),
        ("genai", vec!["conversations", "conversation_messages", "confirmations", "vet_embeddings"]),
    ];
    let statements = [customers::statements(), vets::statements(), visits::statements(), genai::statements()];
    for ((service, own), statements) in owned.iter().zip(statements) {
        for statement in statements.iter().flat_map(|it| &it.texts) {
            let words: Vec<_> = statement.split(|it: char| !it.is_alphanumeric() && it != '_').collect();
            let named = words
                .windows(2)
                .filter(|it| ["from", "join", "into", "update"].contains(&it[0]))
                .map(|it| it[1]);
            for table in named.filter(|it| !it.is_empty() && *it != "select") {
                assert!(own.contains(&table), "{service} names {table}: {statement}");
            }
        }
    }
}

#[test]
fn every_package_keeps_the_shared_lints_and_says_what_it_is() {
    for package in packages() {
        let manifest = std::fs::read_to_string(text(&package["manifest_path"])).unwrap();
        assert!(manifest.contains("\n[lints]\nworkspace = true\n"), "{}", package["name"]);
        assert!(package["description"].is_string(), "{}", package["name"]);
        for target in package["targets"].as_array().unwrap() {
            let file = text(&target["src_path"]);
            if !file.ends_with("build.rs") {
                let source = std::fs::read_to_string(file).unwrap();
                assert!(source.starts_with("//! "), "{file} does not say what it is");
            }
        }
    }
}

#[test]
fn no_file_is_called_mod_and_no_test_is_ignored() {
    let ignored = concat!("#[", "ignore");
    for (file, text) in rust() {
        assert!(!file.ends_with("/mod.rs"), "{file}");
        assert!(!text.contains(ignored), "{file}");
    }
}

#[test]
fn every_rust_file_of_the_tests_is_part_of_them() {
    for (file, _) in sources("tests/it", "rs").iter().filter(|(file, _)| file != "tests/it/main.rs") {
        let (folder, name) = file.strip_suffix(".rs").unwrap().rsplit_once('/').unwrap();
        let parent =
            if folder == "tests/it" { "tests/it/main.rs".to_owned() } else { format!("{folder}.rs") };
        let parent = std::fs::read_to_string(root().join(parent)).unwrap();
        assert!(parent.contains(&format!("mod {name};")), "{file}");
    }
}

#[test]
fn no_two_routes_have_the_same_name_or_place() {
    let names: BTreeSet<_> = ALL.iter().map(|it| it.name).collect();
    assert_eq!(names.len(), ALL.len());
    let places: Vec<_> =
        ALL.iter().flat_map(|it| it.paths().map(|path| (it.method.as_str(), path))).collect();
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len());
}

/// The routes that need parameters in the query string.
const NEEDING: [&str; 5] =
    ["listVisitsOfPets", "listOwnersById", "listPetRecords", "listAppointments", "listFreeSlots"];

/// Fills a route's placeholders with ids from the sample data.
fn fill(path: &str) -> String {
    let conversation = "0".repeat(32);
    path.replace("{ownerId}", "6")
        .replace("{petId}", "7")
        .replace("{visitId}", "1")
        .replace("{appointmentId}", "1")
        .replace("{entryId}", "1")
        .replace("{vetId}", "1")
        .replace("{weightId}", "1")
        .replace("{feedToken}", &conversation)
        .replace("{conversationId}", &conversation)
        .replace("{instanceId}", &conversation[..12])
        .replace("{endpoint}", "metrics")
        .replace("{application}", "x")
        .replace("{logger}", "x")
        .replace("{part}", "x")
        .replace("{filterId}", "F-1")
}

fn public() -> impl Iterator<Item = &'static Route> {
    ALL.iter().filter(|it| it.audience == Audience::Public)
}

db::on_both! {
    async fn every_route_is_served_under_each_of_its_paths(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for route in public() {
            let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
            for path in route.paths().map(fill) {
                // Requests that could change data are invalid, so that the service refuses them.
                let request = clinic.request(method.clone(), &path).header("if-match", "none");
                // What is streamed may have no end.
                let reply = match route.is_streamed {
                    true => crate::http::Reply::head(request).await,
                    false => crate::http::Reply::of(request).await,
                };
                let expected: &[u16] = match route.method.as_str() {
                    // Nobody is signed in.
                    _ if route.needs.is_some() => &[401],
                    // The console is a page of the site, which this clinic has not.
                    "GET" if route.path == "/admin" => &[404],
                    "GET" if NEEDING.contains(&route.name) => &[400],
                    // The sample clinic has no issuer.
                    "GET" if route.path.starts_with("/admin/oidc") => &[404],
                    // The sample data has no conversations, no appointments and no weights.
                    "DELETE" if route.path.contains("{weightId}") => &[404],
                    "GET" | "DELETE" if route.path.contains("{conversationId}") => &[404],
                    "GET" if route.path.contains("{appointmentId}") => &[404],
                    "GET" if route.path.contains("{feedToken}") => &[404],
                    // These have neither a body nor a version.
                    "POST" if route.path.contains("{vetId}") => &[201],
                    "DELETE" if route.path.contains("{vetId}") => &[204],
                    "GET" => &[route.success],
                    _ => &[400, 415],
                };
                assert!(
                    expected.contains(&reply.status),
                    "{route:?} {path}: {} {}",
                    reply.status,
                    reply.text
                );
            }
        }
    }

    async fn every_route_is_in_the_document_as_it_is_declared(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let document = clinic.get("/api/openapi.json").await.expect(200).json();
        let mut described = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                described.insert((
                    method.to_uppercase(),
                    path.clone(),
                    text(&operation["operationId"]).to_owned(),
                ));
            }
        }
        let mut declared = BTreeSet::new();
        for route in public() {
            for (index, path) in route.paths().enumerate() {
                let suffix = ["", "Original", "Original2"][index];
                declared.insert((route.method.to_string(), path.to_owned(), format!("{}{suffix}", route.name)));
            }
        }
        assert_eq!(described, declared);
        for (route, path) in public().flat_map(|it| it.paths().map(move |path| (it, path))) {
            let operation = &document["paths"][path][route.method.as_str().to_lowercase()];
            let statuses: BTreeSet<_> = operation["responses"].as_object().unwrap().keys().cloned().collect();
            let expected =
                route.refusals().into_iter().chain([route.success]).map(|it| it.to_string()).collect();
            assert_eq!(statuses, expected, "{route:?}");
            let is_originals = route.is_originals || path != route.path;
            let marked = operation["tags"].as_array().is_some_and(|it| it.contains(&"original".into()));
            assert_eq!(marked, is_originals, "{path} is marked as one of the original's paths or is none");
        }
    }
}
