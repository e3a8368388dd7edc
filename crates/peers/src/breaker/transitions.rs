//! One test per transition of the breaker.

use super::*;

const REFUSED_FOR: Duration = Duration::from_secs(10);
const DOWN: PeerFailure = PeerFailure::Answered(503);

fn breaker() -> Breaker {
    Breaker::new(Service::Visits, 5, REFUSED_FOR)
}

fn fail(breaker: &Breaker, times: u32) {
    for _ in 0..times {
        breaker.admit().unwrap().failed(DOWN);
    }
}

async fn about_to_probe() -> Breaker {
    let breaker = breaker();
    fail(&breaker, 5);
    tokio::time::advance(REFUSED_FOR).await;
    breaker
}

#[tokio::test(start_paused = true)]
async fn it_passes_until_the_fifth_failure_in_a_row() {
    let breaker = breaker();
    fail(&breaker, 4);
    assert_eq!(breaker.state(), State::Passing);
    fail(&breaker, 1);
    assert_eq!(breaker.state(), State::Refusing { because: DOWN });
}

#[tokio::test(start_paused = true)]
async fn a_success_between_failures_starts_the_count_anew() {
    let breaker = breaker();
    fail(&breaker, 4);
    breaker.admit().unwrap().succeeded();
    fail(&breaker, 4);
    assert_eq!(breaker.state(), State::Passing);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_an_outcome_counts_neither_way() {
    let breaker = breaker();
    fail(&breaker, 4);
    drop(breaker.admit());
    fail(&breaker, 1);
    assert_eq!(breaker.state(), State::Refusing { because: DOWN });
}

#[tokio::test(start_paused = true)]
async fn it_refuses_until_its_time_is_over_and_keeps_the_last_reason() {
    let breaker = breaker();
    fail(&breaker, 4);
    breaker.admit().unwrap().failed(PeerFailure::TimedOut);
    tokio::time::advance(REFUSED_FOR - Duration::from_millis(1)).await;
    assert_eq!(breaker.admit().unwrap_err(), Refused);
    assert_eq!(breaker.state(), State::Refusing { because: PeerFailure::TimedOut });
    tokio::time::advance(Duration::from_millis(1)).await;
    assert!(breaker.admit().unwrap().is_probe());
}

#[tokio::test(start_paused = true)]
async fn only_one_call_probes() {
    let breaker = about_to_probe().await;
    let probe = breaker.admit().unwrap();
    tokio::time::advance(REFUSED_FOR * 2).await;
    assert_eq!(breaker.admit().unwrap_err(), Refused);
    assert_eq!(breaker.state(), State::Probing { because: DOWN });
    probe.succeeded();
    assert!(!breaker.admit().unwrap().is_probe());
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_succeeds_passes_again_with_the_count_at_none() {
    let breaker = about_to_probe().await;
    breaker.admit().unwrap().succeeded();
    fail(&breaker, 4);
    assert_eq!(breaker.state(), State::Passing);
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_fails_refuses_for_the_whole_time_again() {
    let breaker = about_to_probe().await;
    breaker.admit().unwrap().failed(PeerFailure::NoConnection);
    assert_eq!(breaker.state(), State::Refusing { because: PeerFailure::NoConnection });
    tokio::time::advance(REFUSED_FOR - Duration::from_millis(1)).await;
    assert_eq!(breaker.admit().unwrap_err(), Refused);
    tokio::time::advance(Duration::from_millis(1)).await;
    assert!(breaker.admit().unwrap().is_probe());
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_dropped_leaves_the_probe_to_the_next_call() {
    let breaker = about_to_probe().await;
    drop(breaker.admit().unwrap());
    assert_eq!(breaker.state(), State::Refusing { because: DOWN });
    assert!(breaker.admit().unwrap().is_probe());
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_comes_after_its_phase_changes_nothing() {
    let breaker = breaker();
    let [late_success, late_failure, later_success] = [(); 3].map(|()| breaker.admit().unwrap());
    fail(&breaker, 5);
    late_success.succeeded();
    assert_eq!(breaker.state(), State::Refusing { because: DOWN });
    tokio::time::advance(REFUSED_FOR).await;
    let probe = breaker.admit().unwrap();
    late_failure.failed(PeerFailure::TimedOut);
    later_success.succeeded();
    assert_eq!(breaker.state(), State::Probing { because: DOWN });
    probe.succeeded();
    assert_eq!(breaker.state(), State::Passing);
}

#[tokio::test(start_paused = true)]
async fn new_thresholds_hold_for_what_is_counted_and_refused_already() {
    let breaker = breaker();
    fail(&breaker, 3);
    breaker.tune(3, REFUSED_FOR);
    assert_eq!(breaker.state(), State::Passing, "a figure is no failure");
    fail(&breaker, 1);
    assert_eq!(breaker.state(), State::Refusing { because: DOWN });
    tokio::time::advance(REFUSED_FOR / 2).await;
    assert_eq!(breaker.admit().unwrap_err(), Refused);
    breaker.tune(3, REFUSED_FOR / 2);
    assert!(breaker.admit().unwrap().is_probe());
}
