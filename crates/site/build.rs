//! Says whether the site's files become a part of the program: in release builds, so that it needs no folder beside it. Other builds read
//! the folder when they start, so that a new site needs no new program.

const FOLDER: &str = "../../frontend/dist";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(embedded)");
    #[expect(clippy::disallowed_methods, reason = "a build script is asked by its environment")]
    let is_release = std::env::var("PROFILE").as_deref() == Ok("release");
    if is_release {
        println!("cargo::rustc-cfg=embedded");
        println!("cargo::rerun-if-changed={FOLDER}");
    } else {
        println!("cargo::rerun-if-changed=build.rs");
    }
}
