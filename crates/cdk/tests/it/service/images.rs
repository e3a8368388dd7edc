use cdk::RemovalPolicy;
use cdk::constructs::{ImageRepository, Key};
use serde_json::{Value, json};

use super::{only, stack, template};

#[test]
fn images_are_scanned_and_encrypted_keep_their_tags_and_go_when_they_are_old() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    let images = ImageRepository::new().name("pets").encrypted_by(&key).keep_images(20);
    stack.add("Images", images.removal_policy(RemovalPolicy::Destroy));
    let repository = only(&template(&app, "S"), "AWS::ECR::Repository");
    assert_eq!(repository["DeletionPolicy"], "Delete");
    let repository = &repository["Properties"];
    assert_eq!(repository["ImageScanningConfiguration"], json!({"ScanOnPush": true}));
    assert_eq!(repository["ImageTagMutability"], "IMMUTABLE");
    assert_eq!(repository["EncryptionConfiguration"]["EncryptionType"], "KMS");
    // A repository with images in it would stay.
    assert_eq!(repository["EmptyOnDelete"], true);
    let policy = repository["LifecyclePolicy"]["LifecyclePolicyText"].as_str().unwrap();
    let policy: Value = serde_json::from_str(policy).unwrap();
    let counts: Vec<&Value> =
        policy["rules"].as_array().unwrap().iter().map(|it| &it["selection"]["countNumber"]).collect();
    assert_eq!(counts, [1, 20]);
}

#[test]
fn images_stay_unless_they_are_to_go() {
    let (app, stack) = stack();
    stack.add("Images", ImageRepository::new());
    let repository = only(&template(&app, "S"), "AWS::ECR::Repository");
    assert_eq!(repository["DeletionPolicy"], "Retain");
    assert_eq!(repository["Properties"]["EmptyOnDelete"], Value::Null);
}
