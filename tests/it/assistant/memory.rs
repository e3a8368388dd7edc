//! The assistant remembers a conversation for the configured time and only for its own person.

use db::testing::Scratch;
use reqwest::Method;
use serde_json::json;

use super::{Person, text};
use crate::harness::{Clinic, NOW};
use crate::sql::rows;

const DAY: i64 = 24 * 60 * 60;

db::on_both! {
    async fn a_question_may_refer_to_the_one_before(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut person = Person::new(&clinic);
        assert!(text(&person.say("Who owns Basil?").await["answer"]).contains("Betty Davis"));
        let answer = person.say("What is her telephone number?").await;
        assert!(text(&answer["answer"]).contains("6085551749"), "{answer}");
    }

    async fn two_conversations_at_the_same_time_are_never_mixed(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let (mut one, mut other) = (Person::new(&clinic), Person::new(&clinic));
        tokio::join!(one.say("Who owns Basil?"), other.say("Who owns Leo?"));
        let (one_told, other_told) =
            tokio::join!(one.say("What is her telephone number?"), other.say("What is his telephone number?"));
        assert!(text(&one_told["answer"]).contains("6085551749"), "{one_told}");
        assert!(text(&other_told["answer"]).contains("6085551023"), "{other_told}");
        assert_ne!(one.conversation, other.conversation);
        let shown = clinic.get(&one.path()).await.expect(200);
        assert!(shown.text.contains("Basil") && !shown.text.contains("Leo"), "{}", shown.text);
    }

    async fn a_conversation_is_shown_to_whoever_has_its_id_and_forgotten_on_request(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut person = Person::new(&clinic);
        person.say("Who owns Leo?").await;
        let shown = clinic.get(&person.path()).await.expect(200).json();
        assert_eq!(shown["messages"][0]["role"], "user");
        assert_eq!(shown["messages"][0]["text"], "Who owns Leo?");
        assert_eq!(shown["messages"][1]["role"], "assistant");
        assert_eq!(shown["expiresAt"], "2026-06-19T12:00:00Z");
        clinic.delete(&person.path()).await.expect(204);
        clinic.get(&person.path()).await.problem(404);
        clinic.delete(&person.path()).await.problem(404);
        for table in ["conversations", "conversation_messages", "confirmations"] {
            assert_eq!(rows(&scratch.db, table).await, 0, "{table}");
        }
        person.send(json!({ "question": "and its visits?" })).await.problem(404);
    }

    async fn the_last_twenty_messages_are_remembered(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut person = Person::new(&clinic);
        for number in 0..12 {
            person.say(&format!("Hello, this is message {number}")).await;
        }
        let shown = clinic.get(&person.path()).await.json();
        let messages = shown["messages"].as_array().unwrap();
        assert_eq!(messages.len(), 20);
        assert_eq!(messages[0]["text"], "Hello, this is message 2");
        assert_eq!(rows(&scratch.db, "conversation_messages").await, 20);
    }

    async fn a_conversation_is_forgotten_after_thirty_days(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut person = Person::new(&clinic);
        person.say("Who owns Leo?").await;
        clinic.clock.set(NOW + 30 * DAY);
        clinic.get(&person.path()).await.expect(200);
        clinic.clock.set(NOW + 30 * DAY + 1);
        clinic.get(&person.path()).await.problem(404);
        person.send(json!({ "question": "Who owns Leo?" })).await.problem(404);
    }

    async fn an_id_that_is_none_is_refused_without_a_look_into_the_database(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for id in ["1", "x", "' or 1=1 --", "000102030405060708090A0B0C0D0E0F"] {
            let path = format!("{}/conversations/{}", super::ASK, id.replace(' ', "%20"));
            let broken = clinic.send(Method::GET, &path, None, "").await.broken(400);
            assert_eq!(broken[0].0, "conversationId", "{id}");
        }
    }
}
