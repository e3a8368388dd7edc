//! The build context that Docker gets for an image.

use std::fs;
use std::path::Path;

use xtask::workspace::root;

use crate::tidy::{packages, text};

#[test]
fn docker_is_given_every_file_that_cargo_looks_for() {
    let ignore = fs::read_to_string(root().join(".dockerignore")).unwrap();
    let given: Vec<_> = ignore.lines().filter_map(|it| it.strip_prefix('!')).collect();
    for package in packages() {
        let targets = package["targets"].as_array().unwrap().iter().map(|it| &it["src_path"]);
        for file in targets.chain([&package["manifest_path"]]) {
            let file = Path::new(text(file)).strip_prefix(root()).unwrap();
            assert!(given.iter().any(|it| file.starts_with(it)), "{}", file.display());
        }
    }
}
