//! Templates without an app: `cdk-validate`, and `validate --template`.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{Ran, folder, run_as};

const RIGHT: &str = "Resources:\n  Letters:\n    Type: AWS::SQS::Queue\n";
const WRONG: &str = "Resources:\n  Letters:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibiltyTimeout: 30\n  News:\n    Type: AWS::SNS::Topic\n  Logs:\n    Type: AWS::Logs::LogGroup\n";

fn files() -> TempDir {
    let folder = folder();
    let json = "{\n  \"Resources\": {\n    \"Letters\": {\"Type\": \"AWS::SQS::Queu\"}}}\n";
    for (name, text) in [
        ("right.yaml", RIGHT),
        ("wrong.yaml", WRONG),
        ("warned.yaml", "Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n"),
        ("wrong one.json", json),
        ("broken.yaml", "Resources:\n  A: [\n"),
        ("empty.yaml", ""),
        ("other.json", "{\"name\": \"no template\"}"),
    ] {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn validate(folder: &TempDir, arguments: &[&str]) -> Ran {
    run_as("cdk-validate", folder.path(), arguments)
}

#[test]
fn findings_have_the_place_in_their_file_and_what_to_do() {
    let folder = files();
    let ran = validate(&folder, &["wrong.yaml", "right.yaml", "wrong one.json"]);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(1), ""));
    insta::assert_snapshot!("validate_text", ran.output);
}

#[test]
fn an_app_checks_other_templates_without_being_run() {
    let folder = files();
    let of_app = run_as(
        "app",
        folder.path(),
        &["validate", "-c", "broken=yes", "--template", "wrong.yaml", "right.yaml"],
    );
    assert_eq!(of_app.code, Some(1));
    assert_eq!(of_app.output, validate(&folder, &["wrong.yaml", "right.yaml"]).output);
}

#[test]
fn the_code_says_whether_there_are_errors_or_files_that_cannot_be_read() {
    let folder = files();
    for (arguments, code) in [
        (&["right.yaml"][..], 0),
        (&["right.yaml", "--strict"], 0),
        (&["warned.yaml"], 0),
        (&["warned.yaml", "--strict"], 1),
        (&["wrong.yaml"], 1),
        (&["broken.yaml"], 2),
        (&["wrong.yaml", "none.yaml"], 2),
        (&["right.yaml", "empty.yaml"], 2),
        (&["other.json"], 2),
        (&["."], 2),
        (&[], 2),
        (&["--formats", "right.yaml"], 2),
        (&["--help"], 0),
        (&["--rules"], 0),
    ] {
        let ran = validate(&folder, arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}{}", ran.output, ran.errors);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_place_and_the_others_are_checked() {
    let folder = files();
    let ran = validate(&folder, &["broken.yaml", "none.yaml", "other.json", "wrong.yaml"]);
    assert!(ran.errors.contains("error: broken.yaml:3:1: "), "{}", ran.errors);
    assert!(ran.errors.contains("error: none.yaml: "), "{}", ran.errors);
    assert!(
        ran.errors.contains("error: other.json: it has no `Resources`, and so is no template"),
        "{}",
        ran.errors
    );
    assert!(ran.output.contains("wrong.yaml:5:7: error: "), "{}", ran.output);
}

#[test]
fn json_has_file_line_and_column() {
    let ran = validate(&files(), &["--format", "json", "wrong one.json"]);
    let found: Value = serde_json::from_str(&ran.output).expect("JSON");
    assert_eq!(found[0]["rule"], "unknown-type");
    assert_eq!(
        [&found[0]["file"], &found[0]["line"], &found[0]["column"]],
        [&Value::from("wrong one.json"), &3.into(), &17.into()]
    );
}

#[test]
fn sarif_is_as_its_specification_says() {
    let folder = files();
    let log: Value = serde_json::from_str(
        &validate(&folder, &["--format", "sarif", "wrong.yaml", "wrong one.json", "broken.yaml"]).output,
    )
    .expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        for text in ["/id", "/shortDescription/text", "/help/text"] {
            assert!(
                rule.pointer(text).and_then(Value::as_str).is_some_and(|text| !text.is_empty()),
                "{rule}"
            );
        }
    }
    let results = run["results"].as_array().expect("results");
    let mut seen = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("an index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(rules[index]["defaultConfiguration"]["level"], result["level"]);
        let location = &result["locations"][0]["physicalLocation"];
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let line = location["region"]["startLine"].as_u64().expect("a line");
        seen.push((text(&location["artifactLocation"]["uri"]), line, text(&result["level"])));
        assert!(!text(&result["message"]["text"]).is_empty());
        assert!(!text(&result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]).is_empty());
    }
    let wanted = [
        ("wrong.yaml", 5, "error"),
        ("wrong.yaml", 6, "note"),
        ("wrong.yaml", 8, "warning"),
        ("wrong%20one.json", 3, "error"),
    ];
    assert_eq!(seen, wanted.map(|(file, line, level)| (file.to_owned(), line, level.to_owned())));
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "broken.yaml");
}

#[test]
fn the_findings_of_an_app_are_sarif_too_by_the_paths_of_constructs() {
    let ran = run_as("app", folder().path(), &["validate", "--format", "sarif", "--all"]);
    let log: Value = serde_json::from_str(&ran.output).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let of = |path: &str| {
        results.iter().any(|result| {
            result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].as_str() == Some(path)
        })
    };
    assert!(of("Pets/Letters"), "{results:#?}");
}
