//! A call to a peer, from the breaker to the answer.

use std::marker::PhantomData;
use std::sync::Arc;

use contract::endpoint::{Endpoint, NoBody, Route, Service};
use reqwest::Client;
use serde::de::DeserializeOwned;
use tokio::time::{sleep, timeout};

use crate::breaker::{self, Breaker, Failure};
use crate::client::{self, Answer};
use crate::customers::Customers;
use crate::discovery::Discovery;
use crate::error::{Error, SetupError};
use crate::jitter;
use crate::retry::{self, Budget};
use crate::settings::Settings;
use crate::visits::Visits;

/// The other services, as one process calls them. Clones share connections, breakers and retry budgets.
#[derive(Clone)]
pub struct Peers(Arc<Shared>);

struct Shared {
    client: Client,
    discovery: Discovery,
    settings: Settings,
    customers: Upstream,
    vets: Upstream,
    visits: Upstream,
}

/// What is known of one service's health.
struct Upstream {
    breaker: Breaker,
    budget: Budget,
}

impl Peers {
    /// Peers that are found by `discovery`. Fails where no HTTP client can be built.
    pub fn new(discovery: Discovery, settings: Settings) -> Result<Self, SetupError> {
        let upstream = |service| Upstream {
            breaker: Breaker::new(service, settings.trip_after, settings.refuse_for),
            budget: Budget::new(),
        };
        Ok(Self(Arc::new(Shared {
            client: client::build(&settings)?,
            discovery,
            settings,
            customers: upstream(Service::Customers),
            vets: upstream(Service::Vets),
            visits: upstream(Service::Visits),
        })))
    }

    /// Peers at fixed addresses, each like `http://host:port`, with default settings.
    pub fn fixed(endpoints: impl IntoIterator<Item = (Service, String)>) -> Result<Self, SetupError> {
        Self::new(Discovery::fixed(endpoints)?, Settings::default())
    }

    /// The customers service.
    pub fn customers(&self) -> Customers {
        Customers(self.clone())
    }

    /// The visits service.
    pub fn visits(&self) -> Visits {
        Visits(self.clone())
    }

    /// What callers of a service feel now.
    pub fn breaker(&self, service: Service) -> breaker::State {
        self.upstream(service).breaker.state()
    }

    fn upstream(&self, service: Service) -> &Upstream {
        match service {
            Service::Customers => &self.0.customers,
            Service::Vets => &self.0.vets,
            Service::Visits => &self.0.visits,
        }
    }

    /// Calls an operation, unless its service is refused, and tells the breaker how it went.
    pub(crate) async fn call<E>(&self, path: E::Path, query: &E::Query) -> Result<Reply<E>, Error>
    where
        E: Endpoint<Body = NoBody>,
    {
        let service = E::ROUTE.service;
        let upstream = self.upstream(service);
        let pass = upstream.breaker.admit().map_err(|_| Error::Refused(service))?;
        // A probe asks once: a service that comes back needs no crowd.
        let most_repeats = if pass.is_probe() { 0 } else { self.0.settings.extra_attempts };
        let attempts = self.attempts::<E>(path, query, &upstream.budget, most_repeats);
        match timeout(self.0.settings.call_timeout, attempts).await {
            Err(_) => {
                pass.failed(Failure::TimedOut);
                Err(Error::TimedOut(service))
            }
            Ok(None) => Err(Error::Undiscovered(service)),
            Ok(Some(Err(error))) => {
                pass.failed(Failure::NoConnection);
                Err(Error::Failed(service, error))
            }
            Ok(Some(Ok(answer))) if answer.status >= 500 => {
                pass.failed(Failure::Answered(answer.status));
                Err(Error::Answered(service, answer.status))
            }
            Ok(Some(Ok(answer))) => {
                pass.succeeded();
                Ok(Reply::new(answer))
            }
        }
    }

    /// The outcome of the last attempt; none where nobody can be asked.
    async fn attempts<E: Endpoint>(
        &self,
        path: E::Path,
        query: &E::Query,
        budget: &Budget,
        most_repeats: u32,
    ) -> Option<Result<Answer, reqwest::Error>> {
        let Route { method, service, path: template, .. } = E::ROUTE;
        let addresses = self.0.discovery.addresses(service).await;
        let first = jitter::index(addresses.len());
        budget.earn();
        // A repeat goes to another instance where there is one.
        for (repeats, address) in (0..).zip(addresses.iter().cycle().skip(first)) {
            let url = address.of(template, path, query);
            let outcome = client::send(&self.0.client, method, url).await;
            let ends =
                repeats == most_repeats || !retry::is_worth_repeating(method, &outcome) || !budget.spend();
            if ends {
                return Some(outcome);
            }
            sleep(retry::pause(repeats)).await;
        }
        None
    }
}

/// An answer below 500.
pub(crate) struct Reply<E> {
    answer: Answer,
    operation: PhantomData<E>,
}

impl<E: Endpoint> Reply<E> {
    fn new(answer: Answer) -> Self {
        Self { answer, operation: PhantomData }
    }

    pub(crate) fn status(&self) -> u16 {
        self.answer.status
    }

    /// The error of an answer that the caller has no use for.
    pub(crate) fn refused(&self) -> Error {
        Error::Answered(E::ROUTE.service, self.answer.status)
    }

    /// What the operation answers on success.
    pub(crate) fn read(self) -> Result<E::Answer, Error>
    where
        E::Answer: DeserializeOwned,
    {
        if self.answer.status != E::ROUTE.success {
            return Err(self.refused());
        }
        // No body is how the wire writes `()`, which JSON writes as null.
        let json: &[u8] = if self.answer.body.is_empty() { b"null" } else { &self.answer.body };
        // The cause quotes the body, so it is not kept.
        serde_json::from_slice(json).map_err(|_| Error::Unreadable(E::ROUTE.service, E::ROUTE.name))
    }
}
