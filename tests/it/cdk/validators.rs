//! AWS's own validators accept the output of apps.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use xtask::cdk_tools::{cdk_nag, cfn_lint, schema, validator_script};

use crate::cdk::app::{Assembly, EXAMPLES, KINDS, example, purpose_made};

/// The output of the examples and of the test app.
fn assemblies() -> Vec<Assembly> {
    let examples = EXAMPLES.map(|it| Assembly::of(&example(it)));
    let others = KINDS.map(|it| Assembly::with(&purpose_made(), &json!({ "app": it })));
    examples.into_iter().chain(others).collect()
}

pub(crate) fn templates(assemblies: &[Assembly]) -> Vec<PathBuf> {
    let templates: Vec<_> = assemblies.iter().flat_map(|it| it.files(".template.json")).collect();
    assert!(templates.len() >= assemblies.len());
    templates
}

/// Fails unless a program succeeds and prints nothing.
#[track_caller]
pub(crate) fn finds_nothing(program: &mut Command) {
    let output = program.output().unwrap();
    let [said, complained] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    assert!(output.status.success() && said.trim().is_empty(), "{}\n{said}{complained}", output.status);
}

#[test]
fn cfn_lint_finds_neither_errors_nor_warnings_in_templates() {
    let assemblies = assemblies();
    finds_nothing(cfn_lint().unwrap().args(["--regions", "us-east-1", "--"]).args(templates(&assemblies)));
}

#[test]
fn cloudformation_validate_finds_neither_errors_nor_warnings_in_templates() {
    let assemblies = assemblies();
    finds_nothing(validator_script("findings.py").unwrap().args(templates(&assemblies)));
}

#[test]
fn every_file_of_an_assembly_is_as_its_schema_says() {
    let mut assemblies = assemblies();
    assemblies.push(Assembly::with(&purpose_made(), &json!({ "app": "fault" })));
    for (name, ending, least) in [
        ("cloud-assembly", "manifest.json", assemblies.len()),
        ("assets", ".assets.json", assemblies.len()),
        // An assembly has this file only if there is a problem to report.
        ("validation-report", "validation-report.json", 1),
    ] {
        let files: Vec<_> = assemblies.iter().flat_map(|it| it.files(ending)).collect();
        assert!(files.len() >= least, "{name}: {files:?}");
        finds_nothing(validator_script("accepts.py").unwrap().arg(schema(name).unwrap()).args(files));
    }
}

#[test]
fn cdk_nag_finds_an_open_bucket_unless_it_is_accepted_and_what_is_accepted_for_nothing() {
    let assembly = Assembly::with(&purpose_made(), &json!({ "app": "open" }));
    let output = cdk_nag().unwrap().arg(assembly.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let findings: Vec<_> = said.lines().map(|it| it.split(": ").take(2).collect::<Vec<_>>()).collect();
    assert_eq!(
        findings,
        [
            ["/Open/Found", "AwsSolutions-S1"],
            ["/Open/Found", "AwsSolutions-S2"],
            ["/Open/Found", "AwsSolutions-S10"],
            ["/Open/Accepted", "accepts AwsSolutions::RDS10, which is not found here or below"],
        ],
        "{said}"
    );
}
