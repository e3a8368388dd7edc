//! Values that an app looks up in its account.

use std::fs;

use serde_json::json;

use crate::cdk::account::Account;
use crate::cdk::app::{self, purpose_made};
use crate::cdk::tool::Cdk;

#[tokio::test]
async fn zones_are_looked_up_once_and_the_app_is_run_again_with_them() {
    let account = Account::open().await;
    let counted = format!("echo run >> runs; {}", purpose_made());
    let cdk = Cdk::at(&counted, account).with("app", "zones");
    let runs = || fs::read_to_string(cdk.folder().join("runs")).unwrap().lines().count();

    cdk.good(&["synth", "--quiet"]).await;
    assert_eq!(runs(), 2);
    let zones = ["us-east-1a", "us-east-1b"];
    let template = app::read(&cdk.assembly().join("Zones.template.json"));
    let text = template.to_string();
    assert!(zones.iter().all(|it| text.contains(it)), "{text}");
    let remembered = app::read(&cdk.folder().join("cdk.context.json"));
    let key = "availability-zones:account=123456789012:region=us-east-1";
    assert_eq!(remembered[key][0], json!(zones[0]), "{remembered}");

    // `cdk` does not look up values that the file has, so this run needs no account.
    let later = Cdk::of(&counted).with("app", "zones");
    fs::copy(cdk.folder().join("cdk.context.json"), later.folder().join("cdk.context.json")).unwrap();
    later.good(&["synth", "--quiet"]).await;
    assert_eq!(fs::read_to_string(later.folder().join("runs")).unwrap().lines().count(), 1);
    assert_eq!(app::read(&later.assembly().join("Zones.template.json")), template);
}
