//! A static site: private files behind CloudFront, uploaded at each deployment.

use std::process::ExitCode;

use cdk::constructs::{Bucket, BucketDeployment, Distribution, Origin};
use cdk::{App, Environment, Output};

const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/site");

fn main() -> ExitCode {
    cdk::cli::main(site)
}

fn site(app: &App) {
    let stack = app.stack("Site", Environment::agnostic());
    stack.describe("A static site behind CloudFront");
    stack.tag("project", "site");

    let files = stack.add("Files", Bucket::new().versioned().expire_old_versions_after_days(90));
    let cdn = stack.add("Cdn", Distribution::of(Origin::bucket(&files)).not_found_page("/404.html"));
    stack.add("Content", BucketDeployment::of(CONTENT, &files).invalidate(&cdn));
    stack.add("Url", Output::new(cdn.url()).description("where the site is"));
}
