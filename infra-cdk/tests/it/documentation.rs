//! What documents say of the stacks.

use std::fs;
use std::path::PathBuf;

use cdk::{Context, graph};
use infra_cdk::environment::{Environment, Error};
use serde_json::Value;

use crate::harness::{Clinic, root};

#[test]
fn the_picture_of_the_stacks_is_as_they_are() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let picture = graph::mermaid(&Clinic::of("dev").synthesis, &graph::Options::default());
    assert!(
        architecture.contains(&format!("```mermaid\n{picture}```\n")),
        "ARCHITECTURE.md: `cargo run -p infra-cdk -- graph --format mermaid` prints the picture anew:\n{picture}"
    );
}

#[test]
fn every_context_value_that_a_document_names_is_known() {
    let mut count = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        let after = ["-c ", "--context "].into_iter().flat_map(|option| text.split(option).skip(1));
        for key in after.filter_map(key) {
            count += 1;
            // Only whether the key is known counts: documents write names such as TAG for values.
            let context = Context::new([(key.to_owned(), Value::from("TAG"))]);
            let answer = Environment::of(&context);
            assert!(!matches!(answer, Err(Error::Unknown { .. })), "{}: {answer:?}", document.display());
        }
    }
    assert!(count > 30, "{count}");
}

/// The documents that name context values.
fn documents() -> Vec<PathBuf> {
    let files = root().join("docs").read_dir().unwrap().map(|it| it.unwrap().path());
    let mut documents: Vec<_> = files.filter(|it| it.extension().is_some_and(|it| it == "md")).collect();
    documents.extend(["README.md", "infra-cdk/README.md"].map(|it| root().join(it)));
    documents
}

/// The key at the beginning of `key=value`.
fn key(text: &str) -> Option<&str> {
    let (key, _) = text.trim_start_matches('"').split_once('=')?;
    let is_key = key.chars().all(|it| it.is_ascii_alphanumeric() || ".-/".contains(it));
    (is_key && key.starts_with(|it: char| it.is_ascii_lowercase())).then_some(key)
}
