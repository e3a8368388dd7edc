//! The context of the request in progress, available to all work on its behalf.

use std::sync::{Arc, OnceLock};

use contract::route::Route;
use http::HeaderValue;

use crate::trace::Trace;

tokio::task_local! {
    static CURRENT: RequestContext;
}

/// A request in progress. Clones are the same request.
#[derive(Clone, Debug)]
pub struct RequestContext(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    request_id: HeaderValue,
    trace: Trace,
    route: OnceLock<&'static Route>,
}

impl RequestContext {
    /// Creates the context of a new request.
    pub fn new(request_id: HeaderValue, trace: Trace) -> Self {
        Self(Arc::new(Shared { request_id, trace, route: OnceLock::new() }))
    }

    /// The request that the current task works for, if any.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// Runs a future on behalf of this request.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }

    /// Its id, which is in the answer and in the log.
    pub fn request_id(&self) -> &HeaderValue {
        &self.0.request_id
    }

    /// Its place in a trace.
    pub fn trace(&self) -> &Trace {
        &self.0.trace
    }

    /// Sets the operation that the request asks for. Only the first call counts.
    pub fn set_route(&self, route: &'static Route) {
        let _ = self.0.route.set(route);
    }

    /// The operation it asks for, once that is known.
    pub fn route(&self) -> Option<&'static Route> {
        self.0.route.get().copied()
    }
}
