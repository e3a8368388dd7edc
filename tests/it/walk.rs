//! The commands in the documentation, as a newcomer types them.

use std::fs;

use tokio::process::Command;
use xtask::workspace::root;

use crate::program::Program;

/// The commands of a document, block by block, which name this address in place of the documentation's.
fn blocks(document: &str, address: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(document)).unwrap();
    let blocks = text.split("```sh\n").skip(1).map(|it| it.split("```").next().unwrap());
    let asking = blocks.filter(|it| it.contains("curl"));
    asking.map(|it| it.replace("localhost:8080", address)).collect()
}

/// What the commands of a block print.
async fn run(block: &str) -> String {
    let output = Command::new("sh").args(["-ec", block]).output().await.unwrap();
    assert!(output.status.success(), "{block}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Statuses and bodies without the headers, which say when they were sent.
fn lasting(printed: &str) -> Vec<&str> {
    printed.lines().filter(|it| it.starts_with("HTTP/") || it.contains('{')).collect()
}

#[tokio::test]
async fn the_walk_through_the_api_can_be_taken_again() {
    let program = Program::start(["--database", "sqlite::memory:"]).await;
    let blocks = blocks("docs/api.md", &program.http.address().to_string());
    let mut walks = Vec::new();
    for _ in 0..2 {
        let mut walk = Vec::new();
        for block in &blocks {
            walk.push(run(block).await);
        }
        walks.push(walk);
    }
    let [owner, records, change, beside, duplicates, block, search, refusal] = &walks[0][..] else {
        panic!("{:?}", walks[0])
    };
    assert!(owner.starts_with("HTTP/1.1 201") && owner.contains("\"id\":11,"), "{owner}");
    assert!(records.contains("\"id\":14,") && records.contains("\"id\":5,"), "{records}");
    assert!(change.starts_with("HTTP/1.1 204") && change.contains("etag: "), "{change}");
    assert_eq!(beside.matches("HTTP/1.1 204").count(), 2, "{beside}");
    assert!(beside.contains("\"grams\":8200"), "{beside}");
    assert!(duplicates.contains("\"reasons\":[\"soundsAlike\"]"), "{duplicates}");
    assert!(block.contains("\"id\":7,") && block.contains("\"kind\":\"block\""), "{block}");
    assert!(search.contains("x-total-count: 2") && search.contains("6085551749"), "{search}");
    assert!(refusal.contains("\"errors\":[{\"field\":"), "{refusal}");
    for (first, second) in walks[0].iter().zip(&walks[1]).take(6) {
        assert_eq!(lasting(first), lasting(second));
    }
    let namesakes = program.http.get("/api/customers/owners?lastName=Lindqvist").await.expect(200);
    assert_eq!(namesakes.header("x-total-count"), Some("1"), "a walk that is taken again registers nobody");
}

#[tokio::test]
async fn what_the_readme_asks_is_answered() {
    let program = Program::start(["--database", "sqlite::memory:"]).await;
    let asked = blocks("README.md", &program.http.address().to_string());
    assert_eq!(asked.len(), 1, "{asked:?}");
    let answers = run(&asked[0]).await;
    for part in ["\"visits\":[", "\"specialties\":", "Samantha"] {
        assert!(answers.contains(part), "{part} is not in {answers}");
    }
}
