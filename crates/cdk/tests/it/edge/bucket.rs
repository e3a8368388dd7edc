use cdk::RemovalPolicy;
use cdk::constructs::{Bucket, Key};
use serde_json::json;

use super::{found, granted, of_type, role, stack, template};

#[test]
fn a_bucket_is_private_encrypted_and_used_over_tls_only() {
    let (app, stack) = stack();
    stack.add("Files", Bucket::new());
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn every_option_of_a_bucket_is_in_its_template() {
    let (app, stack) = stack();
    let logs = stack.add("Logs", Bucket::new().expire_after_days(30));
    let key = stack.add("Key", Key::new());
    let bucket = Bucket::new().versioned().expire_old_versions_after_days(90).encrypted_by(&key);
    stack.add("Files", bucket.logs_to(&logs, "files/").removal_policy(RemovalPolicy::Destroy));
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn who_may_read_may_not_write() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    files.grant_read(&role(&stack));
    let arn = json!({"Fn::GetAtt": ["Files8E6940B8", "Arn"]});
    assert_eq!(
        granted(&template(&app)),
        json!([
            {"Action": "s3:ListBucket", "Effect": "Allow", "Resource": arn},
            {"Action": "s3:GetObject", "Effect": "Allow", "Resource": {"Fn::Join": ["", [arn, "/*"]]}},
        ])
    );
}

#[test]
fn who_may_write_some_files_may_do_nothing_else() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    files.grant_write_of(&role(&stack), "uploads/*");
    let arn = json!({"Fn::GetAtt": ["Files8E6940B8", "Arn"]});
    let uploads = json!({"Fn::Join": ["", [arn, "/uploads/*"]]});
    assert_eq!(
        granted(&template(&app)),
        json!([{"Action": ["s3:AbortMultipartUpload", "s3:PutObject"], "Effect": "Allow", "Resource": uploads}])
    );
}

#[test]
fn reading_and_writing_all_files_of_an_encrypted_bucket_takes_its_key_too() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    let files = stack.add("Files", Bucket::new().encrypted_by(&key));
    files.grant_read_write(&role(&stack));
    let template = template(&app);
    let arn = json!({"Fn::GetAtt": ["Files8E6940B8", "Arn"]});
    let key = json!({"Fn::GetAtt": [of_type(&template, "AWS::KMS::Key")[0].0, "Arn"]});
    let all = json!({"Fn::Join": ["", [arn, "/*"]]});
    assert_eq!(
        granted(&template),
        json!([
            {"Action": "s3:ListBucket", "Effect": "Allow", "Resource": arn},
            {"Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Effect": "Allow", "Resource": key},
            {"Action": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"], "Effect": "Allow", "Resource": all},
        ])
    );
}

#[test]
fn a_log_goes_to_no_bucket_with_a_key_of_its_own() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    let logs = stack.add("Logs", Bucket::new().encrypted_by(&key));
    stack.add("Files", Bucket::new().logs_to(&logs, "files/"));
    let error = app.synth().unwrap_err();
    assert_eq!(error.problems[0].path, "S/Files");
    assert!(error.to_string().contains("encrypted by S3's own key"), "{error}");
}
