//! Mounts handlers at the paths of the route table.

mod routes;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, on};
use contract::endpoint::Endpoint;
use contract::route::{Method, Route};

use crate::answer::Outcome;
use crate::call::Call;
use crate::clock::HandlerState;
use crate::instruments;
use crate::preconditions::if_none_match;

pub use routes::Routes;

/// The only way to add a route to a router.
pub trait Mount<C> {
    /// Mounts a handler at every path of its endpoint.
    fn mount<E, H, F>(self, endpoint: E, handler: H) -> Self
    where
        E: Endpoint,
        H: Fn(C, Call<E>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Outcome<E>> + Send + 'static;
}

impl<C: HandlerState> Mount<C> for Router<C> {
    #[expect(clippy::disallowed_methods, reason = "the door")]
    fn mount<E, H, F>(self, _: E, handler: H) -> Self
    where
        E: Endpoint,
        H: Fn(C, Call<E>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Outcome<E>> + Send + 'static,
    {
        let route: &'static Route = const { &E::ROUTE };
        instruments::register(route);
        let serve = |is_strict: bool| {
            let handler = handler.clone();
            move |State(context): State<C>, request: Request| async move {
                if let Some(known) = telemetry::context::RequestContext::current() {
                    known.set_route(route);
                }
                let known = match E::ROUTE.method {
                    Method::Get => if_none_match(request.headers()),
                    // The client gets the full answer to a write that took place, whatever version it has.
                    Method::Post | Method::Put | Method::Delete => Vec::new(),
                };
                match carry_out(route, is_strict, handler, context, request).await {
                    Ok(answer) => answer.into_response(&known),
                    Err(fault) => fault.into_response(),
                }
            }
        };
        let filter = method_filter(E::ROUTE.method);
        E::ROUTE
            .paths()
            .fold(self, |router, path| router.route(path, on(filter, serve(route.is_strict(path)))))
    }
}

/// Calls the handler, and once more if the database undid the first attempt: a failover, a deadlock, or a connection
/// lost before the commit. Both attempts share the timeout of the request.
async fn carry_out<C, E, H, F>(
    route: &'static Route,
    is_strict: bool,
    handler: H,
    context: C,
    request: Request,
) -> Outcome<E>
where
    C: HandlerState,
    E: Endpoint,
    H: Fn(C, Call<E>) -> F,
    F: Future<Output = Outcome<E>>,
{
    let request = if const { E::ROUTE.needs.is_some() } {
        let (mut parts, body) = request.into_parts();
        context.admit(route, &mut parts).await?;
        Request::from_parts(parts, body)
    } else {
        request
    };
    let (call, received) = Call::read(request, is_strict, context.clock()).await?;
    match handler(context.clone(), call).await {
        Err(fault) if fault.is_repeatable() => {
            instruments::repeated(route);
            let call = Call::again(&received, context.clock())?;
            handler(context, call).await
        }
        outcome => outcome,
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

#[cfg(feature = "database")]
#[cfg(test)]
mod tests;
