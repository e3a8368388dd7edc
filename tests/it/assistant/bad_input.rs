//! The assistant refuses invalid questions and names the field and the rule.

use db::testing::Scratch;
use reqwest::Method;
use serde_json::json;

use super::{ASK, Person, text};
use crate::harness::Clinic;
use crate::sql::rows;

db::on_both! {
    async fn a_question_that_breaks_a_rule_is_refused_by_its_field_and_nothing_is_kept(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let id = "0".repeat(32);
        for (body, field, rule) in [
            (json!({}), "question", "must not be blank"),
            (json!({ "question": "  \n" }), "question", "must not be blank"),
            (json!({ "question": "x".repeat(4001) }), "question", "must have at most 4000 characters"),
            (
                json!({ "question": "a\u{0}b" }),
                "question",
                "must not contain control characters other than tabs and line ends",
            ),
            (json!({ "question": "x", "confirmed": true }), "confirmationId", "must be given beside confirmed"),
            (
                json!({ "conversationId": id, "confirmationId": id }),
                "confirmed",
                "must be true or false beside confirmationId",
            ),
        ] {
            let broken = clinic.post(ASK, body).await.broken(400);
            assert_eq!(broken[0], (field.to_owned(), rule.to_owned()));
        }
        let broken = clinic.post(ASK, json!({ "question": "x", "conversationId": "7" })).await.broken(400);
        assert_eq!(broken[0].0, "conversationId");
        assert_eq!(rows(&scratch.db, "conversations").await, 0);
    }

    async fn a_text_that_breaks_a_rule_is_refused_as_well(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let long = "x".repeat(4001);
        for body in ["", "  ", "\"\"", long.as_str(), "a\u{0}b"] {
            let broken = clinic.send(Method::POST, "/api/genai/chatclient", None, body).await.broken(400);
            assert_eq!(broken[0].0, "message");
        }
        clinic.send(Method::POST, "/api/genai/chatclient", None, b"\xff".to_vec()).await.problem(400);
        clinic.send(Method::POST, "/api/genai/chatclient", None, "x".repeat(70_000)).await.problem(413);
    }

    async fn a_name_that_is_too_long_is_answered_by_its_rule(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let name = format!("A{}", "b".repeat(59));
        for question in [
            format!("Add a dog named {name} for Betty Davis"),
            format!("Who owns {name}?"),
            format!("Where does {name} live?"),
            format!("{name}의 보호자는 누구인가요?"),
        ] {
            let answer = Person::new(&clinic).say(&question).await;
            assert!(text(&answer["answer"]).contains("must have at most 30 characters"), "{question}: {answer}");
        }
    }
}
