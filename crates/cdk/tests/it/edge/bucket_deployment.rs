use cdk::constructs::{Bucket, BucketDeployment, Distribution, LogGroup, Origin};
use serde_json::json;

use super::{found, of_type, only, stack, template};

#[test]
fn files_are_unpacked_by_a_function_that_may_do_just_that() {
    let (app, stack) = stack();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("index.html"), "<!doctype html>").unwrap();
    let files = stack.add("Files", Bucket::new());
    let cdn = stack.add("Cdn", Distribution::of(Origin::bucket(&files)));
    stack.add("Content", BucketDeployment::of(directory.path(), &files).below("docs/").invalidate(&cdn));
    let template = template(&app);
    let role = only(&template, "AWS::IAM::Role");
    let statements = &role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    let actions: Vec<_> =
        statements.as_array().unwrap().iter().map(|statement| statement["Action"].clone()).collect();
    assert_eq!(
        actions,
        [
            json!(["logs:CreateLogStream", "logs:PutLogEvents"]),
            json!("s3:GetObject"),
            json!("s3:ListBucket"),
            json!(["s3:DeleteObject", "s3:PutObject"]),
            json!(["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]),
        ]
    );
    assert!(statements[1]["Resource"].to_string().contains(".zip"));
    assert!(statements[3]["Resource"].to_string().contains("/docs/*"));
    assert!(of_type(&template, "AWS::IAM::Policy").is_empty());
    assert_eq!(only(&template, "Custom::BucketDeployment")["Properties"]["ServiceTimeout"], 960);
    let code = only(&template, "AWS::Lambda::Function")["Properties"]["Code"]["ZipFile"].clone();
    assert!(code.as_str().unwrap().len() < 4096);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_directory_that_is_not_there_is_a_mistake_at_the_construct() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    stack.add("Content", BucketDeployment::of("nowhere/at/all", &files));
    let error = app.synth().unwrap_err();
    assert_eq!(error.problems[0].path, "S/Content");
}

#[test]
fn files_of_one_bucket_have_prefixes_of_which_none_is_within_another() {
    let (app, stack) = stack();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("index.html"), "<!doctype html>").unwrap();
    let files = stack.add("Files", Bucket::new());
    let below = |prefix: &str| BucketDeployment::of(directory.path(), &files).below(prefix);
    stack.add("Docs", below("docs/"));
    stack.add("Blog", below("blog/"));
    assert_eq!(found(&app), Vec::<String>::new());
    stack.add("All", BucketDeployment::of(directory.path(), &files));
    let error = app.synth().unwrap_err();
    assert_eq!(error.problems[0].path, "S/All");
    assert!(error.to_string().contains("those of S/Docs below `docs/`"), "{error}");
}

#[test]
fn files_that_delete_no_others_may_share_a_prefix() {
    let (app, stack) = stack();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("index.html"), "<!doctype html>").unwrap();
    let files = stack.add("Files", Bucket::new());
    for id in ["One", "Two"] {
        stack.add(id, BucketDeployment::of(directory.path(), &files).keep_old_files());
    }
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn files_that_the_app_makes_itself_are_deployed_in_an_archive_whose_hash_is_theirs() {
    let archive = |content: &str| {
        let (app, stack) = stack();
        let files = stack.add("Files", Bucket::new());
        let log = stack.add("Log", LogGroup::new());
        let pages = [("b.json", "{}"), ("a/index.html", content)];
        stack.add("Content", BucketDeployment::of_files(pages, &files).logs_to(&log));
        let template = template(&app);
        assert_eq!(of_type(&template, "AWS::Logs::LogGroup").len(), 1);
        assert_eq!(found(&app), Vec::<String>::new());
        only(&template, "Custom::BucketDeployment")["Properties"]["Archive"].clone()
    };
    assert_eq!(archive("<!doctype html>"), archive("<!doctype html>"));
    assert_ne!(archive("<!doctype html>"), archive("<!doctype html><p>"));
    assert!(archive("").to_string().contains(".zip"));
}

#[test]
fn files_are_cached_as_the_first_rule_for_their_path_says() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    let content = BucketDeployment::of_files([("index.html", "")], &files);
    stack.add("Content", content.cache_control("a.b/", "public, max-age=60").cache_control("", "no-cache"));
    let caches = only(&template(&app), "Custom::BucketDeployment")["Properties"]["Caches"].clone();
    assert_eq!(caches[0], json!([r"^a\.b\/", "public, max-age=60"]));
    assert_eq!(caches[1], json!(["^", "no-cache"]));
    // The usual rules come after those.
    assert_eq!(
        (&caches[2], &caches[4]),
        (&json!([r"\.html$", "no-cache"]), &json!(["", "public, max-age=300"]))
    );
    assert_eq!(caches.as_array().unwrap().len(), 5);
}

#[test]
fn two_files_with_one_path_are_a_mistake() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    stack.add("Content", BucketDeployment::of_files([("a", "1"), ("a", "2")], &files));
    assert!(app.synth().unwrap_err().to_string().contains("two files with this path"));
}
