//! The other services, from the view of one process.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use contract::service::Service;
use reqwest::Client;
use reqwest::header::HeaderMap;
use tokio::sync::watch;

use crate::breaker;
use crate::client;
use crate::customers::Customers;
use crate::discovery::{Address, Discovery};
use crate::error::SetupError;
use crate::instruments;
use crate::settings::Settings;
use crate::upstream::{Health, Upstream};
use crate::vets::Vets;
use crate::visits::Visits;
use crate::work;

/// The services that a process calls. Clones share connections, instances, breakers and retry budgets.
#[derive(Clone)]
pub struct Peers(Arc<Shared>);

struct Shared {
    client: Client,
    settings: ArcSwap<Settings>,
    interval: watch::Sender<Duration>,
    /// One for each service, in the order of [`Service::ALL`].
    upstreams: [Upstream; Service::ALL.len()],
}

impl Peers {
    /// Peers that `discovery` finds. Metrics go to the recorder that is installed when this is called. Fails if the
    /// HTTP client cannot be built.
    pub fn new(discovery: Discovery, settings: Settings) -> Result<Self, SetupError> {
        Self::with_headers(discovery, settings, HeaderMap::new())
    }

    #[expect(clippy::needless_pass_by_value, reason = "what is looked up with it belongs to these peers")]
    fn with_headers(
        discovery: Discovery,
        settings: Settings,
        headers: HeaderMap,
    ) -> Result<Self, SetupError> {
        instruments::describe();
        Ok(Self(Arc::new(Shared {
            client: client::build(&settings, headers)?,
            upstreams: Service::ALL.map(|it| Upstream::new(it, &discovery, &settings)),
            settings: ArcSwap::from_pointee(settings),
            interval: watch::Sender::new(work::INTERVAL),
        })))
    }

    /// Peers at fixed addresses, each like `http://host:port`, with default settings.
    pub fn fixed(endpoints: impl IntoIterator<Item = (Service, String)>) -> Result<Self, SetupError> {
        Self::new(Discovery::fixed(endpoints)?, Settings::default())
    }

    /// As [`fixed`](Self::fixed), but with headers that go with every call.
    pub fn fixed_with(
        endpoints: impl IntoIterator<Item = (Service, String)>,
        headers: HeaderMap,
    ) -> Result<Self, SetupError> {
        Self::with_headers(Discovery::fixed(endpoints)?, Settings::default(), headers)
    }

    /// Changes the bounds of every call that begins from now on. The thresholds of the breakers change at once and keep
    /// their counts. The connect timeout keeps its initial value.
    pub fn tune(&self, settings: Settings) {
        for upstream in self.upstreams() {
            upstream.breaker.tune(settings.trip_after, settings.refuse_for);
        }
        self.0.settings.store(Arc::new(settings));
    }

    /// Changes the interval of look-ups, initially 5 s. The new interval begins at once.
    pub fn refresh_every(&self, interval: Duration) {
        self.0.interval.send_if_modified(|it| std::mem::replace(it, interval) != interval);
    }

    /// The background task of the peers, which never ends: it looks instances up, for the first time at once.
    pub fn work(&self) -> impl Future<Output = ()> + Send + use<> {
        work::refresh(self.clone())
    }

    /// The customers service.
    pub fn customers(&self) -> Customers {
        Customers(self.clone())
    }

    /// The vets service.
    pub fn vets(&self) -> Vets {
        Vets(self.clone())
    }

    /// The visits service.
    pub fn visits(&self) -> Visits {
        Visits(self.clone())
    }

    /// The instances of a service that are known now; `None` until the first look-up.
    pub fn addresses(&self, service: Service) -> Option<Vec<Address>> {
        let instances = &self.upstream(service).instances;
        instances.are_known().then(|| instances.addresses())
    }

    /// The HTTP client of these peers, for requests to one of [`addresses`](Self::addresses) beside balancing, breaker and retries. It
    /// sends what identifies this process to its peers, so no other address may get a request of it.
    pub fn direct(&self) -> &Client {
        &self.0.client
    }

    /// The state of a service's breaker.
    pub fn breaker(&self, service: Service) -> breaker::State {
        self.upstream(service).breaker.state()
    }

    /// The health of the services that this process calls.
    pub fn health(&self) -> Vec<Health> {
        self.upstreams().iter().filter(|it| it.is_served).map(Upstream::health).collect()
    }

    /// Sets the gauges of breakers and instances to their current values.
    pub fn record_gauges(&self) {
        for upstream in self.upstreams().iter().filter(|it| it.is_served) {
            let Health { breaker, instances, set_aside, .. } = upstream.health();
            upstream.instruments.observed(breaker, instances, set_aside);
        }
    }

    pub(crate) fn upstream(&self, service: Service) -> &Upstream {
        &self.0.upstreams[service as usize]
    }

    pub(crate) fn upstreams(&self) -> &[Upstream] {
        &self.0.upstreams
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    pub(crate) fn settings(&self) -> Settings {
        **self.0.settings.load()
    }

    pub(crate) fn interval(&self) -> watch::Receiver<Duration> {
        self.0.interval.subscribe()
    }
}
