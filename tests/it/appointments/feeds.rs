//! Feeds of vets' appointments, as two independent parsers read them.

use std::process::Stdio;

use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty};
use db::testing::Scratch;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use xtask::prerequisites;
use xtask::workspace::root;

use super::calendar::open_always;
use super::{APPOINTMENTS, consultation, with};
use crate::harness::{Clinic, NOW};
use crate::sql;

const FEED: &str = "/api/visits/vets/2/feed";
const DAY: i64 = 24 * 60 * 60;

/// Makes the feed of vet 2 and returns its path.
async fn made(clinic: &Clinic) -> String {
    let made = clinic.post(FEED, json!({})).await.expect(201).json();
    made["path"].as_str().unwrap().to_owned()
}

/// The events of a feed, on which two parsers agree.
async fn events(clinic: &Clinic, path: &str) -> Vec<Value> {
    let feed = clinic.get(path).await.expect(200);
    assert_eq!(feed.header("content-type"), Some("text/calendar;charset=UTF-8"));
    let events = read_by_calcard(&feed.text);
    assert_eq!(events, read_by_icalendar(&feed.text).await);
    events
}

/// The events of a calendar, as the crate `calcard` reads them.
fn read_by_calcard(text: &str) -> Vec<Value> {
    use ICalendarProperty::{Dtend, Dtstart, LastModified, Sequence, Status, Summary, Uid};
    let calendar = ICalendar::parse(text).unwrap();
    let of = |event: &ICalendarComponent, name| event.property(&name).unwrap().values[0].clone();
    let text = |event: &ICalendarComponent, name| of(event, name).as_text().unwrap().to_owned();
    let instant = |event: &ICalendarComponent, name| {
        let value = of(event, name);
        let time = value.as_partial_date_time().unwrap();
        assert_eq!((time.tz_hour, time.tz_minute), (Some(0), Some(0)));
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            time.year.unwrap(),
            time.month.unwrap(),
            time.day.unwrap(),
            time.hour.unwrap(),
            time.minute.unwrap(),
            time.second.unwrap()
        )
    };
    let events = calendar.components.iter().filter(|it| it.component_type == ICalendarComponentType::VEvent);
    let event = |it| {
        json!({
            "uid": text(it, Uid), "sequence": of(it, Sequence).as_integer(), "start": instant(it, Dtstart), "end": instant(it, Dtend),
            "modified": instant(it, LastModified), "summary": text(it, Summary), "status": text(it, Status),
        })
    };
    events.map(event).collect()
}

/// The events of a calendar, as the Python package `icalendar` reads them.
async fn read_by_icalendar(text: &str) -> Vec<Value> {
    let program = prerequisites::icalendar_program().unwrap();
    let mut python = Command::new(program.with_file_name("python3"))
        .arg(root().join("tests/icalendar/events.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(text.as_bytes()).await.unwrap();
    let output = python.wait_with_output().await.unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

db::on_both! {
    async fn a_feed_shows_what_became_of_each_appointment(scratch: Scratch) {
        let clinic = Clinic::open_in(&scratch, "America/New_York").await;
        open_always(&clinic).await;
        clinic.clock.set(NOW + 290 * DAY);
        let feed = made(&clinic).await;
        assert!(events(&clinic, &feed).await.is_empty());
        // Over the beginning of daylight saving.
        clinic.post(APPOINTMENTS, with(consultation("2027-03-14T01:50"), &json!({"ownerId": 6, "petId": 7}))).await.expect(201);
        clinic.post(APPOINTMENTS, with(consultation("2027-03-15T09:00"), &json!({"typeId": 4, "reason": "secret"}))).await.expect(201);
        clinic.post(APPOINTMENTS, with(consultation("2027-03-15T09:00"), &json!({"vetId": 3}))).await.expect(201);
        let event = |uid: &str, sequence, start: &str, end: &str, modified: &str, summary: &str, status: &str| json!({
            "uid": uid, "sequence": sequence, "start": start, "end": end, "modified": modified, "summary": summary, "status": status,
        });
        let first = event("1-1804334400@petclinic", 0, "2027-03-14T06:50:00Z", "2027-03-14T07:10:00Z", "2027-03-06T12:00:00Z",
            "consultation (pet 7)", "CONFIRMED");
        let second = event("2-1804334400@petclinic", 0, "2027-03-15T13:00:00Z", "2027-03-15T13:40:00Z", "2027-03-06T12:00:00Z",
            "dental", "CONFIRMED");
        assert_eq!(events(&clinic, &feed).await, [first, second.clone()]);
        clinic.clock.set(NOW + 290 * DAY + 60);
        clinic.put(&format!("{APPOINTMENTS}/1"), json!({"start": "2027-03-14T03:00"})).await.expect(204);
        clinic.put(&format!("{APPOINTMENTS}/1/status"), json!({"status": "cancelled"})).await.expect(204);
        let name = "teeth; check, äöü \\ 강아지 🐶 and whatever else there is to be said of it";
        sql::run(&scratch.db, &format!("update appointment_types set name = '{}' where id = 4", name.replace('\\', "/"))).await;
        let changed = event("1-1804334400@petclinic", 2, "2027-03-14T07:00:00Z", "2027-03-14T07:20:00Z", "2027-03-06T12:01:00Z",
            "consultation (pet 7)", "CANCELLED");
        assert_eq!(events(&clinic, &feed).await, [changed, with(second, &json!({"summary": name.replace('\\', "/")}))]);
        let text = clinic.get(&feed).await.expect(200).text;
        assert!(!text.contains("secret") && !text.contains("Samantha"), "{text}");
        for line in ["REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M"] {
            assert!(text.contains(line), "{text}");
        }
    }

    async fn a_feed_is_sent_again_only_after_a_change_and_goes_from_a_month_back_to_half_a_year_ahead(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let feed = made(&clinic).await;
        for start in ["2026-05-21T09:00", "2026-11-16T09:00", "2026-11-17T09:00"] {
            clinic.post(APPOINTMENTS, consultation(start)).await.expect(201);
        }
        let tag = clinic.get(&feed).await.expect(200).etag();
        clinic.get_with(&feed, ("if-none-match", &tag)).await.expect(304);
        assert_eq!(events(&clinic, &feed).await.len(), 2);
        clinic.put(&format!("{APPOINTMENTS}/1"), json!({"reason": "x"})).await.expect(204);
        clinic.get_with(&feed, ("if-none-match", &tag)).await.expect(200);
        clinic.clock.set(NOW + 32 * DAY);
        assert_eq!(events(&clinic, &feed).await.len(), 2);
    }

    async fn only_who_has_the_address_reads_a_feed_until_it_is_revoked_or_replaced(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.delete(FEED).await.problem(404);
        clinic.post("/api/visits/vets/7/feed", json!({})).await.problem(404);
        let first = made(&clinic).await;
        let token = first.rsplit('/').next().unwrap();
        assert_eq!(token.len(), 32);
        let kept = sql::number(&scratch.db, &format!("select count(*) from calendar_feeds where token_digest like '%{token}%'")).await;
        assert_eq!((kept, sql::rows(&scratch.db, "calendar_feeds").await), (0, 1));
        let second = made(&clinic).await;
        assert_eq!(sql::rows(&scratch.db, "calendar_feeds").await, 1);
        clinic.get(&first).await.problem(404);
        clinic.get(&second).await.expect(200);
        clinic.get(&format!("/api/visits/feeds/{}", "0".repeat(32))).await.problem(404);
        clinic.get("/api/visits/feeds/x").await.broken(400);
        clinic.delete(FEED).await.expect(204);
        clinic.get(&second).await.problem(404);
        let exchanges = clinic.get("/actuator/httpexchanges").await.text;
        let metrics = clinic.get("/actuator/prometheus").await.text;
        assert!([&first, &second].iter().all(|it| !exchanges.contains(it.as_str()) && !metrics.contains(it.as_str())));
    }
}
