//! What people are told of applications, and who keeps them from being told.

use admin::GivenTargets;
use db::testing::Scratch;
use reqwest::Method;
use serde_json::{Value, json};

use super::receiver::{NOTIFICATIONS, Receiver, open};
use super::{Instance, Person, first_passwords};
use crate::harness::{NOW, eventually};
use crate::http::Reply;
use crate::sql;

const FILTERS: &str = "/admin/notifications/filters";

/// Adds a filter.
async fn add_filter(operator: &Person, query: &str) -> Reply {
    Reply::of(operator.http.request(Method::POST, &format!("{FILTERS}?{query}"))).await
}

db::on_both! {
    async fn two_servers_tell_people_once_and_once_more_when_all_is_well(scratch: Scratch) {
        let (mut one, mut other) = (Instance::start(&scratch).await, Instance::start(&scratch).await);
        let (receiver, passwords) = (Receiver::start(204).await, first_passwords(&scratch).await);
        let (server, operator) = open(&scratch, &[&one, &other], &passwords, receiver.targets()).await;
        let (second, viewer) = open(&scratch, &[&one, &other], &passwords, receiver.targets()).await;
        let sees = async |expected: &[&str]| { operator.sees(expected).await; viewer.sees(expected).await; };
        let clocks = |seconds| { server.clock.set(NOW + seconds); second.clock.set(NOW + seconds); };
        sees(&["UP", "UP"]).await;
        one.stop().await;
        sees(&["OFFLINE", "UP"]).await;
        clocks(60);
        let told = receiver.hears(1).await.remove(0);
        assert_eq!((&told["application"], &told["status"], &told["isResolved"]), (&json!("vets"), &json!("RESTRICTED"), &json!(false)));
        assert_eq!((&told["knownInstances"], &told["failedInstances"]), (&json!(2), &json!(1)));
        assert_eq!(told["text"], "vets: 1 of its 2 instances has failed");
        assert_eq!(told["link"], "https://clinic.example/console/applications/vets");
        let instance = &told["instances"][0];
        assert_eq!((&instance["status"], &instance["since"]), (&json!("OFFLINE"), &json!("2026-05-20T12:00:00Z")));
        assert!(instance["detail"].is_string(), "{told}");
        other.stop().await;
        sees(&["OFFLINE", "OFFLINE"]).await;
        clocks(120);
        let told = receiver.hears(2).await.remove(1);
        assert_eq!((&told["text"], &told["status"]), (&json!("vets: all of its 2 instances have failed"), &json!("OFFLINE")));
        one.start_again().await;
        other.start_again().await;
        sees(&["UP", "UP"]).await;
        clocks(180);
        let told = receiver.hears(3).await.remove(2);
        assert_eq!((&told["text"], &told["status"], &told["isResolved"]), (&json!("vets is well again"), &json!("UP"), &json!(true)));
        operator.delivers("sent", 1).await;
        let all = operator.notifications().await;
        let statuses: Vec<_> = all.iter().map(|it| it["status"].as_str().unwrap()).collect();
        assert_eq!(statuses, ["UP", "OFFLINE", "RESTRICTED"]);
        assert_eq!(viewer.json(NOTIFICATIONS).await["targets"], json!(["webhook"]));
        let last = all[1]["id"].as_i64().unwrap();
        let page = viewer.json(&format!("{NOTIFICATIONS}?size=5&after={last}")).await;
        assert_eq!(page["notifications"].as_array().unwrap()[..], all[2..]);
        assert_eq!(receiver.messages("/hush").await.len(), 3);
        server.running.stop().await;
        second.running.stop().await;
    }

    async fn a_redeploy_and_a_flap_tell_nobody(scratch: Scratch) {
        let (mut flapping, mut old) = (Instance::start(&scratch).await, Instance::start(&scratch).await);
        let (receiver, passwords) = (Receiver::start(204).await, first_passwords(&scratch).await);
        let (server, operator) = open(&scratch, &[&flapping], &passwords, receiver.targets()).await;
        let register = async |body: Value| {
            let id = operator.http.post("/admin/instances", body).await.expect(201).json()["id"].clone();
            id.as_str().unwrap().to_owned()
        };
        // Something that fails indeed shows that there was a look.
        register(json!({"name": "canary", "healthUrl": "http://127.0.0.1:1/health"})).await;
        let leaving = register(old.registration("orders")).await;
        operator.becomes(&leaving, "UP").await;
        operator.sees(&["UP"]).await;
        flapping.stop().await;
        old.stop().await;
        operator.sees(&["OFFLINE"]).await;
        operator.becomes(&leaving, "OFFLINE").await;
        server.clock.set(NOW + 30);
        flapping.start_again().await;
        let new = Instance::start(&scratch).await;
        let come = register(new.registration("orders")).await;
        operator.becomes(&come, "UP").await;
        operator.http.delete(&format!("/admin/instances/{leaving}")).await.expect(204);
        operator.sees(&["UP"]).await;
        server.clock.set(NOW + 100);
        let told = receiver.hears(1).await.remove(0);
        assert_eq!((&told["application"], &told["text"]), (&json!("canary"), &json!("canary: its only instance has failed")));
        // One that leaves in good order tells nobody, even as the last one.
        operator.http.delete(&format!("/admin/instances/{come}")).await.expect(204);
        let is_watched = "select count(*) from admin_watched_applications where application = 'orders'";
        eventually("it is forgotten", async || sql::number(&server.db, is_watched).await == 0).await;
        let all = operator.notifications().await;
        assert!(all.iter().all(|it| it["application"] == "canary"), "{all:?}");
        server.running.stop().await;
    }

    async fn a_restart_neither_repeats_nor_forgets(scratch: Scratch) {
        let mut instance = Instance::start(&scratch).await;
        let (receiver, passwords) = (Receiver::start(204).await, first_passwords(&scratch).await);
        let (server, operator) = open(&scratch, &[&instance], &passwords, receiver.targets()).await;
        operator.sees(&["UP"]).await;
        instance.stop().await;
        operator.sees(&["OFFLINE"]).await;
        server.clock.set(NOW + 60);
        receiver.hears(1).await;
        operator.delivers("sent", 1).await;
        server.running.stop().await;
        let (server, operator) = open(&scratch, &[&instance], &passwords, receiver.targets()).await;
        operator.sees(&["OFFLINE"]).await;
        server.clock.set(NOW + 200);
        instance.start_again().await;
        operator.sees(&["UP"]).await;
        server.clock.set(NOW + 300);
        let told = receiver.hears(2).await;
        assert_eq!((&told[0]["status"], &told[1]["status"]), (&json!("OFFLINE"), &json!("UP")));
        server.running.stop().await;
    }

    async fn a_filter_suppresses_and_what_outlasts_it_is_told(scratch: Scratch) {
        let mut instance = Instance::start(&scratch).await;
        let (receiver, passwords) = (Receiver::start(204).await, first_passwords(&scratch).await);
        let (server, operator) = open(&scratch, &[&instance], &passwords, receiver.targets()).await;
        operator.sees(&["UP"]).await;
        let id = operator.only("vets").await;
        let filter = add_filter(&operator, &format!("instanceId={id}&ttl=600000")).await.expect(200).json();
        let name = filter["id"].as_str().unwrap().to_owned();
        let expected = json!({"id": name, "instanceId": id, "expiry": "2026-05-20T12:10:00Z", "expired": false});
        assert_eq!(filter, expected);
        assert_eq!(operator.json(FILTERS).await, json!([expected]));
        instance.stop().await;
        operator.sees(&["OFFLINE"]).await;
        server.clock.set(NOW + 60);
        let delivery = operator.delivers("suppressed", 0).await;
        assert_eq!(delivery["reason"], name.as_str());
        assert!(receiver.messages("/hush").await.is_empty());
        let place = format!("{FILTERS}/{name}");
        operator.http.delete(&place).await.expect(200);
        operator.http.delete(&place).await.problem(404);
        receiver.hears(1).await;
        let audit = operator.json("/admin/audit").await;
        for (entry, action) in [(&audit[0], "filterRemoved"), (&audit[1], "filterAdded")] {
            assert_eq!((&entry["action"], &entry["target"]), (&json!(action), &json!(format!("{name} {id}"))));
        }
        // One for the application suppresses the end as well, until it has ended itself.
        let filter = add_filter(&operator, "applicationName=vets&ttl=300000").await.expect(200).json();
        assert_eq!((&filter["applicationName"], &filter["instanceId"]), (&json!("vets"), &Value::Null));
        instance.start_again().await;
        operator.sees(&["UP"]).await;
        server.clock.set(NOW + 130);
        operator.delivers("suppressed", 0).await;
        server.clock.set(NOW + 361);
        receiver.hears(2).await;
        assert_eq!(operator.json(FILTERS).await, json!([]));
        server.running.stop().await;
    }

    async fn a_filter_that_breaks_a_rule_is_refused_and_so_is_one_too_many(scratch: Scratch) {
        let passwords = first_passwords(&scratch).await;
        let (server, operator) = open(&scratch, &[], &passwords, GivenTargets::default()).await;
        for (query, field) in [
            ("", "instanceId"),
            ("instanceId=1337", "instanceId"),
            ("applicationName=vets&ttl=never", "ttl"),
            ("applicationName=vets&days=1", "days"),
        ] {
            assert_eq!(add_filter(&operator, query).await.broken(400)[0].0, field, "{query}");
        }
        for _ in 0..100 {
            add_filter(&operator, "applicationName=vets&ttl=-1").await.expect(200);
        }
        add_filter(&operator, "applicationName=vets").await.problem(409);
        let filters = operator.json(FILTERS).await;
        assert_eq!((filters.as_array().unwrap().len(), &filters[0]["expiry"]), (100, &Value::Null));
        operator.http.delete(&format!("{FILTERS}/nothing")).await.problem(404);
        assert_eq!(operator.json(NOTIFICATIONS).await, json!({"targets": [], "notifications": []}));
        server.running.stop().await;
    }

    async fn a_message_is_sent_again_after_the_receivers_failure_and_given_up_after_an_hour(scratch: Scratch) {
        let mut instance = Instance::start(&scratch).await;
        let (receiver, passwords) = (Receiver::start(500).await, first_passwords(&scratch).await);
        let (server, operator) = open(&scratch, &[&instance], &passwords, receiver.targets()).await;
        operator.sees(&["UP"]).await;
        instance.stop().await;
        operator.sees(&["OFFLINE"]).await;
        server.clock.set(NOW + 60);
        assert_eq!(operator.delivers("waiting", 1).await["reason"], "status 500");
        assert_eq!(receiver.messages("/hush").await.len(), 1);
        server.clock.set(NOW + 75);
        assert_eq!(operator.delivers("sent", 2).await["reason"], Value::Null);
        let told = receiver.messages("/hush").await;
        assert_eq!((told.len(), &told[0]), (2, &told[1]));
        instance.start_again().await;
        operator.sees(&["UP"]).await;
        // Nobody is there any more.
        drop(receiver);
        server.clock.set(NOW + 200);
        operator.delivers("waiting", 1).await;
        server.clock.set(NOW + 200 + 3_590);
        // The session ended by itself.
        let operator = server.operator().await;
        let delivery = operator.delivers("failed", 2).await;
        let reason = delivery["reason"].as_str().unwrap();
        assert!(reason.starts_with("no answer") && !reason.contains("hush"), "{reason}");
        server.running.stop().await;
    }

    async fn slack_gets_a_message_of_its_own_in_which_nobody_is_called(scratch: Scratch) {
        let (receiver, passwords) = (Receiver::start(204).await, first_passwords(&scratch).await);
        let targets = GivenTargets::read(None, Some(&receiver.address("/slack-hush"))).unwrap();
        let (server, operator) = open(&scratch, &[], &passwords, targets).await;
        let body = json!({"name": "<!channel> & orders", "healthUrl": "http://127.0.0.1:1/health"});
        let id = operator.http.post("/admin/instances", body).await.expect(201).json()["id"].clone();
        operator.becomes(id.as_str().unwrap(), "OFFLINE").await;
        server.clock.set(NOW + 60);
        operator.delivers("sent", 1).await;
        let message = receiver.messages("/slack-hush").await.remove(0);
        assert_eq!(message["text"], "&lt;!channel&gt; &amp; orders: its only instance has failed");
        let blocks = &message["attachments"][0]["blocks"];
        let section = blocks[0]["text"]["text"].as_str().unwrap();
        assert!(section.contains("OFFLINE since 2026-05-20T12:00:00Z") && !section.contains('<'), "{section}");
        let link = "<https://clinic.example/console/applications/%3C!channel%3E%20&amp;%20orders|Open the console>";
        assert_eq!(blocks[1]["text"]["text"], link);
        server.running.stop().await;
    }
}
