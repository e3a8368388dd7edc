//! The state of one service in this process: its instances, breaker and budget.

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

/// After a look-up did not finish in time, no call waits for another one for this long.
const PAUSE: Duration = Duration::from_secs(5);

/// One service, as this process calls it.
pub(crate) struct Upstream {
    pub(crate) service: Service,
    pub(crate) breaker: Breaker,
    pub(crate) budget: Budget,
    pub(crate) instances: Instances,
    pub(crate) instruments: Instruments,
    /// Whether this process calls the service.
    pub(crate) is_served: bool,
    /// The regions to look instances up in, one tier each.
    pub(crate) regions: Vec<RegionalService>,
    /// Calls wait for the first look-up until this time.
    look_until: Mutex<Option<Instant>>,
}

/// The health of one service, from the view of its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// The service.
    pub service: Service,
    /// The state of the breaker.
    pub breaker: breaker::State,
    /// Known instances.
    pub instances: usize,
    /// How many of the known instances failed and have not answered since.
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

    /// Waits for the first look-up, at most for `patience` since the first call that waited.
    pub(crate) async fn find(&self, patience: Duration) {
        if self.instances.are_known() {
            return;
        }
        if let Some(until) = self.look_until(patience) {
            // A timeout means that nothing was found. The look-up is boxed: it is large and rare, and would enlarge
            // every call.
            let look: Pin<Box<dyn Future<Output = ()> + Send + '_>> = Box::pin(self.look());
            let _ = timeout_at(until, look).await;
        }
    }

    /// Looks into the regions in order until one has instances.
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
