//! Invariants of the breaker after any sequence of events.

use proptest::prelude::*;
use tokio::time::{advance, pause};

use super::*;

const TRIP_AFTER: u32 = 5;
const REFUSED_FOR: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug)]
enum Event {
    Call,
    /// One of the calls under way succeeds; the index picks it.
    Succeed(prop::sample::Index),
    Fail(prop::sample::Index),
    Abandon(prop::sample::Index),
    Wait(Duration),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let index = any::<prop::sample::Index>;
    let event = prop_oneof![
        6 => Just(Event::Call),
        1 => index().prop_map(Event::Succeed),
        6 => index().prop_map(Event::Fail),
        1 => index().prop_map(Event::Abandon),
        2 => (0_u64..15_000).prop_map(|it| Event::Wait(Duration::from_millis(it))),
    ];
    prop::collection::vec(event, 0..200)
}

/// The breaker, the calls under way, and a simple model of the expected state.
struct Run<'a> {
    breaker: &'a Breaker,
    under_way: Vec<(Pass<'a>, Era)>,
    refused_until: Option<Instant>,
    era: Era,
    failures: u32,
}

/// Counts trips and recoveries. An outcome counts only in the era of its call.
type Era = u32;

impl<'a> Run<'a> {
    fn is_probed(&self) -> bool {
        self.under_way.iter().any(|(it, _)| it.is_probe())
    }

    fn take(&mut self, index: prop::sample::Index) -> Option<(Pass<'a>, Era)> {
        let len = self.under_way.len();
        (len > 0).then(|| self.under_way.swap_remove(index.index(len)))
    }

    /// The breaker admits every call while closed, and a single probe once the refusal is over.
    fn call(&mut self) -> Result<(), TestCaseError> {
        let was_probed = self.is_probed();
        match (self.breaker.admit(), self.refused_until) {
            (Ok(pass), None) => {
                prop_assert!(!pass.is_probe());
                self.under_way.push((pass, self.era));
            }
            (Ok(pass), Some(until)) => {
                prop_assert!(pass.is_probe() && !was_probed && Instant::now() >= until);
                self.under_way.push((pass, self.era));
            }
            (Err(Refused), until) => {
                prop_assert!(until.is_some_and(|it| was_probed || Instant::now() < it));
            }
        }
        Ok(())
    }

    fn succeed(&mut self, (pass, era): (Pass<'_>, Era)) -> Result<(), TestCaseError> {
        if pass.is_probe() {
            self.refused_until = None;
            self.turn();
        } else if era == self.era {
            self.failures = 0;
        }
        pass.succeeded();
        self.passes_or_not()
    }

    fn fail(&mut self, (pass, era): (Pass<'_>, Era)) -> Result<(), TestCaseError> {
        let is_probe = pass.is_probe();
        self.failures += u32::from(!is_probe && era == self.era);
        pass.failed(PeerFailure::TimedOut);
        if is_probe || self.failures == TRIP_AFTER {
            self.refused_until = Some(Instant::now() + REFUSED_FOR);
            self.turn();
        }
        self.passes_or_not()
    }

    fn turn(&mut self) {
        self.era += 1;
        self.failures = 0;
    }

    fn passes_or_not(&self) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.breaker.state() == State::Passing, self.refused_until.is_none());
        Ok(())
    }

    async fn apply(&mut self, event: Event) -> Result<(), TestCaseError> {
        match event {
            Event::Call => self.call()?,
            Event::Succeed(index) => self.take(index).map_or(Ok(()), |it| self.succeed(it))?,
            Event::Fail(index) => self.take(index).map_or(Ok(()), |it| self.fail(it))?,
            Event::Abandon(index) => drop(self.take(index)),
            Event::Wait(time) => advance(time).await,
        }
        let is_probing = matches!(self.breaker.state(), State::Probing { .. });
        prop_assert_eq!(is_probing, self.is_probed());
        Ok(())
    }

    /// From any state: once no call is under way and the refusal is over, one success closes the breaker.
    async fn recovers(mut self) -> Result<(), TestCaseError> {
        self.under_way.clear();
        advance(REFUSED_FOR).await;
        let pass = self.breaker.admit();
        prop_assert!(pass.is_ok());
        pass.into_iter().for_each(Pass::succeeded);
        prop_assert_eq!(self.breaker.state(), State::Passing);
        for _ in 0..TRIP_AFTER {
            prop_assert_eq!(self.breaker.state(), State::Passing);
            self.breaker.admit().into_iter().for_each(|it| it.failed(PeerFailure::TimedOut));
        }
        prop_assert_eq!(self.breaker.state(), State::Refusing { because: PeerFailure::TimedOut });
        Ok(())
    }
}

proptest! {
    #[test]
    fn at_most_one_call_probes_refused_calls_do_not_go_out_and_success_always_comes_back(events in events()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            pause();
            let breaker = Breaker::new(Service::Visits, TRIP_AFTER, REFUSED_FOR);
            let mut run = Run { breaker: &breaker, under_way: Vec::new(), refused_until: None, era: 0, failures: 0 };
            for event in events {
                run.apply(event).await?;
            }
            run.recovers().await
        })?;
    }
}
