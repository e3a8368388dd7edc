//! The choice of instances, for any history of failures.

use std::time::Duration;

use proptest::prelude::*;
use tokio::time::advance;

use super::*;

const HALF: Duration = Duration::from_millis(500);

fn at(port: u16) -> Address {
    Address::parse(&format!("http://h:{port}")).unwrap()
}

fn known(ports: &[u16]) -> Instances {
    Instances::new(Some(ports.iter().map(|it| at(*it)).collect()))
}

fn port(instances: &Instances) -> u16 {
    instances.lease(None).unwrap().address().port()
}

/// Draws repeatedly and returns every instance drawn.
fn drawn(instances: &Instances) -> Vec<u16> {
    let mut all: Vec<_> = (0..100).map(|_| port(instances)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A call to this instance fails.
fn fail(instances: &Instances, wanted: u16) {
    let mut others = Vec::new();
    loop {
        let lease = instances.lease(None).unwrap();
        if lease.address().port() == wanted {
            return lease.failed();
        }
        others.push(lease);
    }
}

#[tokio::test(start_paused = true)]
async fn every_instance_is_drawn() {
    assert_eq!(drawn(&known(&[1, 2, 3, 4])), [1, 2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn where_there_is_none_none_is_drawn() {
    assert!(known(&[]).lease(None).is_none());
    let unknown = Instances::new(None);
    assert!(!unknown.are_known() && unknown.lease(None).is_none());
    unknown.replace(0, Vec::new());
    assert!(unknown.are_known() && unknown.lease(None).is_none());
}

#[tokio::test(start_paused = true)]
async fn calls_under_way_spread_over_the_instances() {
    let instances = known(&[1, 2]);
    let under_way: Vec<_> = (0..10).filter_map(|_| instances.lease(None)).collect();
    let first = under_way.iter().filter(|it| it.address().port() == 1).count();
    assert_eq!(first, 5);
    drop(under_way);
    let _busy = [instances.lease(None), instances.lease(None), instances.lease(None)];
    assert_eq!(drawn(&instances).len(), 1, "the one with fewer calls");
}

#[tokio::test(start_paused = true)]
async fn another_attempt_goes_to_another_instance_where_there_is_one() {
    let two = known(&[1, 2]);
    let first = two.lease(None).unwrap();
    assert_ne!(two.lease(Some(first.instance())).unwrap().address(), first.address());
    let one = known(&[1]);
    let first = one.lease(None).unwrap();
    assert_eq!(one.lease(Some(first.instance())).unwrap().address(), first.address());
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_fails_is_set_aside_for_a_second_and_then_tried_by_one_call() {
    let instances = known(&[1, 2, 3]);
    fail(&instances, 2);
    assert_eq!(instances.count(), (3, 1));
    advance(HALF).await;
    assert_eq!(drawn(&instances), [1, 3]);
    advance(HALF).await;
    let probe = instances.lease(None).unwrap();
    assert_eq!(probe.address(), &at(2));
    assert_eq!(drawn(&instances), [1, 3], "one is enough to find out");
    probe.succeeded();
    drop(probe);
    assert_eq!(drawn(&instances), [1, 2, 3]);
    assert_eq!(instances.count(), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_probe_without_an_outcome_leaves_it_to_the_next_call() {
    let instances = known(&[1, 2]);
    fail(&instances, 2);
    advance(HALF * 2).await;
    drop(instances.lease(None));
    assert_eq!(port(&instances), 2);
}

#[tokio::test(start_paused = true)]
async fn each_further_failure_doubles_the_time_up_to_half_a_minute() {
    let instances = known(&[1, 2]);
    for seconds in [1, 2, 4, 8, 16, 30, 30] {
        fail(&instances, 2);
        advance(Duration::from_secs(seconds) - HALF).await;
        assert_eq!(drawn(&instances), [1], "{seconds}");
        advance(HALF).await;
    }
    instances.lease(None).unwrap().succeeded();
    fail(&instances, 2);
    advance(HALF * 2).await;
    assert_eq!(port(&instances), 2, "a success begins anew");
}

#[tokio::test(start_paused = true)]
async fn calls_that_were_under_way_together_fail_once() {
    let instances = known(&[1]);
    let together: Vec<_> = (0..10).filter_map(|_| instances.lease(None)).collect();
    advance(HALF).await;
    together.iter().for_each(Lease::failed);
    instances.replace(0, vec![at(1), at(2)]);
    advance(HALF * 2).await;
    assert_eq!(port(&instances), 1, "after a second, as for one failure");
}

#[tokio::test(start_paused = true)]
async fn where_all_are_set_aside_the_one_whose_failure_is_the_longest_ago_is_called() {
    let instances = known(&[1, 2, 3]);
    for port in [2, 3, 1] {
        fail(&instances, port);
        advance(HALF / 10).await;
    }
    assert_eq!(drawn(&instances), [2]);
    let tried = instances.lease(None).unwrap();
    assert_eq!(instances.lease(Some(tried.instance())).unwrap().address(), &at(3));
}

#[tokio::test(start_paused = true)]
async fn a_further_region_is_called_while_the_own_has_no_instance_that_is_fit() {
    let instances = known(&[1, 2]);
    instances.replace(1, vec![at(11), at(12)]);
    assert_eq!(drawn(&instances), [1, 2]);
    fail(&instances, 1);
    assert_eq!(drawn(&instances), [2]);
    fail(&instances, 2);
    assert_eq!(drawn(&instances), [11, 12]);
    advance(HALF * 2).await;
    instances.lease(None).unwrap().succeeded();
    assert_eq!(drawn(&instances).len(), 1, "back to the own one");
    instances.replace(0, Vec::new());
    assert_eq!(drawn(&instances), [11, 12]);
}

#[tokio::test(start_paused = true)]
async fn the_state_of_an_instance_outlives_a_refresh_and_not_its_removal() {
    let instances = known(&[1, 2]);
    fail(&instances, 2);
    instances.replace(0, vec![at(2), at(3), at(2)]);
    assert_eq!(instances.count(), (2, 1));
    assert_eq!(drawn(&instances), [3]);
    instances.replace(0, vec![at(3)]);
    instances.replace(0, vec![at(2), at(3)]);
    assert_eq!(drawn(&instances), [2, 3]);
}

#[derive(Clone, Debug)]
enum Event {
    Call,
    Succeed(prop::sample::Index),
    Fail(prop::sample::Index),
    Abandon(prop::sample::Index),
    Wait(u64),
    Replace(usize, Vec<u16>),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let index = any::<prop::sample::Index>;
    let event = prop_oneof![
        6 => Just(Event::Call),
        2 => index().prop_map(Event::Succeed),
        3 => index().prop_map(Event::Fail),
        1 => index().prop_map(Event::Abandon),
        2 => (0_u64..20_000).prop_map(Event::Wait),
        1 => (0..2_usize, prop::collection::vec(0..6_u16, 0..4)).prop_map(|(tier, ports)| Event::Replace(tier, ports)),
    ];
    prop::collection::vec(event, 0..200)
}

proptest! {
    #[test]
    fn only_what_is_there_is_called_and_what_is_there_is_always_called(events in events()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            tokio::time::pause();
            let instances = known(&[]);
            let mut there = [Vec::new(), Vec::new()];
            let mut under_way = Vec::<Lease>::new();
            for event in events {
                match event {
                    Event::Call => match instances.lease(None) {
                        None => prop_assert!(there.iter().all(Vec::is_empty)),
                        Some(lease) => {
                            // The tiers of a test share no ports.
                            prop_assert!(there.iter().flatten().any(|it| at(*it) == *lease.address()));
                            under_way.push(lease);
                        }
                    },
                    Event::Wait(millis) => advance(Duration::from_millis(millis)).await,
                    Event::Replace(tier, ports) => {
                        there[tier] = ports.iter().map(|it| it + 1 + 10 * u16::try_from(tier).unwrap()).collect();
                        instances.replace(tier, there[tier].iter().map(|it| at(*it)).collect());
                    }
                    Event::Succeed(at) | Event::Fail(at) | Event::Abandon(at) if !under_way.is_empty() => {
                        let lease = under_way.swap_remove(at.index(under_way.len()));
                        match event {
                            Event::Succeed(_) => lease.succeeded(),
                            Event::Fail(_) => lease.failed(),
                            _ => {}
                        }
                    }
                    Event::Succeed(_) | Event::Fail(_) | Event::Abandon(_) => {}
                }
            }
            // From any state: calls eventually reach every instance of the nearest tier.
            under_way.clear();
            for _ in 0..10 {
                advance(Duration::from_secs(30)).await;
                for _ in 0..12 {
                    instances.lease(None).iter().for_each(Lease::succeeded);
                }
            }
            let mut expected = there.iter().find(|it| !it.is_empty()).cloned().unwrap_or_default();
            expected.sort_unstable();
            expected.dedup();
            if !expected.is_empty() {
                prop_assert_eq!(drawn(&instances), expected);
            }
            Ok(())
        })?;
    }
}
