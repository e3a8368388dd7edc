//! The app as its context describes it.

use cdk::checks::{self, Severity};
use cdk::{App, Context};
use contract::service::Service;
use serde_json::Value;

use crate::harness::{functions, root};

/// An app with these context values.
fn app(values: &[(&str, &str)]) -> App {
    let places = [
        ("root".to_owned(), Value::from(root().display().to_string())),
        ("functions".to_owned(), Value::from(functions().display().to_string())),
    ];
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value)));
    App::with_context(Context::new(places.into_iter().chain(values)))
}

#[test]
fn every_choice_gives_twelve_stacks_with_nothing_to_warn_of() {
    let certificate = "arn:aws:acm:us-west-2:123456789012:certificate/11111111-2222-3333-4444-555555555555";
    let of_edge = certificate.replace("us-west-2", "us-east-1");
    let domain = [
        ("domain", "clinic.example"),
        ("certificate", certificate),
        ("edge-certificate", &of_edge),
        ("hosted-zone", "Z0123456789ABCDEFGHIJ"),
    ];
    let choices: [&[(&str, &str)]; 13] = [
        &[("architecture", "arm64")],
        &[("spot", "true"), ("release", "1.2.3")],
        &[("release", "none")],
        &[("nat", "single"), ("endpoints", "false")],
        &[("database-readers", "0"), ("database-least", "2"), ("database-most", "4")],
        &[("account", "123456789012"), ("record-account", "false")],
        &[("prometheus", "true"), ("endpoints", "false"), ("email", "people@clinic.example")],
        &[("grafana", "identity-center")],
        &[("prometheus", "true"), ("grafana", "saml"), ("traces.endpoint", "http://collector.example:4318")],
        &[("block-countries", "AQ,BV"), ("email", "people@clinic.example")],
        &[
            ("environment", "twelve-chars"),
            ("like", "prod"),
            ("namespace", "other.local"),
            ("region", "eu-west-1"),
        ],
        &[
            ("assistant.provider", "openai"),
            ("assistant.url", "https://models.example/v1"),
            ("assistant.model", "small"),
            ("log.level", "debug"),
        ],
        &domain,
    ];
    for choice in choices {
        let app = app(choice);
        infra_cdk::declare(&app).unwrap();
        let synthesis = app.synth().unwrap_or_else(|error| panic!("{choice:?}: {error}"));
        assert_eq!(synthesis.root.stacks.len(), 12, "{choice:?}");
        let found: Vec<_> = checks::check(&synthesis)
            .into_iter()
            .filter(|it| it.severity != Severity::Info && it.acknowledged.is_none())
            .collect();
        assert!(found.is_empty(), "{choice:?}: {found:#?}");
    }
}

#[test]
fn a_wrong_choice_stops_the_app_before_anything_is_declared() {
    let app = app(&[("nat", "two")]);
    let error = infra_cdk::declare(&app).unwrap_err().to_string();
    assert_eq!(error, "the context value `nat` is `two`: it must be one of single, per-zone");
    assert!(app.children().is_empty());
}

#[test]
fn what_services_must_agree_in_is_asked_of_all_of_them() {
    for choice in [
        ("visits/discovery.namespace", "visits.local"),
        ("visits/database.sample-data", "false"),
        ("visits/database.name", "visits"),
    ] {
        let app = app(&[choice]);
        infra_cdk::declare(&app).unwrap();
        let mistakes = app.synth().unwrap_err().to_string();
        assert!(mistakes.contains("must be the same for all services"), "{choice:?}: {mistakes}");
    }
}

#[test]
fn no_layer_names_a_service_that_people_or_other_services_call() {
    fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    files(&root().join("infra-cdk/src"), &mut found);
    assert!(found.len() > 30);
    for file in found.iter().filter(|it| !it.ends_with("tests.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        for service in Service::http() {
            assert!(!text.contains(&format!("Service::{service:?}")), "{} names {service}", file.display());
        }
    }
}
