//! Those who look at an agenda hear which days change.

use db::testing::Scratch;
use reqwest::{Method, Response};
use serde_json::json;

use super::calendar::ENTRIES;
use super::{APPOINTMENTS, consultation, with};
use crate::harness::{Clinic, eventually};
use crate::http::{Http, Reply};

const EVENTS: &str = "/api/visits/agenda/events";

/// Someone who listens.
struct Listener {
    response: Response,
    heard: String,
}

impl Listener {
    async fn start(http: &Http) -> Self {
        let response = http.request(Method::GET, EVENTS).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self { response, heard: String::new() }
    }

    /// Listens until this was said, and forgets all that was heard.
    async fn hear(&mut self, said: &str) {
        while !self.heard.contains(said) {
            let piece = self.response.chunk().await.unwrap();
            let piece = piece.unwrap_or_else(|| panic!("it ends before {said}: {}", self.heard));
            self.heard.push_str(std::str::from_utf8(&piece).unwrap());
        }
        self.heard.clear();
    }

    async fn hear_of(&mut self, days: &[&str], calendar: bool) {
        let days = json!(days);
        let change = format!("event: changed\ndata: {{\"days\":{days},\"calendar\":{calendar}}}\n\n");
        self.hear(&change).await;
    }
}

db::on_both! {
    async fn a_change_is_heard_whichever_process_made_it(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let other = Clinic::open_at(&scratch.url, &scratch.db).await;
        let mut listener = Listener::start(&other).await;
        listener.hear("event: alive\ndata: {}\n\n").await;
        let of_leo = json!({"ownerId": 1, "petId": 1});
        let id = clinic.post(APPOINTMENTS, with(consultation("2026-05-21T09:30"), &of_leo)).await.expect(201).id();
        listener.hear_of(&["2026-05-21"], false).await;
        clinic.put(&format!("{APPOINTMENTS}/{id}"), json!({"start": "2026-05-22T09:30"})).await.expect(204);
        listener.hear_of(&["2026-05-21", "2026-05-22"], false).await;
        clinic.put(&format!("{APPOINTMENTS}/{id}/status"), json!({"status": "checkedIn"})).await.expect(204);
        listener.hear_of(&["2026-05-22"], false).await;
        let leave = json!({"kind": "leave", "vetId": 2, "firstDay": "2026-05-25"});
        let entry = format!("{ENTRIES}/{}", clinic.post(ENTRIES, leave.clone()).await.expect(201).id());
        listener.hear_of(&[], true).await;
        clinic.put(&entry, with(leave, &json!({"firstDay": "2026-05-26"}))).await.expect(204);
        listener.hear_of(&[], true).await;
        clinic.delete(&entry).await.expect(204);
        listener.hear_of(&[], true).await;
        clinic.delete("/api/customers/owners/1").await.expect(204);
        listener.hear_of(&["2026-05-22"], false).await;
        clinic.stop().await;
        other.stop().await;
    }

    async fn more_listeners_than_there_are_places_for_are_told_to_ask_instead(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut listeners = Vec::new();
        for _ in 0..128 {
            listeners.push(Listener::start(&clinic).await);
        }
        clinic.get(EVENTS).await.problem(503);
        clinic.get("/api/customers/owners/1").await.expect(200);
        listeners.truncate(100);
        let has_place = async || Reply::head(clinic.request(Method::GET, EVENTS)).await.status == 200;
        eventually("places are given back", has_place).await;
    }

    async fn an_agenda_that_has_not_changed_is_not_sent_again(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let path = format!("{APPOINTMENTS}?from=2026-05-21");
        let empty = clinic.get(&path).await.expect(200).etag();
        clinic.get_with(&path, ("if-none-match", &empty)).await.expect(304);
        clinic.post(APPOINTMENTS, consultation("2026-05-21T09:30")).await.expect(201);
        let full = clinic.get_with(&path, ("if-none-match", &empty)).await.expect(200);
        assert_eq!(full.json()["appointments"][0]["id"], 1);
        clinic.get_with(&path, ("if-none-match", &full.etag())).await.expect(304);
    }
}
