//! Tells the compiler the commit of the build: from git, or from the environment if there is no repository.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=PETCLINIC_GIT_BRANCH");
    println!("cargo::rerun-if-env-changed=PETCLINIC_GIT_COMMIT");
    println!("cargo::rerun-if-env-changed=PETCLINIC_GIT_TIME");
    // Changes with every commit and every change of branch. If the file is missing, this script runs on every build.
    let log =
        git(&["rev-parse", "--git-path", "logs/HEAD"]).unwrap_or_else(|| "../../.git/logs/HEAD".to_owned());
    println!("cargo::rerun-if-changed={log}");
    tell("PETCLINIC_GIT_BRANCH", &["rev-parse", "--abbrev-ref", "HEAD"]);
    tell("PETCLINIC_GIT_COMMIT", &["rev-parse", "--short=12", "HEAD"]);
    tell("PETCLINIC_GIT_TIME", &["show", "--no-patch", "--format=%cI", "HEAD"]);
}

fn tell(variable: &str, question: &[&str]) {
    // The variables have the same names as those passed to the compiler, so a build without a repository can set them.
    #[expect(clippy::disallowed_methods, reason = "a build script is asked by its environment")]
    let given = std::env::var(variable).ok().filter(|it| !it.is_empty());
    if let Some(value) = given.or_else(|| git(question)) {
        println!("cargo::rustc-env={variable}={value}");
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|it| it.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|it| !it.is_empty())
}
