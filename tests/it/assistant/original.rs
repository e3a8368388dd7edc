//! Clients of the original and of its Python port work unchanged.

use db::testing::Scratch;
use reqwest::Method;
use serde_json::json;

use super::{ASK, text};
use crate::harness::Clinic;
use crate::http::Reply;

const CHAT: &str = "/api/genai/chatclient";

/// Sends a text, with the cookie of an earlier reply.
async fn chat(clinic: &Clinic, cookie: Option<&str>, body: &str) -> Reply {
    let request =
        clinic.request(Method::POST, CHAT).header("content-type", "application/json").body(body.to_owned());
    Reply::of(match cookie {
        Some(cookie) => request.header("cookie", cookie),
        None => request,
    })
    .await
}

db::on_both! {
    async fn a_text_is_answered_by_a_text_whether_it_is_quoted_or_not(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (kind, body) in [
            (Some("application/json"), "\"Who owns Leo?\""),
            (Some("text/plain"), "Who owns Leo?"),
            (None, "Who owns Leo?"),
        ] {
            let reply = clinic.send(Method::POST, CHAT, kind, body).await.expect(200);
            assert_eq!(reply.header("content-type"), Some("text/plain;charset=UTF-8"));
            assert!(reply.text.contains("George Franklin"), "{}", reply.text);
        }
    }

    async fn a_browser_continues_its_own_conversation_and_may_confirm_in_it(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let first = chat(&clinic, None, "\"Book a visit for Leo on 2026-06-01: rabies shot\"").await.expect(200);
        let cookie = first.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap();
        let stranger = chat(&clinic, None, "\"yes\"").await.expect(200);
        assert!(!stranger.text.starts_with("Done"), "{}", stranger.text);
        let done = chat(&clinic, Some(cookie), "\"yes\"").await.expect(200);
        assert!(done.text.starts_with("Done."), "{}", done.text);
        let unknown = format!("petclinic-conversation={}", "0".repeat(32));
        let begun = chat(&clinic, Some(&unknown), "\"Who owns Leo?\"").await.expect(200);
        assert!(!begun.header("set-cookie").unwrap().contains(&unknown));
    }

    async fn the_names_of_the_python_port_are_taken_and_given(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let first = clinic.post(ASK, json!({ "message": "Who owns Leo?" })).await.expect(200).json();
        assert_eq!(first["question"], "Who owns Leo?");
        for (name, namesake) in [("dataSource", "data_source"), ("questionType", "question_type")] {
            assert!(first[name].is_string());
            assert_eq!(first[name], first[namesake]);
        }
        assert_eq!((text(&first["data_source"]), text(&first["question_type"])), ("clinic_services", "DATABASE_QUERY"));
        assert_eq!(first["toolCalls"][0], json!({ "name": "find_pets", "succeeded": true }));
        let id = &first["conversationId"];
        let next = clinic.post(ASK, json!({ "question": "Hello", "conversation_id": id })).await.expect(200).json();
        assert_eq!(&next["conversationId"], id);
        assert_eq!(next["questionType"], "GENERAL_ADVICE");
    }

    async fn the_assistant_says_which_model_it_thinks_with(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let health = clinic.get("/api/genai/health").await.expect(200).json();
        assert_eq!((&health["status"], &health["service"]), (&json!("UP"), &json!("genai")));
        assert_eq!(health["provider"], "offline");
    }
}
