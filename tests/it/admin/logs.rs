//! The log of an instance, as it is followed.

use db::testing::Scratch;
use serde_json::{Value, json};

use super::{AdminServer, Instance};

fn piece(piece: &Value) -> (i64, i64, &str, bool) {
    let number = |name: &str| piece[name].as_i64().unwrap();
    (
        number("from"),
        number("next"),
        piece["text"].as_str().unwrap(),
        piece["isInterrupted"].as_bool().unwrap(),
    )
}

db::on_both! {
    async fn a_log_is_followed_through_rotations_and_restarts(scratch: Scratch) {
        let mut instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let operator = server.operator().await;
        let path = format!("/admin/instances/{}/log", operator.only("vets").await);
        let follow = async |from: i64| operator.json(&format!("{path}?from={from}")).await;
        assert_eq!(piece(&operator.json(&path).await), (0, 0, "", false));
        instance.log.add(b"one\n");
        assert_eq!(piece(&follow(0).await), (0, 4, "one\n", false));
        assert_eq!(piece(&follow(4).await), (4, 4, "", false));
        instance.log.add("<b>zwei</b> \u{c5bc}\n".as_bytes());
        assert_eq!(piece(&follow(4).await), (4, 20, "<b>zwei</b> \u{c5bc}\n", false));

        // The instance keeps the last half MiB.
        let line = [b"x".repeat(999), b"\n".to_vec()].concat();
        (0..1000).for_each(|_| instance.log.add(&line));
        let rotated = follow(20).await;
        let (from, next, text, is_interrupted) = piece(&rotated);
        assert!(is_interrupted && from > 20 && next > from && text.starts_with('x') && text.ends_with('\n'));
        let (mut at, mut read) = (next, text.len());
        loop {
            let more = follow(at).await;
            let (from, next, text, is_interrupted) = piece(&more);
            assert_eq!((from, is_interrupted), (at, false));
            if text.is_empty() {
                break;
            }
            (at, read) = (next, read + text.len());
        }
        assert_eq!(at, 1_000_020);
        assert!((400_000..=524_288).contains(&read), "{read} bytes");
        let end = operator.json(&path).await;
        let (from, next, text, _) = piece(&end);
        assert!(next == at && from > at - 65_536 && text.len() % 1000 == 0, "{from} to {next}");

        instance.stop().await;
        operator.get(&format!("{path}?from={at}")).await.problem(502);
        instance.start_anew().await;
        instance.log.add(b"started\n");
        assert_eq!(piece(&follow(at).await), (0, 8, "started\n", true));
        operator.get("/admin/instances/0123456789ab/log").await.problem(404);
        assert_eq!(operator.get(&format!("{path}?from=-1")).await.broken(400)[0].0, "from");
        server.running.stop().await;
    }

    async fn the_settings_of_an_instance_are_read_again(scratch: Scratch) {
        let instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let operator = server.operator().await;
        let id = operator.only("vets").await;
        let refresh = format!("/admin/instances/{id}/refresh");
        let changed = operator.http.post(&refresh, json!({})).await.expect(200).json();
        assert_eq!(changed, json!({ "changed": ["log.level"] }));
        let last = operator.json("/admin/audit").await[0].clone();
        assert_eq!((&last["action"], &last["to"]), (&json!("settingsRefreshed"), &json!("log.level")));
        server.running.stop().await;
    }
}
