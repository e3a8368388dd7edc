//! Files and container images that a stack includes.

use std::fs;

use xtask::workspace::root;

use crate::cdk::account::{Account, HOME};
use crate::cdk::app::purpose_made;
use crate::cdk::tool::Cdk;

#[tokio::test]
async fn files_and_images_are_published_before_the_stack_is_deployed() {
    let account = Account::open().await;
    let cdk = Cdk::at(purpose_made(), account).with("app", "assets");
    let calls = cdk.folder().join("docker-calls");
    let docker = root().join("tests/cdk/docker").display().to_string();
    let cdk =
        cdk.with_variable("CDK_DOCKER", docker).with_variable("DOCKER_CALLS", calls.display().to_string());

    // The account creates a function only if its file is in the bucket.
    cdk.good(&["deploy", "--all", "--require-approval=never"])
        .await
        .says("Assets.Image = 123456789012.dkr.ecr.");
    assert!(account.resources(HOME, "Assets").await.contains(&"AWS::Lambda::Function".to_owned()));

    let calls = fs::read_to_string(calls).unwrap();
    let asked: Vec<_> = calls.lines().map(|it| it.split(' ').next().unwrap()).collect();
    assert_eq!(asked, ["login", "inspect", "build", "tag", "push"], "{calls}");
    assert!(calls.contains(" --platform linux/arm64 "), "{calls}");

    cdk.good(&["deploy", "--all", "--require-approval=never"]).await.says("(no changes)");
    cdk.good(&["destroy", "--all", "--force"]).await;
}
