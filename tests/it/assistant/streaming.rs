//! Streamed answers.

use db::testing::Scratch;
use serde_json::json;

use super::{events, stream, text};
use crate::harness::Clinic;

db::on_both! {
    async fn an_answer_arrives_in_pieces_and_as_a_whole_at_the_end(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let reply = stream(&clinic, json!({ "question": "Who owns Leo?" })).await.expect(200);
        assert_eq!(reply.header("content-type"), Some("text/event-stream"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let events = events(&reply);
        let (last, rest) = events.split_last().unwrap();
        assert_eq!(last.0, "end");
        let pieces: String = rest.iter().filter(|it| it.0 == "token").map(|it| text(&it.1["text"])).collect();
        assert_eq!(pieces, text(&last.1["answer"]));
        assert!(pieces.contains("George Franklin"), "{pieces}");
        let states: Vec<_> =
            rest.iter().filter(|it| it.0 == "tool").map(|it| (text(&it.1["name"]), text(&it.1["state"]))).collect();
        assert_eq!(states[..2], [("find_pets", "started"), ("find_pets", "finished")]);
    }

    async fn a_request_for_consent_is_an_event_of_its_own_and_can_be_given_in_a_stream(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let asked = stream(&clinic, json!({ "question": "Book a visit for Leo on 2026-06-01: rabies shot" })).await;
        let events_of_it = events(&asked);
        let confirmation = &events_of_it.iter().find(|it| it.0 == "confirmation").unwrap().1;
        let end = &events_of_it.last().unwrap().1;
        assert_eq!(&end["confirmation"], confirmation);
        let body = json!({
            "conversationId": end["conversationId"], "confirmationId": confirmation["id"], "confirmed": true,
        });
        let done = events(&stream(&clinic, body.clone()).await);
        assert!(text(&done.last().unwrap().1["answer"]).starts_with("Done."), "{done:?}");
        let again = events(&stream(&clinic, body).await);
        assert_eq!(again.last().unwrap().0, "error", "{again:?}");
    }

    async fn a_bad_request_is_refused_before_the_stream_begins(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        stream(&clinic, json!({ "question": "" })).await.problem(400);
        let unknown = json!({ "question": "Who?", "conversationId": "0".repeat(32) });
        stream(&clinic, unknown).await.problem(404);
    }
}
