//! The command line of an app, as a process of its own: this test binary is also the app that the tests run.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use cdk::aws::{kms, s3, sqs};
use cdk::{App, Environment, Output, cli, json};
use tempfile::TempDir;

/// The file in the app's directory that holds its arguments.
const ARGUMENTS: &str = "arguments.json";

fn declare(app: &App) {
    let base = app.stack("Base", Environment::in_region("eu-west-1"));
    base.tag("team", "pets");
    let key = base.add("Key", kms::Key::new().enable_key_rotation(true));
    let pets = app.stack("Pets", Environment::in_region("eu-west-1"));
    let timeout = app.context().text("timeout").and_then(|text| text.parse::<i64>().ok()).unwrap_or(30);
    let letters = pets.child("Letters");
    let queue =
        sqs::Queue::new().visibility_timeout(timeout).queue_name("letters").kms_master_key_id(key.key_id());
    let queue = letters.add("Queue", queue);
    letters.warn("letters are not sorted");
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sqs:SendMessage", "Principal": {"AWS": "111122223333"}, "Resource": (queue.arn())
    }]});
    letters.add("Policy", sqs::QueuePolicy::new().policy_document(policy).queues([queue.queue_url()]));
    pets.add("Pictures", s3::Bucket::new());
    let open = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sqs:SendMessage", "Principal": "*", "Resource": (queue.arn())
    }]});
    pets.add("Open", sqs::QueuePolicy::new().policy_document(open).queues([queue.queue_url()]));
    pets.add("Address", Output::new(queue.arn()));
    if app.context().text("unknown").is_some() {
        let fixed = app.stack("Fixed", Environment::new("111122223333", "eu-west-1"));
        fixed.add("Zone", Output::new(fixed.availability_zones(2).remove(0)));
    }
    if app.context().text("broken").is_some() {
        pets.add("Pictures", s3::Bucket::new());
    }
}

/// Runs the app where a test has put arguments; on its own it has none, and then nothing is to be done.
#[test]
fn app() {
    let Ok(text) = std::fs::read_to_string(ARGUMENTS) else { return };
    let arguments: Vec<String> = serde_json::from_str(&text).expect("a list");
    let code = match arguments.first().map(String::as_str) {
        Some("cdk-validate") => cli::cdk_validate_with(arguments),
        _ => cli::run(arguments, declare),
    };
    let code = (0..=2).find(|number| ExitCode::from(*number) == code).expect("a documented code");
    std::process::exit(code.into());
}

pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

fn run(directory: &Path, arguments: &[&str]) -> Ran {
    run_as("app", directory, arguments)
}

/// The app, or the program `cdk-validate`.
pub(crate) fn run_as(program: &str, directory: &Path, arguments: &[&str]) -> Ran {
    let all: Vec<&str> = std::iter::once(program).chain(arguments.iter().copied()).collect();
    std::fs::write(directory.join(ARGUMENTS), serde_json::to_string(&all).expect("JSON")).expect("a file");
    let mut app = Command::new(std::env::current_exe().expect("this binary"));
    app.args(["--exact", "cli::app", "--nocapture", "--quiet"]).current_dir(directory).stdin(Stdio::null());
    for name in ["CDK_OUTDIR", "CDK_CONTEXT_JSON", "CLICOLOR_FORCE", "COLUMNS"] {
        app.env_remove(name);
    }
    let done = app.output().expect("the app runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let output = text(done.stdout);
    let output = output.strip_prefix("\nrunning 1 test\n").unwrap_or(&output).to_owned();
    Ran { code: done.status.code(), output, errors: text(done.stderr) }
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn stacks_are_listed_in_the_order_of_their_deployment() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["list"]).output, "Base\nPets\n");
    insta::assert_snapshot!("list_long", run(folder.path(), &["ls", "--long"]).output);
    let json: serde_json::Value =
        serde_json::from_str(&run(folder.path(), &["list", "--json"]).output).expect("JSON");
    assert_eq!(json[1]["dependsOn"], serde_json::json!(["Base"]));
}

#[test]
fn a_diff_is_against_the_last_assembly_and_fails_if_asked_to() {
    let folder = folder();
    let nothing = run(folder.path(), &["diff"]);
    assert_eq!(nothing.code, Some(2), "{}", nothing.errors);
    assert_eq!(run(folder.path(), &["synth", "--quiet"]).code.map(|code| code < 2), Some(true));
    let same = run(folder.path(), &["diff", "--fail"]);
    assert_eq!((same.code, same.output.lines().last()), (Some(0), Some("2 stacks: no differences")));
    let changed = run(folder.path(), &["diff", "--fail", "-c", "timeout=60", "Pets"]);
    assert_eq!(changed.code, Some(1));
    insta::assert_snapshot!("diff", changed.output);
    assert_eq!(run(folder.path(), &["diff", "-c", "timeout=60"]).code, Some(0));
}

#[test]
fn a_diff_may_be_against_a_template() {
    let folder = folder();
    run(folder.path(), &["synth", "--quiet"]);
    let template = ["diff", "Pets", "--fail", "--template", "cdk.out/Pets.template.json"];
    let same = run(folder.path(), &template);
    assert_eq!(same.code, Some(0), "{}{}", same.output, same.errors);
    let unnamed = run(folder.path(), &["diff", "--template", "cdk.out/Pets.template.json"]);
    assert_eq!(unnamed.code, Some(2));
    let missing = run(folder.path(), &["diff", "Pets", "--template", "none.json"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.errors.contains("none.json"), "{}", missing.errors);
}

#[test]
fn a_construct_is_explained_by_path_and_by_logical_id() {
    let folder = folder();
    let by_path = run(folder.path(), &["explain", "Pets/Letters/Queue"]);
    insta::assert_snapshot!("explain_resource", by_path.output);
    let id =
        by_path.output.lines().find_map(|line| line.trim().strip_prefix("logical id")).expect("an id").trim();
    assert_eq!(run(folder.path(), &["explain", id]).output, by_path.output);
    assert_eq!(run(folder.path(), &["explain", "Letters/Queue"]).output, by_path.output);
    insta::assert_snapshot!("explain_construct", run(folder.path(), &["explain", "Letters"]).output);
    let key = run(folder.path(), &["explain", "Base/Key"]).output;
    assert!(key.contains("Exports") && !key.contains("Used by"), "exports are listed once: {key}");
    insta::assert_snapshot!("explain_stack", run(folder.path(), &["explain", "Base"]).output);
}

#[test]
fn an_unknown_path_is_answered_with_similar_ones() {
    let unknown = run(folder().path(), &["explain", "Pets/Leters/Queue"]);
    assert_eq!(unknown.code, Some(1));
    insta::assert_snapshot!("explain_unknown", unknown.errors);
}

#[test]
fn a_picture_is_written_to_a_file_or_to_standard_output() {
    let folder = folder();
    let printed = run(folder.path(), &["graph"]);
    assert!(printed.output.starts_with("<svg ") && printed.output.ends_with("</svg>\n"));
    assert_eq!(run(folder.path(), &["graph", "--output", "app.svg"]).code, Some(0));
    assert_eq!(std::fs::read_to_string(folder.path().join("app.svg")).expect("a picture"), printed.output);
    assert_eq!(run(folder.path(), &["graph", "Cats"]).code, Some(2));
}

#[test]
fn findings_are_shown_by_severity_and_the_annotations_of_the_app_with_them() {
    let folder = folder();
    let found = run(folder.path(), &["validate", "--json", "--all"]);
    let findings: Vec<serde_json::Value> = serde_json::from_str(&found.output).expect("JSON");
    let annotation = findings.iter().find(|one| one["rule"] == "annotation").expect("the annotation");
    assert_eq!(annotation["path"], "Pets/Letters");
    assert!(run(folder.path(), &["validate"]).output.contains("letters are not sorted"));
    let open = findings.iter().find(|one| one["path"] == "Pets/Open").expect("a finding on what is open");
    let explained = run(folder.path(), &["explain", "Open"]).output;
    assert!(explained.contains(open["rule"].as_str().expect("a rule")), "{explained}");
    assert_eq!(run(folder.path(), &["validate", "--strict"]).code, Some(1));
    assert!(run(folder.path(), &["validate", "--rules"]).output.lines().count() > 20);
}

#[test]
fn an_app_with_values_yet_to_be_looked_up_is_not_called_clean() {
    let folder = folder();
    for json in [&[][..], &["--json"]] {
        let checked = run(folder.path(), &[&["validate", "-c", "unknown=yes"], json].concat());
        assert_eq!((checked.code, checked.output.as_str()), (Some(1), ""));
        assert!(checked.errors.contains("nothing was checked"), "{}", checked.errors);
    }
    let written = run(folder.path(), &["synth", "-c", "unknown=yes"]);
    assert_eq!(written.code, Some(0), "the cdk CLI looks up what the assembly asks for");
    assert!(written.errors.contains("nothing was checked"), "{}", written.errors);
}

#[test]
fn context_before_a_command_and_after_it_counts() {
    let folder = folder();
    let timeout = |arguments: &[&str]| {
        assert!(run(folder.path(), arguments).code.is_some_and(|code| code < 2));
        let template = std::fs::read(folder.path().join("cdk.out/Pets.template.json")).expect("a template");
        let template: serde_json::Value = serde_json::from_slice(&template).expect("JSON");
        let mut resources = template["Resources"].as_object().expect("resources").values();
        let queue = resources.find(|it| it["Type"] == "AWS::SQS::Queue").expect("a queue");
        queue["Properties"]["VisibilityTimeout"].clone()
    };
    assert_eq!(timeout(&["-c", "timeout=60", "synth", "--quiet", "-c", "other=1"]), 60);
    assert_eq!(timeout(&["-c", "timeout=60", "synth", "--quiet", "-c", "timeout=90"]), 90);
}

#[test]
fn mistakes_and_wrong_arguments_have_codes_of_their_own() {
    let folder = folder();
    let broken = run(folder.path(), &["list", "--context", "broken=yes"]);
    assert_eq!(broken.code, Some(1));
    assert!(broken.errors.contains("Pets"), "{}", broken.errors);
    for wrong in
        [&["lisst"][..], &["list", "--context", "broken"], &["diff", "Cats"], &["graph", "--depth", "0"]]
    {
        let run = run(folder.path(), wrong);
        assert_eq!(run.code, Some(2), "{wrong:?}: {}", run.errors);
    }
    let help = run(folder.path(), &["--help"]);
    assert_eq!(help.code, Some(0));
    insta::assert_snapshot!("help", help.output);
}
