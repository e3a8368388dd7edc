//! Puts questions whose answers SQL knows to a whole clinic with 2,000 owners.

#[path = "../../../crates/offline-assistant/evaluation/verdict.rs"]
mod verdict;

use std::collections::HashMap;
use std::time::Duration;

use db::Dialect;
use db::testing::{Scratch, run, texts};
use xtask::workspace::root;

use super::evaluation::DAY;
use super::{Person, text};
use crate::bad_input::state;
use crate::harness::Clinic;
use verdict::{Asked, Verdict, universe};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_about_two_thousand_owners_states_what_sql_does_not_select() {
    // The queries and the owners are in SQLite's dialect.
    let scratch = Scratch::open(Dialect::Sqlite).await;
    // Statements over many rows take their time on a busy machine.
    scratch.db.tune(Duration::from_mins(1), Duration::from_mins(1));
    let clinic = Clinic::open(&scratch).await;
    clinic.clock.set(DAY);
    let folder = root().join("crates/offline-assistant/evaluation");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    run(&scratch.db, &read("two_thousand_owners.sql")).await;
    let before = state(&scratch.db).await;
    let mut universes = HashMap::new();
    let (mut asked, mut right, mut wrong) = (0, 0, Vec::new());
    for line in read("blind.jsonl").lines() {
        let question: Asked = serde_json::from_str(line).unwrap();
        let mut person = Person::new(&clinic);
        let mut answer = String::new();
        for turn in &question.turns {
            text(&person.say(turn).await["answer"]).clone_into(&mut answer);
        }
        let all = universe(&question.about);
        if !universes.contains_key(all) {
            universes.insert(all, texts(&scratch.db, all).await);
        }
        let rows = texts(&scratch.db, &question.sql).await;
        asked += 1;
        match question.judge(&answer, &rows, &universes[all]) {
            Verdict::Right => right += 1,
            Verdict::Declined => {}
            Verdict::Wrong(why) => {
                wrong.push(format!("{} {:?}: {why}: {answer}", question.category, question.turns))
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked >= 150 && right * 10 >= asked * 7, "{right} of {asked}");
    assert_eq!(state(&scratch.db).await, before);
}
