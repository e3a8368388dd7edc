//! Signing in at an OpenID Connect issuer, and its tokens.

use std::sync::Arc;

use admin::{FirstPasswords, GivenTargets};
use contract::admin::Role;
use db::testing::Scratch;
use reqwest::Method;
use serde_json::{Value, json};

use super::issuer::{Browser, Issuer};
use super::{AdminServer, CHANGE, first_passwords, request, sign_in};
use crate::harness::NOW;
use crate::http::Reply;

const SESSION: &str = "/admin/session";
const VIEWERS: &[&str] = &["staff", "petclinic-viewers"];
const OPERATORS: &[&str] = &["petclinic-operators"];

async fn open(
    scratch: &Scratch,
    issuer: &Issuer,
    set: &[(&str, &str)],
) -> (AdminServer, Arc<FirstPasswords>) {
    let passwords = first_passwords(scratch).await;
    let set: Vec<_> = set.iter().copied().chain(issuer.settings()).collect();
    let server = AdminServer::open_set(scratch, &[], passwords.clone(), GivenTargets::default(), &set).await;
    (server, passwords)
}

/// What a program gets that shows a token.
async fn shown(server: &AdminServer, method: Method, path: &str, token: &str) -> Reply {
    let bearer = format!("Bearer {token}");
    request(
        &server.http,
        method,
        path,
        &[("authorization", &bearer)],
        json!({"name": "x", "healthUrl": "http://127.0.0.1:1/"}),
    )
    .await
}

fn refused(why: &str) -> String {
    format!("/console/sign-in?refused={why}")
}

db::on_both! {
    async fn a_person_signs_in_at_the_issuer_with_the_role_of_its_groups(scratch: Scratch) {
        let issuer = Issuer::start().await;
        let (server, _) = open(&scratch, &issuer, &[]).await;
        let methods = server.http.get("/admin/sign-in-methods").await.expect(200).json();
        assert_eq!(methods, json!({"password": true, "issuer": "127.0.0.1", "issuerSignIn": "https://clinic.example/admin/oidc"}));

        let mut browser = Browser::at(server.address);
        let led = browser.led_to("/admin/oidc").await;
        let cookie = led.cookie.unwrap();
        for attribute in ["; Path=/", "; Max-Age=600", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        let secret = &browser.cookies["petclinic-oidc"];
        assert!(!led.to.contains(secret.as_str()), "the issuer learns nothing that continues the sign-in");
        let back = browser.led_to(&issuer.grant(&led.to, issuer.claims(VIEWERS, &json!({})))).await;
        assert_eq!(back.to, "/console");
        assert!(back.cookie.unwrap().contains("; SameSite=Strict"));
        let session = browser.get(SESSION).await.expect(200).json();
        assert_eq!((&session["username"], &session["role"]), (&json!("ann@clinic.example"), &json!("viewer")));
        assert_eq!(session["expiresAt"], "2026-05-21T00:00:00Z");

        let before = browser.cookies["petclinic-admin"].clone();
        assert_eq!(browser.sign_in(&issuer, issuer.claims(OPERATORS, &json!({}))).await.to, "/console");
        assert_eq!(browser.get(SESSION).await.expect(200).json()["role"], "operator");
        let old = format!("petclinic-admin={before}");
        server.http.get_with(SESSION, ("cookie", &old)).await.problem(401);

        let cookie = format!("petclinic-admin={}", browser.cookies["petclinic-admin"]);
        let body = json!({"name": "x", "healthUrl": "http://127.0.0.1:1/"});
        request(&server.http, Method::POST, "/admin/instances", &[CHANGE, ("cookie", &cookie)], body).await.expect(201);
        let audit = browser.get("/admin/audit").await.expect(200).json();
        let entries: Vec<_> = audit.as_array().unwrap().iter().map(|it| (&it["who"], &it["role"], &it["action"])).collect();
        let ann = json!("ann@clinic.example");
        let (registered, signed_in) = (json!("instanceRegistered"), json!("signedIn"));
        let (operator, viewer) = (json!("operator"), json!("viewer"));
        assert_eq!(entries, [(&ann, &operator, &registered), (&ann, &operator, &signed_in), (&ann, &viewer, &signed_in)]);
        // The server's own accounts go on as before.
        server.as_(Role::Viewer).await;
        server.running.stop().await;
    }

    async fn an_answer_opens_nothing_in_another_browser_or_a_second_time(scratch: Scratch) {
        let issuer = Issuer::start().await;
        let (server, _) = open(&scratch, &issuer, &[]).await;
        let (mut ann, mut bob) = (Browser::at(server.address), Browser::at(server.address));
        let led = ann.led_to("/admin/oidc").await;
        let callback = issuer.grant(&led.to, issuer.claims(OPERATORS, &json!({})));
        // Bob is led to the end of Ann's sign-in: without one of his own, and with one.
        assert_eq!(bob.led_to(&callback).await.to, refused("expired"));
        bob.led_to("/admin/oidc").await;
        assert_eq!(bob.led_to(&callback).await.to, refused("expired"));
        // Ann's code does not fit Bob's sign-in, either.
        let bobs = bob.led_to("/admin/oidc").await;
        let bobs = issuer.grant(&bobs.to, issuer.claims(VIEWERS, &json!({})));
        let (code, state) = (callback.split('&').next().unwrap(), bobs.split_once('&').unwrap().1);
        assert_eq!(bob.led_to(&format!("{code}&{state}")).await.to, refused("expired"));
        bob.get(SESSION).await.problem(401);

        let led = ann.led_to("/admin/oidc").await;
        let callback = issuer.grant(&led.to, issuer.claims(OPERATORS, &json!({})));
        assert_eq!(ann.led_to(&callback).await.to, "/console");
        let first = ann.cookies["petclinic-admin"].clone();
        assert_eq!(ann.led_to(&callback).await.to, refused("expired"));
        assert_eq!(ann.cookies["petclinic-admin"], first);
        server.running.stop().await;
    }

    async fn a_token_that_is_not_of_this_sign_in_opens_nothing(scratch: Scratch) {
        let issuer = Issuer::start().await;
        let (server, _) = open(&scratch, &issuer, &[]).await;
        let mut browser = Browser::at(server.address);
        for wrong in [
            json!({"nonce": "another"}), json!({"aud": "another"}), json!({"azp": "another"}), json!({"iss": "https://evil.example"}),
            json!({"exp": NOW - 100}), json!({"nbf": NOW + 100}), json!({"token_use": "access"}), json!({"sub": null, "email": null}),
        ] {
            let led = browser.sign_in(&issuer, issuer.claims(OPERATORS, &wrong)).await;
            assert_eq!((led.to, led.cookie), (refused("refused"), None), "{wrong}");
        }
        let led = browser.sign_in(&issuer, issuer.claims(&["staff"], &json!({}))).await;
        assert_eq!(led.to, refused("no-role"));
        for (answer, why) in [
            ("error=access_denied", "denied"), ("error=server_error", "refused"), ("code=x&iss=https://evil.example", "refused"), ("", "refused"),
        ] {
            let led = browser.led_to("/admin/oidc").await;
            let state = led.to.split_once("&state=").unwrap().1.split('&').next().unwrap().to_owned();
            assert_eq!(browser.led_to(&format!("/admin/oidc/callback?state={state}&{answer}")).await.to, refused(why), "{answer}");
        }
        assert_eq!(browser.led_to("/admin/oidc/callback?code=x").await.to, refused("expired"));
        browser.get(SESSION).await.problem(401);
        let audit = server.operator().await.json("/admin/audit").await;
        let entries: Vec<_> = audit.as_array().unwrap().iter().skip(1).map(|it| (&it["who"], &it["action"])).collect();
        assert_eq!(entries, [(&json!("ann@clinic.example"), &json!("signInRefused"))]);
        server.running.stop().await;
    }

    async fn an_issuer_that_is_down_keeps_nobody_out_who_knows_a_password(scratch: Scratch) {
        let issuer = Issuer::start().await;
        issuer.set_down(true);
        let (server, _) = open(&scratch, &issuer, &[]).await;
        let mut browser = Browser::at(server.address);
        assert_eq!(browser.led_to("/admin/oidc").await.to, refused("unavailable"));
        let token = issuer.sign(&issuer.claims(OPERATORS, &json!({})));
        let problem = shown(&server, Method::GET, SESSION, &token).await;
        problem.problem(503);
        assert!(!problem.text.contains("127.0.0.1"), "{}", problem.text);
        server.operator().await.get(SESSION).await.expect(200);
        server.running.stop().await;
    }

    async fn a_program_shows_a_token_of_the_issuer(scratch: Scratch) {
        let issuer = Issuer::start().await;
        let (server, _) = open(&scratch, &issuer, &[]).await;
        let sign = |groups: &[&str], change: &Value| issuer.sign(&issuer.claims(groups, change));
        let session = shown(&server, Method::GET, SESSION, &sign(VIEWERS, &json!({}))).await.expect(200).json();
        assert_eq!(session, json!({"username": "ann@clinic.example", "role": "viewer", "expiresAt": null}));
        let deploy = json!({"aud": "deploy", "email": null, "sub": "deploy-job"});
        let deploy = sign(OPERATORS, &deploy);
        shown(&server, Method::POST, "/admin/instances", &deploy).await.expect(201);
        shown(&server, Method::POST, "/admin/instances", &sign(VIEWERS, &json!({}))).await.problem(403);
        shown(&server, Method::GET, SESSION, &sign(&["staff"], &json!({}))).await.problem(403);
        for wrong in [json!({"aud": "another"}), json!({"exp": NOW - 100}), json!({"iss": "https://evil.example"})] {
            shown(&server, Method::GET, SESSION, &sign(OPERATORS, &wrong)).await.problem(401);
        }
        let [header, body, _]: [&str; 3] = deploy.split('.').collect::<Vec<_>>().try_into().unwrap();
        for forged in [format!("{header}.{body}."), format!("{header}.{body}.AAAA"), format!("eyJhbGciOiJub25lIn0.{body}."), format!("eyJ.{body}.x")] {
            shown(&server, Method::GET, SESSION, &forged).await.problem(401);
        }
        let audit = server.operator().await.json("/admin/audit").await;
        assert_eq!((&audit[1]["who"], &audit[1]["action"]), (&json!("sub:deploy-job"), &json!("instanceRegistered")));

        // A new key of the issuer counts, and made-up ones do not make it busy.
        let readings = issuer.key_readings();
        assert_eq!(readings, 1);
        issuer.rotate();
        let renewed = sign(VIEWERS, &json!({}));
        for _ in 0..5 {
            assert_eq!(shown(&server, Method::GET, SESSION, &renewed).await.status, 401, "the keys were just read");
        }
        assert_eq!(issuer.key_readings(), 1);
        server.running.stop().await;
    }

    async fn whoever_sends_made_up_codes_keeps_nobody_out(scratch: Scratch) {
        let issuer = Issuer::start().await;
        let (server, _) = open(&scratch, &issuer, &[]).await;
        let mut stranger = Browser::at(server.address);
        let led = stranger.led_to("/admin/oidc").await;
        let state = led.to.split_once("&state=").unwrap().1.split('&').next().unwrap().to_owned();
        for code in 0..100 {
            let led = stranger.led_to(&format!("/admin/oidc/callback?code={code}&state={state}")).await;
            assert_eq!(led.to, refused("expired"));
        }
        let mut ann = Browser::at(server.address);
        assert_eq!(ann.sign_in(&issuer, issuer.claims(OPERATORS, &json!({}))).await.to, "/console");
        server.running.stop().await;
    }

    async fn a_session_ends_with_the_way_in_that_it_came_by(scratch: Scratch) {
        let issuer = Issuer::start().await;
        let (server, passwords) = open(&scratch, &issuer, &[]).await;
        let mut ann = Browser::at(server.address);
        ann.sign_in(&issuer, issuer.claims(OPERATORS, &json!({}))).await;
        let viewer = server.as_(Role::Viewer).await;
        let set: Vec<_> = issuer.settings().into_iter().chain([("admin.password-sign-in", "false")]).collect();
        let alone = AdminServer::open_set(&scratch, &[], passwords.clone(), GivenTargets::default(), &set).await;
        let without = AdminServer::open_with(&scratch, &[], passwords, GivenTargets::default()).await;
        let anns = format!("petclinic-admin={}", ann.cookies["petclinic-admin"]);
        for (at, cookie, status) in [(&alone, &anns, 200), (&alone, &viewer.cookie, 401), (&without, &anns, 401), (&without, &viewer.cookie, 200)] {
            assert_eq!(at.http.get_with(SESSION, ("cookie", cookie)).await.status, status);
        }
        for server in [server, alone, without] {
            server.running.stop().await;
        }
    }

    async fn passwords_open_nothing_where_people_sign_in_at_the_issuer_alone(scratch: Scratch) {
        let issuer = Issuer::start().await;
        let (server, passwords) = open(&scratch, &issuer, &[("admin.password-sign-in", "false")]).await;
        assert_eq!(server.http.get("/admin/sign-in-methods").await.json()["password"], false);
        let right = passwords.of(Role::Operator);
        sign_in(&server.http, "operator", right).await.problem(403);
        let basic = server.http.request(Method::GET, SESSION).basic_auth("operator", Some(right));
        Reply::of(basic).await.problem(403);
        let mut browser = Browser::at(server.address);
        assert_eq!(browser.sign_in(&issuer, issuer.claims(OPERATORS, &json!({}))).await.to, "/console");
        server.running.stop().await;
    }

    async fn nobody_is_led_anywhere_where_there_is_no_issuer(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let methods = server.http.get("/admin/sign-in-methods").await.expect(200).json();
        assert_eq!(methods, json!({"password": true, "issuer": null, "issuerSignIn": null}));
        for path in ["/admin/oidc", "/admin/oidc/callback?code=x&state=y"] {
            server.http.get(path).await.problem(404);
        }
        server.running.stop().await;
    }
}
