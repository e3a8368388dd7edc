//! Rebuilds the crate when a migration is added or edited; `sqlx::migrate!` alone does not see new files.

fn main() {
    #![expect(clippy::print_stdout, reason = "this is how a build script talks to cargo")]
    println!("cargo::rerun-if-changed=../../migrations");
}
