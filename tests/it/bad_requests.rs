//! Requests that fail whatever their fields contain: bad bodies, paths, methods and lists.

use axum::body::Bytes;
use db::testing::Scratch;
use http_body_util::{BodyExt, Full};
use reqwest::Method;
use serde_json::json;

use crate::bad_input::{OWNER, OWNERS, send, state, writes};
use crate::harness::Clinic;
use crate::http::Reply;
use crate::owners::owner;
use crate::shared::reading;

reading! {
    async fn bodies_that_are_not_json(clinic: Shared) {
        for (method, path, good) in writes() {
            for kind in [
                None,
                Some("text/plain"),
                Some("application/x-www-form-urlencoded"),
                Some("application/xml"),
                Some(""),
            ] {
                clinic.send(method.clone(), path, kind, good.to_string()).await.problem(415);
            }
            let truncated = good.to_string();
            let truncated = &truncated.as_bytes()[..truncated.len() - 1];
            let deep = "[".repeat(60_000);
            let bodies: [(&[u8], &str); 9] = [
                (b"", "malformed JSON at line 1 column 0"),
                (b"{", "malformed JSON at line 1 column 1"),
                (b"{\"name\": }", "malformed JSON at line 1 column 10"),
                (b"{}\n{}", "malformed JSON at line 2 column 1"),
                (truncated, "malformed JSON at line 1 column "),
                (
                    b"{\"firstName\": \"\\ud800\", \"name\": \"\\ud800\", \"description\": \"\\ud800\"}",
                    "malformed JSON at line 1 ",
                ),
                (
                    b"{\"firstName\": \"\xff\", \"name\": \"\xff\", \"description\": \"\xff\"}",
                    "malformed JSON at line 1 ",
                ),
                (b"\xef\xbb\xbf{}", "malformed JSON at line 1 column 1"),
                (deep.as_bytes(), ""),
            ];
            for (body, start) in bodies {
                let problem =
                    clinic.send(method.clone(), path, Some("application/json"), body).await.problem(400);
                let detail = problem["detail"].as_str().unwrap();
                assert!(detail.starts_with(start), "{method} {path}: {detail}");
            }
            for body in ["null", "7", "\"x\"", "[[]]", "true"] {
                clinic.send(method.clone(), path, Some("application/json"), body).await.problem(400);
            }
        }
    }

    async fn ids_in_paths_that_are_none(clinic: Shared) {
        for bad in [
            "0",
            "-1",
            "x",
            "1.0",
            "1e1",
            "+1",
            "2147483648",
            "99999999999999999999",
            "%20",
            "1%00",
            "%C3%A9",
            "1%2F2",
        ] {
            for (method, template, field) in [
                (Method::GET, "/api/customers/owners/{}", "ownerId"),
                (Method::PUT, "/api/customers/owners/{}", "ownerId"),
                (Method::DELETE, "/api/customers/owners/{}", "ownerId"),
                (Method::GET, "/api/gateway/owners/{}", "ownerId"),
                (Method::POST, "/api/customers/owners/{}/pets", "ownerId"),
                (Method::GET, "/api/customers/owners/1/pets/{}", "petId"),
                (Method::PUT, "/api/customers/owners/1/pets/{}", "petId"),
                (Method::DELETE, "/api/customers/owners/1/pets/{}", "petId"),
                (Method::GET, "/api/visits/owners/{}/pets/7/visits", "ownerId"),
                (Method::POST, "/api/visits/owners/6/pets/{}/visits", "petId"),
                (Method::GET, "/api/visits/owners/6/pets/7/visits/{}", "visitId"),
                (Method::PUT, "/api/visits/owners/6/pets/7/visits/{}", "visitId"),
                (Method::DELETE, "/api/visits/owners/6/pets/7/visits/{}", "visitId"),
                (Method::GET, "/api/visits/appointments/{}", "appointmentId"),
                (Method::PUT, "/api/visits/appointments/{}/status", "appointmentId"),
                (Method::GET, "/api/visits/appointments/{}/history", "appointmentId"),
            ] {
                let path = template.replace("{}", bad);
                let broken = send(clinic, &method, &path, &json!({})).await.broken(400);
                assert_eq!(broken[0].0, field, "{method} {path}");
            }
        }
        let both = clinic.get("/api/customers/owners/x/pets/0").await.broken(400);
        assert_eq!(both.len(), 2);
        clinic.get("/api/customers/owners/%FF").await.problem(400);
    }

    async fn lists_of_pets_that_are_none(clinic: Shared) {
        let long = vec!["1"; 257].join(",");
        for (query, rule) in [
            ("", "must be given, as in petId=1,2"),
            ("?", "must be given, as in petId=1,2"),
            ("?petId=x", "must be a whole number from 1 to 2147483647"),
            ("?petId=1,0", "must be a whole number from 1 to 2147483647"),
            ("?petId=-1", "must be a whole number from 1 to 2147483647"),
            ("?petId=2147483648", "must be a whole number from 1 to 2147483647"),
            (&format!("?petId={long}"), "must list at most 256 pets"),
        ] {
            let broken = clinic.get(&format!("/api/visits/pets/visits{query}")).await.broken(400);
            assert_eq!(broken, [("petId".to_owned(), rule.to_owned())], "{query}");
        }
        let most = vec!["7"; 256].join(",");
        let list = clinic.get(&format!("/api/visits/pets/visits?petId={most}")).await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
    }

    async fn paths_and_methods_that_are_none(clinic: Shared) {
        for path in [
            "/nothing",
            "/api",
            "/api/customers",
            "/api/customers/owners/",
            "/api/customers/owners/1/",
            "/api//vets",
        ] {
            assert_eq!(clinic.get(path).await.problem(404)["path"], path);
        }
        for (method, path, allowed) in [
            (Method::PATCH, OWNER, vec!["DELETE", "GET", "HEAD", "PUT"]),
            (Method::DELETE, OWNERS, vec!["GET", "HEAD", "POST"]),
            (Method::POST, "/api/vets/vets", vec!["GET", "HEAD"]),
        ] {
            let reply = clinic.send(method, path, None, "").await;
            reply.problem(405);
            let mut allow: Vec<_> = reply.header("allow").unwrap().split(',').map(str::trim).collect();
            allow.sort_unstable();
            assert_eq!(allow, allowed, "{path}");
        }
        for path in ["/api/vet/vets", OWNERS, "/actuator/env", "/actuator", "/metrics", "/health"] {
            let reply = clinic.send(Method::OPTIONS, path, None, "").await.expect(204);
            assert!(reply.header("allow").unwrap().contains("GET"), "{path}");
        }
        clinic.send(Method::OPTIONS, "/nothing", None, "").await.problem(404);
    }

    async fn routes_for_peers_are_not_at_the_front_door(clinic: Shared) {
        for route in
            contract::routes::ALL.iter().filter(|it| it.audience == contract::route::Audience::Peers)
        {
            let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
            for path in route.paths() {
                clinic.send(method.clone(), &path.replace("{petId}", "7"), None, "").await.problem(404);
            }
        }
    }
}

db::on_both! {
    async fn bodies_that_are_too_large(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = state(&scratch.db).await;
        const MOST: usize = 64 * 1024;
        for (method, path, good) in writes() {
            let good = good.to_string();
            let large = format!("{good}{}", " ".repeat(MOST + 1 - good.len()));
            let told =
                clinic.send(method.clone(), path, Some("application/json"), large.clone()).await.problem(413);
            assert_eq!(told["detail"], "the body must have at most 65536 bytes");
            // Also without a `Content-Length`.
            let chunks = reqwest::Body::wrap(Full::new(Bytes::from(large)).map_frame(|frame| frame));
            let request =
                clinic.request(method, path).header("content-type", "application/json").body(chunks);
            Reply::of(request).await.problem(413);
        }
        assert_eq!(state(&scratch.db).await, before);
        let good = owner("Padded").to_string();
        let largest = format!("{good}{}", " ".repeat(MOST - good.len()));
        clinic.send(Method::POST, OWNERS, Some("application/json"), largest).await.expect(201);
    }
}
