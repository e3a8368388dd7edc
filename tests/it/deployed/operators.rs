//! The admin server, through the distribution and the API, on its port behind the load balancer.

use contract::admin::CHANGE_HEADER;
use contract::service::Service;
use serde_json::json;

use super::clinic::Clinic;
use crate::harness::eventually_within;

/// An operator signs in with the password that the stacks made, and finds every service up.
pub(super) async fn see_every_service(clinic: &Clinic) {
    let http = clinic.http().await;
    let stranger = http.get("/admin/instances").await;
    assert_eq!(stranger.problem(401)["path"], "/admin/instances");

    let wanted = json!({ "SecretId": "petclinic/dev/admin-passwords" });
    let secret = clinic.account.ask(("secretsmanager", "get_secret_value"), wanted).await;
    let credentials = json!({ "username": "operator", "password": secret["SecretString"] });
    let signed_in = http.post_with("/admin/session", (CHANGE_HEADER, "test"), credentials).await.expect(200);
    let cookie = signed_in.header("set-cookie").unwrap();
    assert!(cookie.contains("Secure") && cookie.contains("HttpOnly"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();

    eventually_within(super::story::PATIENCE, "the admin server finds every service up", async || {
        let found = http.get_with("/admin/applications", ("cookie", &cookie)).await.expect(200).json();
        let is_up = |name: &str| {
            found.as_array().unwrap().iter().any(|it| it["name"] == name && it["status"] == "UP")
        };
        Service::Admin.calls().iter().all(|it| is_up(it.name()))
    })
    .await;
}
