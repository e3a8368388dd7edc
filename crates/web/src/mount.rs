//! Mounting handlers at the places the route table gives them.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, on};
use contract::endpoint::{Endpoint, Method};

use crate::answer::Outcome;
use crate::call::Call;
use crate::clock::Context;
use crate::preconditions::if_none_match;

/// The only way a route gets into a router.
pub trait Mount<C> {
    /// Mounts a handler under every path of its endpoint.
    fn mount<E, H, F>(self, endpoint: E, handler: H) -> Self
    where
        E: Endpoint,
        H: Fn(C, Call<E>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Outcome<E>> + Send + 'static;
}

impl<C: Context> Mount<C> for Router<C> {
    #[expect(clippy::disallowed_methods, reason = "the door")]
    fn mount<E, H, F>(self, _: E, handler: H) -> Self
    where
        E: Endpoint,
        H: Fn(C, Call<E>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Outcome<E>> + Send + 'static,
    {
        let serve = move |State(context): State<C>, request: Request| async move {
            let known = match E::ROUTE.method {
                Method::Get => if_none_match(request.headers()),
                // A write that has taken place is answered in full.
                Method::Post | Method::Put | Method::Delete => Vec::new(),
            };
            let outcome = match Call::read(request, context.clock()).await {
                Ok(call) => handler(context, call).await,
                Err(fault) => Err(fault),
            };
            match outcome {
                Ok(answer) => answer.into_response(&known),
                Err(fault) => fault.into_response(),
            }
        };
        let filter = method_filter(E::ROUTE.method);
        E::ROUTE.paths().fold(self, |router, path| router.route(path, on(filter, serve.clone())))
    }
}

fn method_filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Delete => MethodFilter::DELETE,
    }
}
