//! Rebuilds the crate when a migration is added or edited; `sqlx::migrate!` alone does not see new files.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
