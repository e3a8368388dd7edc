//! Many people at many desks want the same slot.

use db::testing::Scratch;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{APPOINTMENTS, consultation, with};
use crate::harness::Clinic;
use crate::http::{Http, Reply};
use crate::sql;

/// Sends a booking until the clinic is not too busy for it.
async fn book(http: &Http, body: Value) -> Reply {
    loop {
        let reply = http.post(APPOINTMENTS, body.clone()).await;
        if reply.status != 503 {
            return reply;
        }
    }
}

db::on_both! {
    async fn two_hundred_bookings_of_one_slot_at_once_make_one_appointment(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut bookings = JoinSet::new();
        for i in 0..200 {
            let http = (*clinic).clone();
            // All of these overlap each other.
            let start = ["2026-05-21T09:00", "2026-05-21T09:10"][i % 2];
            bookings.spawn(async move { book(&http, consultation(start)).await });
        }
        let mut statuses: Vec<_> = bookings.join_all().await.iter().map(|it| it.status).collect();
        statuses.sort_unstable();
        assert_eq!((statuses[0], statuses[1], statuses[199]), (201, 409, 409));
        assert_eq!(sql::rows(&scratch.db, "appointments").await, 1);
    }

    async fn many_that_move_to_one_slot_of_a_vet_or_come_back_to_it_leave_one_there(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut changes = JoinSet::new();
        for i in 0..12_i64 {
            let start = if i % 2 == 0 { format!("2026-05-22T{:02}:00", 9 + i / 2) } else { "2026-05-21T09:00".to_owned() };
            let id = book(&clinic, consultation(&start)).await.expect(201).id();
            let path = format!("{APPOINTMENTS}/{id}");
            let change = if i % 2 == 0 {
                (path, json!({"start": "2026-05-21T09:00"}))
            } else {
                let status = format!("{path}/status");
                clinic.put(&status, json!({"status": "cancelled"})).await.expect(204);
                (status, json!({"status": "booked"}))
            };
            let http = (*clinic).clone();
            changes.spawn(async move { (http, change) });
        }
        let ready = changes.join_all().await;
        let mut changes = JoinSet::new();
        for (http, (path, body)) in ready {
            changes.spawn(async move { http.put(&path, body).await.status });
        }
        let mut statuses = changes.join_all().await;
        statuses.sort_unstable();
        assert_eq!((statuses[0], statuses[1], statuses[11]), (204, 409, 409), "{statuses:?}");
    }

    async fn bookings_of_different_vets_at_once_do_not_disturb_each_other(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for vet in 7..=40 {
            sql::run(&scratch.db, &format!("insert into vets (id, first_name, last_name) values ({vet}, 'x', 'x')")).await;
        }
        let mut bookings = JoinSet::new();
        for vet in 1..=40 {
            let http = (*clinic).clone();
            let body = with(consultation("2026-05-21T09:00"), &json!({"vetId": vet}));
            bookings.spawn(async move { book(&http, body).await.status });
        }
        assert!(bookings.join_all().await.iter().all(|it| *it == 201));
    }
}
