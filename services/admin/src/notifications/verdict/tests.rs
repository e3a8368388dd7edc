use proptest::prelude::*;

use super::*;
use crate::notifications::condition::Condition;

const AFTER: i64 = 60;

/// Instances of an application, and what was said of it.
#[derive(Default)]
struct Told {
    conditions: Vec<Condition>,
    silenced: Vec<bool>,
    record: Record,
    steps: Vec<Step>,
}

impl Told {
    fn of(instances: usize) -> Self {
        Self {
            conditions: vec![Condition::default(); instances],
            silenced: vec![false; instances],
            ..Self::default()
        }
    }

    fn poll(&mut self, instance: usize, status: &str, now: i64) {
        self.conditions[instance].note(status, now);
        self.look();
    }

    /// Polls all of them every ten seconds.
    fn poll_all(&mut self, statuses: &[&str], times: std::ops::Range<i64>) {
        for now in times.step_by(10) {
            for (instance, status) in statuses.iter().enumerate() {
                self.poll(instance, status, now);
            }
        }
    }

    fn look(&mut self) {
        let (mut all, mut heard) = (Tally::default(), Tally::default());
        for (condition, is_silenced) in self.conditions.iter().zip(&self.silenced) {
            let health = condition.health(AFTER);
            all.add(health);
            if !is_silenced || !health.is_failing() {
                heard.add(health);
            }
        }
        let step = self.record.step(&all, Some(&heard), AFTER);
        self.record = self.record.after(step, &all, AFTER);
        if step != Step::Nothing {
            self.steps.push(step);
        }
    }

    fn severities(&self) -> Vec<Severity> {
        let told = |it: &Step| if let Step::Tell(said) = it { Some(said.severity) } else { None };
        self.steps.iter().filter_map(told).collect()
    }
}

#[test]
fn a_failure_is_told_once_and_so_is_its_end() {
    let mut told = Told::of(1);
    told.poll_all(&["UP"], 0..100);
    told.poll_all(&["DOWN"], 100..160);
    assert_eq!(told.steps, []);
    told.poll_all(&["OFFLINE"], 160..1000);
    assert_eq!(told.severities(), [Severity::Down]);
    told.poll_all(&["UP"], 1000..1060);
    assert_eq!(told.severities(), [Severity::Down]);
    told.poll_all(&["UP"], 1060..2000);
    assert_eq!(told.severities(), [Severity::Down, Severity::Well]);
}

#[test]
fn one_message_tells_of_all_that_fail_together() {
    let mut told = Told::of(3);
    told.poll_all(&["UP", "UP", "UP"], 0..100);
    told.poll(0, "DOWN", 100);
    told.poll(1, "DOWN", 106);
    told.poll(0, "DOWN", 160);
    assert_eq!(told.steps, []);
    told.poll(1, "DOWN", 166);
    assert_eq!(told.steps, [Step::Tell(Said { severity: Severity::Restricted, failed: 2 })]);
    told.poll_all(&["DOWN", "DOWN", "DOWN"], 170..400);
    assert_eq!(told.severities(), [Severity::Restricted, Severity::Down]);
    told.poll_all(&["DOWN", "DOWN", "UP"], 400..600);
    assert_eq!(told.severities(), [Severity::Restricted, Severity::Down, Severity::Restricted]);
    told.poll_all(&["UP", "UP", "UP"], 600..800);
    assert_eq!(
        told.severities(),
        [Severity::Restricted, Severity::Down, Severity::Restricted, Severity::Well]
    );
}

#[test]
fn more_instances_that_have_failed_are_told_and_fewer_are_not() {
    let mut told = Told::of(4);
    told.poll_all(&["UP", "UP", "UP", "DOWN"], 0..200);
    told.poll_all(&["UP", "UP", "DOWN", "DOWN"], 200..400);
    told.poll_all(&["UP", "UP", "UP", "DOWN"], 400..600);
    let said = |failed| Step::Tell(Said { severity: Severity::Restricted, failed });
    assert_eq!(told.steps, [said(1), said(2)]);
}

#[test]
fn an_instance_that_flaps_keeps_nobody_from_hearing_of_another() {
    let mut told = Told::of(2);
    for now in (0..300).step_by(10) {
        told.poll(0, "DOWN", now);
        told.poll(1, if now % 20 == 0 { "DOWN" } else { "UP" }, now);
    }
    assert_eq!(told.severities().len(), 1, "{:?}", told.steps);
}

#[test]
fn an_application_without_instances_is_down_after_a_while() {
    let gone = |seconds| Tally { gone: Some(seconds), ..Tally::default() };
    let record = Record::default();
    assert_eq!(record.step(&gone(59), Some(&gone(59)), AFTER), Step::Nothing);
    let step = record.step(&gone(60), Some(&gone(60)), AFTER);
    assert_eq!(step, Step::Tell(Said { severity: Severity::Down, failed: 0 }));
    let record = record.after(step, &gone(60), AFTER);
    assert_eq!(record.step(&gone(70), Some(&gone(70)), AFTER), Step::Nothing);
}

#[test]
fn a_filter_suppresses_and_what_outlasts_it_is_told() {
    let mut told = Told::of(2);
    told.silenced[0] = true;
    told.poll_all(&["DOWN", "UP"], 0..200);
    assert_eq!(told.steps, [Step::Suppress(Said { severity: Severity::Restricted, failed: 1 })]);
    told.silenced[0] = false;
    told.poll_all(&["DOWN", "UP"], 200..400);
    assert_eq!(told.severities(), [Severity::Restricted]);
    // It does not get better by being silenced.
    told.silenced[0] = true;
    told.poll_all(&["DOWN", "UP"], 400..600);
    assert_eq!(told.severities(), [Severity::Restricted]);
    told.poll_all(&["UP", "UP"], 600..800);
    assert_eq!(told.severities(), [Severity::Restricted, Severity::Well]);
}

#[test]
fn the_end_of_what_was_suppressed_is_suppressed() {
    let mut told = Told::of(1);
    told.silenced[0] = true;
    told.poll_all(&["DOWN"], 0..200);
    told.poll_all(&["UP"], 200..400);
    told.silenced[0] = false;
    told.poll_all(&["UP"], 400..600);
    assert_eq!(told.severities(), []);
    assert_eq!(told.record, Record::default());
}

/// Statuses, most of which last for a while.
fn polls() -> impl Strategy<Value = Vec<(usize, &'static str, i64)>> {
    let status =
        prop_oneof![Just("UP"), Just("DOWN"), Just("OFFLINE"), Just("OUT_OF_SERVICE"), Just("CUSTOM")];
    prop::collection::vec((0_usize..3, status, prop_oneof![1_i64..20, 50_i64..200]), 0..80)
}

proptest! {
    #[test]
    fn there_is_at_most_one_message_per_incident_whatever_the_order_of_polls(polls in polls()) {
        let (mut told, mut now) = (Told::of(3), 0);
        // How often an instance appeared, turned from well to failing, or back.
        let (mut turns, mut before) = (0, [None::<bool>; 3]);
        for (instance, status, pause) in polls {
            now += pause;
            let is_failing = ["DOWN", "OFFLINE", "OUT_OF_SERVICE"].contains(&status);
            if before[instance] != Some(is_failing) {
                turns += 1;
            }
            before[instance] = Some(is_failing);
            told.poll(instance, status, now);
            let messages = told.steps.len();
            // A look without news says nothing.
            told.look();
            prop_assert_eq!(told.steps.len(), messages);
        }
        prop_assert!(told.steps.len() <= turns, "{:?}", told.steps);
        // Without filters nothing is suppressed, nothing is told twice, and wellness is told only after trouble.
        let mut last = Said::default();
        for step in &told.steps {
            let Step::Tell(said) = step else { return Err(TestCaseError::fail("suppressed")) };
            prop_assert!(said.severity != last.severity || said.failed > last.failed, "{:?}", told.steps);
            last = *said;
        }
        prop_assert_eq!(told.record.told, told.record.noted);
    }

    #[test]
    fn whatever_happened_before_the_end_of_all_trouble_is_told(polls in polls()) {
        let (mut told, mut now) = (Told::of(3), 0);
        for (instance, status, pause) in polls {
            now += pause;
            told.poll(instance, status, now);
        }
        told.poll_all(&["UP", "UP", "UP"], now..now + 200);
        prop_assert_eq!(told.record.told.severity, Severity::Well);
        let down = now + 200;
        told.poll_all(&["DOWN", "DOWN", "DOWN"], down..down + 200);
        prop_assert_eq!(told.record.told.severity, Severity::Down);
    }

    #[test]
    fn what_does_not_last_tells_nobody(flaps in prop::collection::vec((1_i64..59, 1_i64..200), 0..20)) {
        let (mut told, mut now) = (Told::of(1), 0);
        told.poll(0, "UP", now);
        for (failing, well) in flaps {
            told.poll(0, "OFFLINE", now + 1);
            told.poll(0, "OFFLINE", now + failing);
            told.poll(0, "UP", now + failing + 1);
            now += failing + well + 1;
        }
        prop_assert_eq!(told.steps, []);
    }
}
