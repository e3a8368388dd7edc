//! Signing in, and what is refused.

use contract::admin::Role;
use db::testing::Scratch;
use reqwest::Method;
use serde_json::json;

use super::{AdminServer, CHANGE, Instance, first_passwords, request, sign_in};
use crate::harness::NOW;
use crate::http::Reply;
use crate::sql;

const SESSION: &str = "/admin/session";
const INSTANCES: &str = "/admin/instances";

db::on_both! {
    async fn a_session_begins_with_the_password_and_ends_with_signing_out(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let reply = sign_in(&server.http, "operator", server.passwords.of(Role::Operator)).await.expect(200);
        assert_eq!(reply.json()["expiresAt"], "2026-05-21T00:00:00Z");
        let cookie = reply.header("set-cookie").unwrap().to_owned();
        for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        let secret = cookie.split(['=', ';']).nth(1).unwrap();
        assert_eq!(secret.len(), 64);
        let stored = format!("select count(*) from admin_sessions where token_digest = '{secret}'");
        assert_eq!((sql::number(&server.db, &stored).await, sql::rows(&server.db, "admin_sessions").await), (0, 1));
        let operator = server.operator().await;
        assert_eq!(operator.json(SESSION).await["username"], "operator");
        operator.http.delete(SESSION).await.expect(204);
        operator.get(SESSION).await.problem(401);
        let audit = server.as_(Role::Viewer).await.json("/admin/audit").await;
        let actions: Vec<_> = audit.as_array().unwrap().iter().map(|it| it["action"].clone()).collect();
        assert_eq!(actions, ["signedIn", "signedOut", "signedIn", "signedIn"]);
        server.running.stop().await;
    }

    async fn a_wrong_password_opens_nothing_and_many_close_the_account_for_a_while(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        sign_in(&server.http, "nobody", "rosebud").await.problem(401);
        sign_in(&server.http, "viewer", server.passwords.of(Role::Operator)).await.problem(401);
        for number in 0..5 {
            let from = format!("203.0.113.{number}");
            let body = json!({"username": "operator", "password": "rosebud"});
            let headers = [("x-forwarded-for", from.as_str()), ("forwarded", "for=203.0.113.9"), ("x-real-ip", &from)];
            request(&server.http, Method::POST, SESSION, &headers, body).await.problem(401);
        }
        let right = server.passwords.of(Role::Operator).to_owned();
        let spoofed = [("x-forwarded-for", "198.51.100.1")];
        let body = json!({"username": "operator", "password": right});
        let refused = request(&server.http, Method::POST, SESSION, &spoofed, body).await;
        refused.problem(429);
        let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=900).contains(&wait), "{wait}");
        // Others are not kept out.
        server.as_(Role::Viewer).await;
        server.clock.set(NOW + wait);
        let operator = server.operator().await;
        let audit = operator.json("/admin/audit").await;
        let refused = audit.as_array().unwrap().iter().filter(|it| it["action"] == "signInRefused");
        let who: Vec<_> = refused.map(|it| it["who"].as_str().unwrap()).collect();
        assert_eq!((who.len(), who[6]), (7, "unknown"));
        assert!(!audit.to_string().contains("nobody"), "a name that nobody has may be a password");
        server.running.stop().await;
    }

    async fn nobody_can_plant_the_secret_of_a_session(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let planted = format!("petclinic-admin={}", "0".repeat(64));
        let body = json!({"username": "viewer", "password": server.passwords.of(Role::Viewer)});
        let reply = request(&server.http, Method::POST, SESSION, &[("cookie", &planted)], body.clone()).await.expect(200);
        let cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        assert_ne!(cookie, planted);
        server.http.get_with(SESSION, ("cookie", &planted)).await.problem(401);
        // Whoever signs in again leaves no earlier session behind.
        let again = request(&server.http, Method::POST, SESSION, &[("cookie", &cookie)], body).await.expect(200);
        let newer = again.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        assert_ne!(cookie, newer);
        server.http.get_with(SESSION, ("cookie", &cookie)).await.problem(401);
        server.http.get_with(SESSION, ("cookie", &newer)).await.expect(200);
        server.running.stop().await;
    }

    async fn a_session_ends_when_it_is_idle_and_in_any_case_after_half_a_day(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let (busy, idle) = (server.operator().await, server.operator().await);
        for minute in (0..12 * 60).step_by(20) {
            server.clock.set(NOW + 60 * minute);
            busy.get(SESSION).await.expect(200);
        }
        idle.get(SESSION).await.problem(401);
        server.clock.set(NOW + 12 * 60 * 60);
        busy.get(SESSION).await.problem(401);
        server.running.stop().await;
    }

    async fn whoever_makes_new_passwords_ends_every_session(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let operator = server.operator().await;
        sql::run(&server.db, "delete from admin_accounts").await;
        operator.get(SESSION).await.expect(200);
        first_passwords(&scratch).await;
        operator.get(SESSION).await.problem(401);
        server.running.stop().await;
    }

    async fn those_who_look_do_not_end_the_sessions_of_those_who_change(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let operator = server.operator().await;
        for i in 0..300 {
            let insert = format!("insert into admin_sessions (token_digest, account, began_at, seen_at) values ('{i:064}', 'viewer', {0}, {0})", NOW + 1);
            sql::run(&server.db, &insert).await;
        }
        server.clock.set(NOW + 2);
        server.as_(Role::Viewer).await;
        operator.get(SESSION).await.expect(200);
        server.running.stop().await;
    }

    async fn a_page_of_another_site_changes_nothing(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let operator = server.operator().await;
        let body = json!({"name": "x", "healthUrl": "http://127.0.0.1:1/"});
        let cookie = ("cookie", operator.cookie.as_str());
        let post = async |headers: &[(&str, &str)]| {
            let headers: Vec<_> = headers.iter().copied().chain([cookie]).collect();
            request(&server.http, Method::POST, INSTANCES, &headers, body.clone()).await
        };
        post(&[]).await.problem(403);
        post(&[CHANGE, ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")]).await.problem(403);
        post(&[CHANGE, ("origin", "https://evil.example")]).await.problem(403);
        post(&[CHANGE, ("sec-fetch-site", "same-origin")]).await.expect(201);
        let planted = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
        let body = json!({"username": "viewer", "password": server.passwords.of(Role::Viewer)});
        request(&server.http, Method::POST, SESSION, &planted, body).await.problem(403);
        server.running.stop().await;
    }

    async fn a_program_shows_the_password_of_an_account(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let instance = Instance::start(&scratch).await;
        let basic = |role: Role, password: &str| {
            let request = server.http.request(Method::POST, INSTANCES);
            request.basic_auth(role.as_str(), Some(password)).json(&instance.registration("orders"))
        };
        let right = server.passwords.of(Role::Operator);
        // It does so with each request, which is no attempt to guess.
        for _ in 0..10 {
            Reply::of(basic(Role::Operator, right)).await.expect(201);
        }
        Reply::of(basic(Role::Viewer, server.passwords.of(Role::Viewer))).await.problem(403);
        for _ in 0..5 {
            Reply::of(basic(Role::Operator, "rosebud")).await.problem(401);
        }
        Reply::of(basic(Role::Operator, "rosebud")).await.problem(429);
        // The program that knows it goes on.
        Reply::of(basic(Role::Operator, right)).await.expect(201);
        server.running.stop().await;
    }

    async fn a_token_opens_nothing_where_there_is_none(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let operator = server.operator().await;
        for shown in ["Bearer ", "Bearer rosebud", "Basic b3BlcmF0b3ItdG9rZW46"] {
            let headers = [("authorization", shown), ("cookie", operator.cookie.as_str())];
            let reply = request(&server.http, Method::GET, INSTANCES, &headers, json!({})).await;
            reply.problem(401);
            assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer"));
        }
        server.running.stop().await;
    }
}
