//! The clinic's own stacks under the official `cdk` program and AWS's validators.

use std::fs;

use contract::service::Service;
use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::cdk_tools::{cdk_nag, cfn_lint, validator_script};
use xtask::workspace::root;

use crate::cdk::app::{Assembly, clinic};
use crate::cdk::tool::Cdk;
use crate::cdk::validators::{finds_nothing, templates};

/// Each environment, and the topology of the observability platform.
const VARIANTS: [(&str, &str); 4] =
    [("dev", "two-zones"), ("dev", "observability"), ("staging", "two-zones"), ("prod", "two-zones")];

/// Programs that stand in for the built functions.
fn programs() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for service in Service::ALL.into_iter().filter(|it| !it.is_task()) {
        let program = folder.path().join(service.program());
        fs::create_dir(&program).unwrap();
        fs::write(program.join("bootstrap"), service.program()).unwrap();
    }
    folder
}

fn context(programs: &TempDir, (environment, topology): (&str, &str)) -> Value {
    json!({
        "environment": environment, "topology": topology,
        "root": root(), "functions": programs.path(),
    })
}

#[tokio::test]
async fn cdk_lists_twelve_stacks_in_the_order_of_their_deployment() {
    let programs = programs();
    for (environment, topology) in VARIANTS {
        let cdk = Cdk::of(clinic())
            .with("environment", environment)
            .with("topology", topology)
            .with("root", &root().display().to_string())
            .with("functions", &programs.path().display().to_string());
        let ran = cdk.good(&["ls", "--show-dependencies"]).await;
        let ids: Vec<&str> = ran.stdout.lines().filter_map(|it| it.strip_prefix("- id: ")).collect();
        assert_eq!(ids.len(), 12, "{}", ran.stdout);
        for (number, id) in (1..).zip(&ids) {
            assert!(id.starts_with(&format!("petclinic-{environment}-{number:02}-")), "{}", ran.stdout);
        }
        // Each waits for the one before, so that `cdk deploy` of a layer deploys all before it, too.
        for pair in ids.windows(2) {
            let after = ran.stdout.split(&format!("- id: {}\n", pair[1])).nth(1).unwrap();
            let own = after.split("\n- id:").next().unwrap();
            assert!(own.contains(&format!("- id: {}", pair[0])), "{}: {own}", pair[1]);
        }
    }
}

#[test]
fn validators_of_aws_find_neither_errors_nor_warnings_in_any_environment() {
    let programs = programs();
    let assemblies = VARIANTS.map(|it| Assembly::with(&clinic(), &context(&programs, it)));
    let templates = templates(&assemblies);
    assert_eq!(templates.len(), 12 * VARIANTS.len());
    let regions = ["--regions", "us-west-2", "us-east-1", "--"];
    finds_nothing(cfn_lint().unwrap().args(regions).args(&templates));
    finds_nothing(validator_script("findings.py").unwrap().args(&templates));
}

#[test]
fn cdk_nag_finds_just_what_the_stacks_accept_in_any_environment() {
    let programs = programs();
    let assemblies = VARIANTS.map(|it| Assembly::with(&clinic(), &context(&programs, it)));
    finds_nothing(cdk_nag().unwrap().args(assemblies.iter().map(Assembly::path)));
}
