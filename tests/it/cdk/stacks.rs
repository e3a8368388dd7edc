//! Values that pass between stacks, and updates of stacks.

use std::collections::BTreeSet;

use crate::cdk::account::{ABROAD, Account, HOME};
use crate::cdk::app::purpose_made;
use crate::cdk::tool::Cdk;

const DEPLOY: [&str; 3] = ["deploy", "--all", "--require-approval=never"];
const DESTROY: [&str; 3] = ["destroy", "--all", "--force"];

#[tokio::test]
async fn a_value_of_another_stack_arrives_as_an_export() {
    let account = Account::open().await;
    let cdk = Cdk::at(purpose_made(), account).with("app", "exports");

    cdk.good(&DEPLOY).await;
    let arrived = account.parameter(HOME, "/exports/queue").await;
    assert!(arrived.starts_with(&format!("arn:aws:sqs:{HOME}:")), "{arrived}");
    let exports = account.exports(HOME).await;
    assert_eq!(exports.iter().filter(|it| it.starts_with("Producer:")).count(), 1, "{exports:?}");

    // AWS refuses to remove an export that another stack imports, so success proves the order.
    cdk.good(&DESTROY).await.says("Producer: destroyed").says("Consumer: destroyed");
    assert!(!account.exports(HOME).await.iter().any(|it| it.starts_with("Producer:")));
}

#[tokio::test]
async fn cdk_learns_which_stacks_come_before_a_stack() {
    let ran = Cdk::of(purpose_made()).with("app", "exports").good(&["ls", "--show-dependencies"]).await;
    let shown = "- id: Consumer\n  dependencies:\n    - id: Producer\n";
    assert!(ran.stdout.contains(shown), "{}", ran.stdout);
}

#[tokio::test]
async fn a_change_is_shown_and_made_and_nothing_else_is() {
    let account = Account::open().await;
    let mut cdk = Cdk::at(purpose_made(), account).with("app", "change").with("seconds", "30");
    cdk.good(&DEPLOY).await;

    cdk.set("seconds", "45");
    let ran = cdk.run(&["diff", "--fail"]).await.ended_with(1);
    ran.says("[~] AWS::SQS::Queue").says("[-] 30").says("[+] 45");
    assert_eq!(ran.stdout.matches("[~] AWS::").count(), 1, "{}", ran.stdout);
    cdk.good(&DEPLOY).await.says("UPDATE_COMPLETE");
    assert!(account.template(HOME, "Change").await.contains("45"));
    cdk.good(&["diff", "--fail"]).await;

    // Directly, without a change set.
    cdk.set("seconds", "60");
    cdk.good(&[&DEPLOY[..], &["--method=direct"]].concat()).await.says("UPDATE_COMPLETE");
    assert!(account.template(HOME, "Change").await.contains("60"));
    cdk.good(&DESTROY).await;
}

#[tokio::test]
async fn a_stage_puts_stacks_into_two_regions_and_a_value_crosses_them() {
    let account = Account::open().await;
    let cdk = Cdk::at(purpose_made(), account).with("app", "regions");
    let ran = cdk.good(&["ls"]).await;
    let listed: BTreeSet<_> = ran.stdout.trim().lines().collect();
    assert_eq!(listed, ["Prod/Abroad (Prod-Abroad)", "Prod/Home (Prod-Home)"].into());

    cdk.good(&["deploy", "Prod/*", "--require-approval=never"]).await;
    assert!(account.resources(HOME, "Prod-Home").await.contains(&"AWS::SQS::Queue".to_owned()));
    assert!(account.resources(HOME, "Prod-Abroad").await.is_empty());
    let arrived = account.parameter(ABROAD, "/regions/queue").await;
    assert!(arrived.starts_with(&format!("arn:aws:sqs:{HOME}:")), "{arrived}");

    cdk.good(&["destroy", "Prod/*", "--force"]).await;
    assert!(account.resources(ABROAD, "Prod-Abroad").await.is_empty());
}

#[tokio::test]
async fn a_protected_stack_is_not_destroyed() {
    let account = Account::open().await;
    let mut cdk =
        Cdk::at(purpose_made(), account).with("app", "change").with("name", "Kept").with("protected", "true");
    cdk.good(&DEPLOY).await;
    cdk.run(&DESTROY).await.ended_with(1).says("TerminationProtection is enabled");

    cdk.set("protected", "false");
    cdk.good(&DEPLOY).await;
    cdk.good(&DESTROY).await;
}

#[tokio::test]
async fn alarms_and_scaling_watch_the_targets_of_a_load_balancer() {
    let account = Account::open().await;
    let cdk = Cdk::at(purpose_made(), account).with("app", "balanced");
    cdk.good(&DEPLOY).await.says("Balanced.Targets = targetgroup/");
    cdk.good(&DESTROY).await;
}
