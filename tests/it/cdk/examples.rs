//! The library's examples, from `ls` to `destroy`.

use crate::cdk::account::{Account, HOME};
use crate::cdk::app::{EXAMPLES, example};
use crate::cdk::tool::Cdk;

/// The name of an example's stack.
fn stack(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}

#[tokio::test]
async fn cdk_lists_the_stacks_of_each_example() {
    for name in EXAMPLES {
        let ran = Cdk::of(example(name)).good(&["ls"]).await;
        assert_eq!(ran.stdout.trim(), stack(name));
    }
}

#[tokio::test]
async fn cdk_synthesizes_each_example_with_nothing_to_warn_of() {
    for name in EXAMPLES {
        let cdk = Cdk::of(example(name));
        let ran = cdk.good(&["synth", "--strict", "--quiet"]).await;
        assert!(!ran.stderr.to_lowercase().contains("warning"), "{}", ran.stderr);
        assert!(cdk.assembly().join("manifest.json").is_file());
    }
}

#[tokio::test]
async fn the_site_is_deployed_once_and_destroyed() {
    live("site", &["AWS::S3::Bucket", "AWS::CloudFront::Distribution"]).await;
}

#[tokio::test]
async fn the_api_is_deployed_once_and_destroyed() {
    live("api", &["AWS::Lambda::Function", "AWS::ApiGateway::RestApi", "AWS::CloudWatch::Alarm"]).await;
}

#[tokio::test]
async fn the_service_is_deployed_once_and_destroyed() {
    live("service", &["AWS::EC2::NatGateway", "AWS::ECS::Service", "AWS::RDS::DBCluster"]).await;
}

/// Takes an example through its whole life in an account, and checks that it creates resources of certain types.
async fn live(name: &str, types: &[&str]) {
    let account = Account::open().await;
    let cdk = Cdk::at(example(name), account);
    let stack = stack(name);

    cdk.run(&["diff", "--fail"]).await.ended_with(1).says("Number of stacks with differences: 1");
    cdk.good(&["deploy", "--all", "--require-approval=never"]).await.says(&format!("{stack}.Url = http"));
    let made = account.resources(HOME, &stack).await;
    for wanted in types {
        assert!(made.iter().any(|it| it == wanted), "no {wanted} in {made:?}");
    }

    cdk.good(&["deploy", "--all", "--require-approval=never"]).await.says("(no changes)");
    cdk.good(&["diff", "--fail"]).await.says("Number of stacks with differences: 0");

    cdk.good(&["destroy", "--all", "--force"]).await.says(&format!("{stack}: destroyed"));
    assert!(account.resources(HOME, &stack).await.is_empty());
}
