//! Checks that no package has documentation examples that never run as tests.

use serde_json::Value;

use crate::tidy::{folder, packages, sources};

/// The languages of code blocks that are not examples.
const PLAIN: [&str; 3] = ["text", "json", "sh"];

/// The fences that open an example.
fn examples(source: &str) -> Vec<&str> {
    let comments = source
        .lines()
        .map(str::trim)
        .filter_map(|it| it.strip_prefix("///").or_else(|| it.strip_prefix("//!")).map(str::trim));
    let fences = comments.filter_map(|it| it.strip_prefix("```"));
    fences.step_by(2).filter(|it| !PLAIN.contains(it)).collect()
}

fn runs_examples(package: &Value) -> bool {
    package["targets"].as_array().unwrap().iter().any(|it| it["doctest"] == true)
}

#[test]
fn no_example_in_documentation_is_left_out_of_the_tests() {
    let packages = packages();
    let silent: Vec<_> = packages.iter().filter(|it| !runs_examples(it)).map(folder).collect();
    assert!(silent.iter().any(|it| it == "crates/web"), "{silent:?}");
    for folder in silent.iter().filter(|it| !it.is_empty() && *it != "crates/cdk/aws") {
        // Another package may lie inside this one's folder.
        for (file, source) in sources(folder, "rs") {
            let found = examples(&source);
            let is_theirs =
                packages.iter().any(|it| runs_examples(it) && file.starts_with(&self::folder(it)));
            assert!(is_theirs || found.is_empty(), "{file} has an example and {folder} runs none: {found:?}");
        }
    }
}
