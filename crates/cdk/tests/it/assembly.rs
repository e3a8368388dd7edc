//! The cloud assembly as it is on the disk.

use std::fs;
use std::path::Path;

use cdk::aws::{s3, sqs, ssm};
use cdk::{App, Environment, Output, assembly, assets};
use serde_json::{Value, json};
use tempfile::TempDir;

fn app() -> App {
    let app = App::new();
    let plain = app.stack("Plain", Environment::agnostic());
    plain.add("Queue", sqs::Queue::new());
    let prod = app.stage("Prod", Environment::new("123456789012", "eu-west-1"));
    let data = prod.stack("Data", Environment::agnostic());
    let bucket = data.add("Bucket", s3::Bucket::new());
    data.protect_from_termination();
    data.tag("team", "pets");
    data.warn("it is new");
    data.acknowledge("unencrypted-storage", "test data only");
    data.acknowledge("AwsSolutions::S1", "nobody reads it");
    let web = prod.stack("Web", Environment::agnostic());
    let parameter = ssm::Parameter::new().type_(ssm::parameter::Type::String).value(bucket.bucket_name());
    web.add("Parameter", parameter);
    let page = web.add_file(assets::bytes("page.html", "<p>Hello"));
    web.add("Page", Output::new(page.url()));
    app
}

fn write(app: &App, directory: &Path) {
    assembly::write(&app.synth().unwrap(), &[], directory).unwrap();
}

fn read(directory: &Path, file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(directory.join(file)).unwrap()).unwrap()
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn an_app_has_a_manifest_with_its_stacks_and_one_for_each_stage() {
    let directory = TempDir::new().unwrap();
    write(&app(), directory.path());
    insta::assert_json_snapshot!("manifest_of_the_app", read(directory.path(), "manifest.json"));
    let stage = directory.path().join("assembly-Prod");
    insta::assert_json_snapshot!("manifest_of_a_stage", read(&stage, "manifest.json"));
    insta::assert_json_snapshot!("tree", read(directory.path(), "tree.json"));
}

#[test]
fn assets_go_to_the_bucket_of_their_environment_under_the_hash_of_their_content() {
    let directory = TempDir::new().unwrap();
    write(&app(), directory.path());
    let stage = directory.path().join("assembly-Prod");
    let web = names(&stage)
        .into_iter()
        .find(|name| name.starts_with("ProdWeb") && name.ends_with(".assets.json"))
        .unwrap();
    insta::assert_json_snapshot!("assets_of_a_stack", read(&stage, &web));
    let plain = read(directory.path(), "Plain.assets.json");
    let (hash, file) = plain["files"].as_object().unwrap().iter().next().unwrap();
    let destination = &file["destinations"]["current_account-current_region"];
    assert_eq!(destination["bucketName"], "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}");
    assert_eq!(destination["objectKey"], format!("{hash}.json"));
}

#[test]
fn two_syntheses_are_equal_to_the_byte_wherever_they_are_written() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    write(&app(), one.path());
    write(&app(), other.path());
    for directory in ["", "assembly-Prod"] {
        let (one, other) = (one.path().join(directory), other.path().join(directory));
        assert_eq!(names(&one), names(&other));
        for name in names(&one).into_iter().filter(|name| !name.starts_with("assembly-")) {
            assert_eq!(fs::read(one.join(&name)).unwrap(), fs::read(other.join(&name)).unwrap(), "{name}");
        }
    }
}

#[test]
fn files_of_an_earlier_synthesis_are_removed_and_nothing_else() {
    let directory = TempDir::new().unwrap();
    write(&app(), directory.path());
    fs::write(directory.path().join("notes.txt"), "mine").unwrap();
    let smaller = App::new();
    smaller.stack("Other", Environment::agnostic()).add("Queue", sqs::Queue::new());
    write(&smaller, directory.path());
    assert_eq!(
        names(directory.path()),
        ["Other.assets.json", "Other.template.json", "cdk.out", "manifest.json", "notes.txt", "tree.json"]
    );
}

#[test]
fn stages_share_assets_in_the_outermost_directory_also_the_second_time() {
    let app = App::new();
    for stage in ["Test", "Prod"] {
        let inner = app.stage(stage, Environment::agnostic()).stage("Eu", Environment::agnostic());
        inner.stack("Site", Environment::agnostic()).add_file(assets::bytes("page.html", "<p>Hello"));
    }
    let directory = TempDir::new().unwrap();
    for _ in 0..2 {
        write(&app, directory.path());
        let assets: Vec<_> =
            names(directory.path()).into_iter().filter(|it| it.starts_with("asset.")).collect();
        assert_eq!(assets.len(), 1);
        let inner = directory.path().join("assembly-Prod/assembly-Prod-Eu");
        let manifest = names(&inner).into_iter().find(|it| it.ends_with(".assets.json")).unwrap();
        let files = read(&inner, &manifest);
        let paths: Vec<_> = files["files"]
            .as_object()
            .unwrap()
            .values()
            .map(|it| it["source"]["path"].as_str().unwrap())
            .collect();
        assert!(paths.contains(&format!("../../{}", assets[0]).as_str()), "{paths:?}");
        assert!(inner.join("../..").join(&assets[0]).is_file());
    }
}

#[test]
fn files_outside_an_assembly_are_never_removed() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("asset.mine"), "mine").unwrap();
    write(&app(), directory.path());
    write(&app(), directory.path());
    assert!(directory.path().join("asset.mine").is_file());

    let other = TempDir::new().unwrap();
    let manifest = r#"{"name": "a web app", "icons": []}"#;
    fs::write(other.path().join("manifest.json"), manifest).unwrap();
    let error = assembly::write(&app().synth().unwrap(), &[], other.path()).unwrap_err().to_string();
    assert!(error.contains("manifest.json: not the manifest of a cloud assembly"), "{error}");
    assert_eq!(names(other.path()), ["manifest.json"]);
    assert_eq!(fs::read_to_string(other.path().join("manifest.json")).unwrap(), manifest);
}

#[test]
fn a_question_for_the_account_is_in_the_manifest_as_the_cli_wants_it() {
    let app = App::new();
    let stack = app.stack("Zones", Environment::new("123456789012", "eu-west-1"));
    stack.availability_zones(2);
    let directory = TempDir::new().unwrap();
    write(&app, directory.path());
    let expected = json!([{
        "key": "availability-zones:account=123456789012:region=eu-west-1",
        "provider": "availability-zones",
        "props": {
            "account": "123456789012",
            "region": "eu-west-1",
            "lookupRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-lookup-role-123456789012-eu-west-1",
        },
    }]);
    assert_eq!(read(directory.path(), "manifest.json")["missing"], expected);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let error = assembly::write(&app().synth().unwrap(), &[], &file.join("out")).unwrap_err();
    assert!(error.to_string().contains("file/out: "), "{error}");
}
