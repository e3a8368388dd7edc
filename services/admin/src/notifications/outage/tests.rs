use contract::admin::StatusInfo;
use proptest::prelude::*;

use super::*;
use crate::notifications::condition::Condition;

const AFTER: i64 = 60;
const WEBHOOK: NotificationTarget = NotificationTarget::Webhook;

/// An instance of an application, with the statuses that its polls found.
fn observed(all: &[(&str, &[(&str, i64)])]) -> BTreeMap<String, Vec<Observed>> {
    let mut observed = BTreeMap::<String, Vec<Observed>>::new();
    for (application, polls) in all {
        let mut condition = Condition::default();
        polls.iter().for_each(|(status, now)| condition.note(status, *now));
        let instance = Observed {
            id: "0123456789ab".parse().unwrap(),
            status: StatusInfo::default(),
            condition,
            has_answered: true,
        };
        observed.entry((*application).to_owned()).or_default().push(instance);
    }
    observed
}

fn holder() -> Outage {
    let mut outage = Outage::default();
    outage.answered(true);
    outage
}

#[test]
fn people_are_told_once_of_an_outage_and_again_of_the_next() {
    let all = observed(&[
        ("customers", &[("UP", 0), ("DOWN", 6), ("DOWN", 66)]),
        ("vets", &[("UP", 0), ("DOWN", 4), ("DOWN", 64)]),
        ("vets", &[("UP", 0), ("UP", 64)]),
        ("visits", &[("UP", 0), ("UP", 64)]),
    ]);
    let mut outage = holder();
    assert_eq!(outage.step(&all, 100, AFTER), (false, None));
    assert_eq!(outage.step(&all, 159, AFTER), (false, None));
    let (warns, failed) = outage.step(&all, 160, AFTER);
    let expected = Failed {
        since: 100,
        applications: vec!["customers".to_owned(), "vets".to_owned()],
        known_instances: 3,
        failed_instances: 2,
    };
    assert_eq!((warns, failed), (true, Some(expected)));
    assert!(outage.note(WEBHOOK, &Ok(())));
    assert!(outage.failing.as_ref().unwrap().told.contains(&WEBHOOK));
    assert_eq!(outage.step(&all, 161, AFTER), (false, None));
    outage.answered(true);
    assert_eq!(outage.step(&all, 200, AFTER), (false, None));
    let (warns, failed) = outage.step(&all, 260, AFTER);
    assert_eq!((warns, failed.map(|it| it.since)), (true, Some(200)));
    assert!(outage.failing.unwrap().told.is_empty());
}

#[test]
fn only_the_process_that_held_the_lease_tells_people() {
    let all = observed(&[("vets", &[("DOWN", 0), ("DOWN", 60)])]);
    let (never, mut no_longer) = (Outage::default(), holder());
    no_longer.answered(false);
    for mut outage in [never, no_longer] {
        outage.step(&all, 0, AFTER);
        assert_eq!(outage.step(&all, 60, AFTER), (true, None), "but it warns");
    }
}

#[test]
fn people_are_told_once_something_has_failed_and_of_all_that_fails_together() {
    let mut outage = holder();
    let well = observed(&[("vets", &[("UP", 0), ("UP", 60)])]);
    outage.step(&well, 0, AFTER);
    assert_eq!(outage.step(&well, 60, AFTER), (true, None));
    let some = observed(&[("vets", &[("DOWN", 0), ("DOWN", 60)]), ("visits", &[("DOWN", 8), ("DOWN", 60)])]);
    assert_eq!(outage.step(&some, 61, AFTER), (false, None), "it waits for visits");
    let (_, failed) = outage.step(&some, 120, AFTER);
    assert_eq!(failed.unwrap().applications, ["vets"], "and not for ever");
}

#[test]
fn a_target_that_fails_is_tried_again_for_an_hour() {
    let all = observed(&[("vets", &[("DOWN", 0), ("DOWN", 60)])]);
    let (mut outage, mut attempts) = (holder(), Vec::new());
    for now in 0..2 * GIVEN_UP {
        if outage.step(&all, now, AFTER).1.is_some() {
            assert!(!outage.note(WEBHOOK, &Err("status 500".to_owned())));
            attempts.push(now);
        }
    }
    assert_eq!(attempts[..4], [60, 75, 105, 165]);
    assert!(attempts.len() < 15 && *attempts.last().unwrap() < AFTER + GIVEN_UP, "{attempts:?}");
}

proptest! {
    #[test]
    fn whatever_the_clock_does_one_outage_is_logged_once(times in proptest::collection::vec(0_i64..10_000, 0..50)) {
        let all = observed(&[("vets", &[("DOWN", 0), ("DOWN", 60)])]);
        let mut outage = holder();
        let warnings = times.iter().filter(|now| outage.step(&all, **now, AFTER).0).count();
        prop_assert!(warnings <= 1);
    }
}
