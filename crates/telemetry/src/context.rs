//! The context of the request in progress, available to all work on its behalf.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use contract::route::Route;
use http::HeaderValue;
use tokio::time::Instant;

use crate::trace::Trace;

tokio::task_local! {
    static CURRENT: RequestContext;
}

/// Most calls noted of a request.
const CALLS: usize = 32;

/// A request in progress. Clones are the same request.
#[derive(Clone, Debug)]
pub struct RequestContext(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    request_id: HeaderValue,
    trace: Trace,
    route: OnceLock<&'static Route>,
    began: Instant,
    calls: Mutex<Vec<PeerCall>>,
}

/// A call to another service on behalf of a request.
#[derive(Clone, Copy, Debug)]
pub struct PeerCall {
    /// Its span.
    pub span: u64,
    /// What was asked for.
    pub route: &'static Route,
    /// When it began, after the request did.
    pub after: Duration,
    /// How long it took.
    pub took: Duration,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
}

impl RequestContext {
    /// Creates the context of a new request.
    pub fn new(request_id: HeaderValue, trace: Trace) -> Self {
        Self(Arc::new(Shared {
            request_id,
            trace,
            route: OnceLock::new(),
            began: Instant::now(),
            calls: Mutex::default(),
        }))
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

    /// Notes a call that is over. Of many calls the first ones are kept.
    pub fn called(&self, span: u64, route: &'static Route, took: Duration, status: Option<u16>) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() < CALLS {
            let after = self.0.began.elapsed().saturating_sub(took);
            calls.push(PeerCall { span, route, after, took, status });
        }
    }

    /// The calls that are over.
    pub fn calls(&self) -> Vec<PeerCall> {
        self.0.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The operation it asks for, once that is known.
    pub fn route(&self) -> Option<&'static Route> {
        self.0.route.get().copied()
    }
}
