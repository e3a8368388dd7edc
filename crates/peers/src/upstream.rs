//! What is known of one service: where it is and how it is doing.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use contract::service::Service;
use tokio::time::{Instant, timeout_at};

use crate::breaker::{self, Breaker};
use crate::discovery::{Discovery, RegionalService};
use crate::instances::Instances;
use crate::instruments::Instruments;
use crate::retry::Budget;
use crate::settings::Settings;

/// How long no call looks for a service again after one did not find it in time.
const PAUSE: Duration = Duration::from_secs(5);

/// One service, as this process calls it.
pub(crate) struct Upstream {
    pub(crate) service: Service,
    pub(crate) breaker: Breaker,
    pub(crate) budget: Budget,
    pub(crate) instances: Instances,
    pub(crate) instruments: Instruments,
    /// Whether it is meant to be called.
    pub(crate) is_served: bool,
    /// The regions to look for instances in; one tier each.
    pub(crate) regions: Vec<RegionalService>,
    /// Until when calls wait for the first look-up.
    look_until: Mutex<Option<Instant>>,
}

/// How one service is doing, as its callers know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// The service.
    pub service: Service,
    /// What its callers feel.
    pub breaker: breaker::State,
    /// Known instances.
    pub instances: usize,
    /// Those of them that failed and have not answered since.
    pub set_aside: usize,
}

impl Upstream {
    pub(crate) fn new(service: Service, discovery: &Discovery, settings: &Settings) -> Self {
        let is_served = discovery.serves(service);
        let regions = discovery.regional(service);
        Self {
            service,
            breaker: Breaker::new(service, settings.trip_after, settings.refuse_for),
            budget: Budget::new(),
            instances: Instances::new(discovery.known(service)),
            instruments: if is_served { Instruments::new(service) } else { Instruments::none(service) },
            is_served,
            regions,
            look_until: Mutex::default(),
        }
    }

    pub(crate) fn health(&self) -> Health {
        let (instances, set_aside) = self.instances.count();
        Health { service: self.service, breaker: self.breaker.state(), instances, set_aside }
    }

    /// Waits for the first look-up, but no longer than `patience` after the first call that waited.
    pub(crate) async fn find(&self, patience: Duration) {
        if self.instances.are_known() {
            return;
        }
        if let Some(until) = self.look_until(patience) {
            // What was not found in time is what was not found. A look-up is large and rare, so it is apart from the call.
            let look: Pin<Box<dyn Future<Output = ()> + Send + '_>> = Box::pin(self.look());
            let _ = timeout_at(until, look).await;
        }
    }

    /// Looks into one region after the other until something is found.
    async fn look(&self) {
        for (tier, region) in self.regions.iter().enumerate() {
            region.find(|addresses| self.instances.replace(tier, addresses)).await;
            if self.instances.count().0 > 0 {
                break;
            }
        }
    }

    fn look_until(&self, patience: Duration) -> Option<Instant> {
        let now = Instant::now();
        let mut until = self.look_until.lock().unwrap_or_else(PoisonError::into_inner);
        match *until {
            Some(it) if now < it => Some(it),
            Some(it) if now < it + PAUSE => None,
            Some(_) | None => {
                *until = Some(now + patience);
                *until
            }
        }
    }
}
