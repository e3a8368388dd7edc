//! Random schedules, moves and cancellations: no two appointments overlap unless someone asked for it.

use db::Db;
use db::testing::Scratch;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::APPOINTMENTS;
use crate::harness::Clinic;
use crate::http::Http;
use crate::sql;

/// The minutes of each type, and those with its buffer.
const LENGTHS: [(i64, i64); 5] = [(20, 20), (10, 10), (10, 10), (40, 40), (60, 70)];

/// What someone at the desk does. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Deed {
    Book { start: i64, kind: usize, vet: Option<i64>, on_purpose: bool },
    Move { which: usize, start: i64, kind: usize, vet: Option<i64>, on_purpose: bool },
    Set { which: usize, status: &'static str, on_purpose: bool },
}

fn deeds(count: usize) -> impl Strategy<Value = Vec<Deed>> {
    let vet = || prop_oneof![1 => Just(None), 6 => (1_i64..=2).prop_map(Some)];
    let on_purpose = || prop_oneof![7 => Just(false), 1 => Just(true)];
    let status = prop::sample::select(vec!["booked", "checkedIn", "completed", "noShow", "cancelled"]);
    let deed =
        prop_oneof![
            (0_i64..24, 0_usize..5, vet(), on_purpose())
                .prop_map(|(start, kind, vet, on_purpose)| Deed::Book { start, kind, vet, on_purpose }),
            (any::<usize>(), 0_i64..24, 0_usize..5, vet(), on_purpose()).prop_map(
                |(which, start, kind, vet, on_purpose)| Deed::Move { which, start, kind, vet, on_purpose }
            ),
            (any::<usize>(), status, on_purpose()).prop_map(|(which, status, on_purpose)| Deed::Set {
                which,
                status,
                on_purpose
            }),
        ];
    prop::collection::vec(deed, count)
}

/// An appointment as it should be.
#[derive(Clone, Debug)]
struct Expected {
    start: i64,
    kind: usize,
    vet: Option<i64>,
    status: &'static str,
}

impl Expected {
    fn takes_time(&self) -> bool {
        !["noShow", "cancelled"].contains(&self.status)
    }

    fn is_in_the_way_of(&self, other: &Self) -> bool {
        let free = |it: &Self| it.start * 10 + LENGTHS[it.kind].1;
        self.takes_time()
            && self.vet.is_some()
            && self.vet == other.vet
            && self.start * 10 < free(other)
            && other.start * 10 < free(self)
    }
}

fn body(start: i64, kind: usize, vet: Option<i64>, on_purpose: bool) -> Value {
    let (hour, minute) = (9 + start / 6, start % 6 * 10);
    let mut body = json!({
        "start": format!("2026-06-01T{hour:02}:{minute:02}"), "typeId": kind + 1, "vetId": vet, "bookedBy": "Ada"
    });
    if on_purpose {
        body["overlapReason"] = "on purpose".into();
    }
    body
}

/// Does it, and returns the status of the answer. A number beyond the appointments there are is taken around.
async fn act(http: &Http, deed: &Deed, count: usize) -> u16 {
    let path = |which: usize| format!("{APPOINTMENTS}/{}", which % count.max(1) + 1);
    match *deed {
        Deed::Book { start, kind, vet, on_purpose } => {
            http.post(APPOINTMENTS, body(start, kind, vet, on_purpose)).await.status
        }
        Deed::Move { which, start, kind, vet, on_purpose } => {
            let mut change = body(start, kind, vet, on_purpose);
            change.as_object_mut().unwrap().remove("bookedBy");
            http.put(&path(which), change).await.status
        }
        Deed::Set { which, status, on_purpose } => {
            let mut step = json!({"status": status});
            if on_purpose {
                step["overlapReason"] = "on purpose".into();
            }
            http.put(&format!("{}/status", path(which)), step).await.status
        }
    }
}

/// What the clinic should answer; changes the expected appointments accordingly.
fn expected(schedule: &mut Vec<Expected>, deed: &Deed) -> u16 {
    let count = schedule.len();
    let is_blocked = |schedule: &[Expected], own: Option<usize>, new: &Expected, on_purpose: bool| {
        let others = schedule.iter().enumerate().filter(|(i, _)| Some(*i) != own);
        !on_purpose && others.into_iter().any(|(_, it)| it.is_in_the_way_of(new))
    };
    match *deed {
        Deed::Book { start, kind, vet, on_purpose } => {
            let new = Expected { start, kind, vet, status: "booked" };
            if is_blocked(schedule, None, &new, on_purpose) {
                return 409;
            }
            schedule.push(new);
            201
        }
        _ if count == 0 => 404,
        Deed::Move { which, start, kind, vet, on_purpose } => {
            let before = schedule[which % count].clone();
            let new = Expected { start, kind, vet, ..before.clone() };
            let stays = (start, LENGTHS[kind], vet) == (before.start, LENGTHS[before.kind], before.vet);
            let is_open = ["booked", "checkedIn"].contains(&before.status);
            if !is_open || (!stays && is_blocked(schedule, Some(which % count), &new, on_purpose)) {
                return 409;
            }
            schedule[which % count] = new;
            204
        }
        Deed::Set { which, status, on_purpose } => {
            let before = schedule[which % count].clone();
            let steps: &[&str] = match before.status {
                "booked" => &["booked", "checkedIn", "completed", "noShow", "cancelled"],
                "checkedIn" => &["checkedIn", "booked", "completed", "cancelled"],
                "completed" => &["completed", "booked", "checkedIn"],
                "noShow" => &["noShow", "booked", "checkedIn"],
                _ => &["cancelled", "booked", "checkedIn"],
            };
            let new = Expected { status, ..before.clone() };
            let comes_back = new.takes_time() && !before.takes_time();
            if !steps.contains(&status)
                || (comes_back && is_blocked(schedule, Some(which % count), &new, on_purpose))
            {
                return 409;
            }
            schedule[which % count] = new;
            204
        }
    }
}

/// The pairs that overlap though nobody asked for it.
async fn overlaps(db: &Db) -> i64 {
    let taking = "('booked', 'checkedIn', 'completed')";
    let pairs = format!(
        "select count(*) from appointments a join appointments b on a.vet_id = b.vet_id and a.id < b.id
         where a.starts_at < b.free_at and b.starts_at < a.free_at and a.status in {taking} and b.status in {taking}
             and a.overlap_reason is null and b.overlap_reason is null"
    );
    sql::number(db, &pairs).await
}

fn drawn(runner: &mut TestRunner, count: usize) -> Vec<Deed> {
    deeds(count).new_tree(runner).unwrap().current()
}

db::on_both! {
    async fn a_random_schedule_is_as_its_rules_say(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let deeds = drawn(&mut TestRunner::default(), 250);
        let mut schedule = Vec::new();
        for (i, deed) in deeds.iter().enumerate() {
            let should = expected(&mut schedule.clone(), deed);
            let does = act(&clinic, deed, schedule.len()).await;
            assert_eq!(does, should, "deed {i}, {deed:?}, of {deeds:?}");
            expected(&mut schedule, deed);
        }
        assert_eq!(overlaps(&scratch.db).await, 0, "{deeds:?}");
    }

    async fn a_random_schedule_that_many_make_at_once_has_no_overlap_that_nobody_asked_for(scratch: Scratch) {
        let mut runner = TestRunner::default();
        // The clinic moves to zones whose mornings share some hours with those before.
        for zone in ["Europe/London", "Europe/Berlin", "Europe/Helsinki"] {
            let clinic = Clinic::open_in(&scratch, zone).await;
            let mut desks = JoinSet::new();
            for _ in 0..8 {
                let (http, deeds) = ((*clinic).clone(), drawn(&mut runner, 30));
                desks.spawn(async move {
                    let mut done = 0;
                    for deed in &deeds {
                        let status = act(&http, deed, 20).await;
                        assert!([201, 204, 404, 409, 503].contains(&status), "{status}: {deed:?}");
                        done += u32::from(status < 300);
                    }
                    done
                });
            }
            let done: u32 = desks.join_all().await.into_iter().sum();
            assert!(done > 20, "{zone}: {done}");
            assert_eq!(overlaps(&scratch.db).await, 0, "{zone}");
            clinic.stop().await;
        }
    }
}
