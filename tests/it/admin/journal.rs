//! The journal, page by page and while it grows.

use db::testing::Scratch;
use reqwest::Method;
use serde_json::Value;

use super::{AdminServer, Instance};

const EVENTS: &str = "/admin/instances/events";

fn ids(page: &Value) -> Vec<i64> {
    page.as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect()
}

db::on_both! {
    async fn a_journal_is_read_page_by_page(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let (operator, instance) = (server.operator().await, Instance::start(&scratch).await);
        for number in 0..7 {
            let body = instance.registration(&format!("app{number}"));
            operator.http.post("/admin/instances", body).await.expect(201);
        }
        for (journal, most) in [(EVENTS, 7), ("/admin/audit", 8)] {
            let all = ids(&operator.json(&format!("{journal}?size=100")).await);
            assert!(all.len() >= most && all.is_sorted_by(|a, b| a > b), "{all:?}");
            let later = format!("{journal}?size=3&after={}", all[1]);
            assert_eq!(ids(&operator.json(&later).await), all[2..5]);
            assert_eq!(operator.get(&format!("{journal}?size=0")).await.broken(400)[0].0, "size");
        }
        server.running.stop().await;
    }

    async fn what_happens_is_heard_while_it_happens(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let (operator, instance) = (server.operator().await, Instance::start(&scratch).await);
        let mut stream = operator.http.request(Method::GET, &format!("{EVENTS}/stream")).send().await.unwrap();
        assert_eq!((stream.status().as_u16(), &stream.headers()["content-type"]), (200, &"text/event-stream".parse().unwrap()));
        let mut heard = String::new();
        let mut hear = async |said: &str| {
            while !heard.contains(said) {
                heard.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
            }
        };
        hear("event: alive\ndata: {}\n\n").await;
        operator.http.post("/admin/instances", instance.registration("orders")).await.expect(201);
        hear("\"type\":\"REGISTERED\"").await;
        hear("\"type\":\"STATUS_CHANGED\",\"statusInfo\":{\"status\":\"UP\"").await;
        server.running.stop().await;
    }
}
