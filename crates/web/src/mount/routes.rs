//! The routes of a service, separated by audience.

use axum::Router;
use contract::endpoint::Endpoint;
use contract::route::Audience;

use super::Mount;
use crate::answer::Outcome;
use crate::call::Call;
use crate::clock::HandlerState;

/// The routes of a service, separated by their audience in the route table.
#[derive(Clone)]
pub struct Routes<C = ()> {
    /// Routes for everyone who reaches the clinic.
    public: Router<C>,
    /// Routes for other services, operators and probes only.
    internal: Router<C>,
}

impl<C: Clone + Send + Sync + 'static> Default for Routes<C> {
    fn default() -> Self {
        Self { public: Router::new(), internal: Router::new() }
    }
}

impl<C: HandlerState> Routes<C> {
    /// No routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Mounts a handler at every path of its endpoint.
    #[must_use]
    pub fn mount<E, H, F>(self, endpoint: E, handler: H) -> Self
    where
        E: Endpoint,
        H: Fn(C, Call<E>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Outcome<E>> + Send + 'static,
    {
        match E::ROUTE.audience {
            Audience::Public => Self { public: self.public.mount(endpoint, handler), ..self },
            Audience::Peers | Audience::Operators | Audience::Probes => {
                Self { internal: self.internal.mount(endpoint, handler), ..self }
            }
        }
    }

    /// Sets the state that all handlers share.
    pub fn with_state(self, state: C) -> Routes {
        Routes { public: self.public.with_state(state.clone()), internal: self.internal.with_state(state) }
    }
}

impl Routes {
    /// Combines both sets of routes.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self { public: self.public.merge(other.public), internal: self.internal.merge(other.internal) }
    }

    /// A router of the public routes.
    pub fn public(&self) -> Router {
        self.public.clone()
    }

    /// A router of all routes, for listeners that only the clinic itself can reach.
    pub fn all(&self) -> Router {
        self.public.clone().merge(self.internal.clone())
    }
}
