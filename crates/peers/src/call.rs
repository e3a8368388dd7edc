//! A call to a peer, from the breaker to the answer.

use std::marker::PhantomData;

use bytes::Bytes;
use contract::endpoint::{Endpoint, NoBody};
use contract::problem::Problem;
use contract::route::Route;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use telemetry::context::RequestContext;
use tokio::time::{sleep, timeout};

use crate::attempt::{Attempt, ending};
use crate::breaker::PeerFailure;
use crate::client::{self, NoAnswer, Response};
use crate::error::Error;
use crate::peers::Peers;
use crate::retry;
use crate::settings::Settings;
use crate::upstream::Upstream;

/// A probe of an instance gets this fraction (1/n) of the call's time.
const PROBE_SHARE: u32 = 3;

/// The outcome of a request made for a user, who needs to see why it was refused.
#[derive(Clone, Debug)]
pub enum WriteOutcome<T> {
    /// The peer carried out the request.
    Done(T),
    /// The peer refused the request: a broken rule, a missing object or a concurrent change. The problem quotes the
    /// request.
    Refused(Problem),
}

impl Peers {
    /// Calls an operation that takes no body.
    pub(crate) async fn call<E>(&self, path: E::Path, query: &E::Query) -> Result<Reply<E>, Error>
    where
        E: Endpoint<Body = NoBody>,
    {
        self.send::<E>(path, query, Sent::default()).await
    }

    /// Calls an operation with a body unless the breaker is open, and reports the outcome to the breaker.
    pub(crate) async fn send<E: Endpoint>(
        &self,
        path: E::Path,
        query: &E::Query,
        sent: Sent,
    ) -> Result<Reply<E>, Error> {
        let service = E::SERVICE;
        let upstream = self.upstream(service);
        let Ok(pass) = upstream.breaker.admit() else {
            upstream.instruments.not_permitted.increment(1);
            return Err(Error::Refused(service));
        };
        let mut settings = self.settings();
        if pass.is_probe() {
            // One probe is enough to see that a service is back, so it asks each instance at most once.
            settings.extra_attempts = settings.extra_attempts.min(upstream.instances.others());
        }
        let mut under_way = None;
        let attempts = self.attempts::<E>(path, query, &sent, upstream, &settings, &mut under_way);
        let outcome = timeout(settings.call_timeout, attempts).await;
        match outcome {
            Err(_) => {
                if let Some(attempt) = under_way {
                    attempt.ended(Err(PeerFailure::TimedOut));
                }
                pass.failed(PeerFailure::TimedOut);
                Err(Error::TimedOut(service))
            }
            Ok(None) => Err(Error::Undiscovered(service)),
            Ok(Some(Err(NoAnswer::Connection(error)))) => {
                pass.failed(PeerFailure::NoConnection);
                Err(Error::Failed(service, error))
            }
            Ok(Some(Err(NoAnswer::TimedOut))) => {
                pass.failed(PeerFailure::TimedOut);
                Err(Error::TimedOut(service))
            }
            Ok(Some(Ok(answer))) if answer.status >= 500 => {
                pass.failed(PeerFailure::Answered(answer.status));
                Err(Error::Answered(service, answer.status))
            }
            Ok(Some(Ok(answer))) => {
                pass.succeeded();
                Ok(Reply::new(answer))
            }
        }
    }

    /// The outcome of the last attempt; `None` if the service has no instances. The attempt under way stays in
    /// `under_way`, because the caller may cancel this future when the time is over.
    async fn attempts<'a, E: Endpoint>(
        &self,
        path: E::Path,
        query: &E::Query,
        sent: &Sent,
        upstream: &'a Upstream,
        settings: &Settings,
        under_way: &mut Option<Attempt<'a>>,
    ) -> Option<Result<Response, NoAnswer>> {
        let route: &'static Route = const { &E::ROUTE };
        let cause = RequestContext::current();
        upstream.find(settings.call_timeout / 2).await;
        upstream.budget.earn();
        let (mut last, mut tried, mut repeats) = (None, None, 0);
        // A repeat goes to another instance if there is one.
        while let Some(lease) = upstream.instances.lease(tried.as_ref()) {
            let url = lease.address().of(route.path, &path, query);
            tried = Some(lease.instance().clone());
            let may_repeat = repeats < settings.extra_attempts && route.method.is_idempotent();
            // A failed instance may accept and never answer. A shorter timeout leaves time to try another instance.
            let is_bounded = lease.is_probe() && may_repeat && upstream.instances.others() > 0;
            let attempt = Attempt::begin(lease, route, &upstream.instruments, cause.as_ref());
            let mut headers = attempt.headers();
            headers.extend(sent.headers.clone());
            *under_way = Some(attempt);
            let sending = client::send(self.client(), route.method, url, headers, sent.body.clone());
            let outcome = if is_bounded {
                timeout(settings.call_timeout / PROBE_SHARE, sending).await.unwrap_or(Err(NoAnswer::TimedOut))
            } else {
                sending.await
            };
            if let Some(attempt) = under_way.take() {
                attempt.ended(ending(&outcome));
            }
            let is_repeated =
                may_repeat && retry::is_worth_repeating(route.method, &outcome) && upstream.budget.spend();
            if !is_repeated {
                return Some(outcome);
            }
            last = Some(outcome);
            upstream.instruments.retries.increment(1);
            sleep(retry::pause(repeats)).await;
            repeats += 1;
        }
        last
    }
}

/// The parts of a request besides path and query.
#[derive(Default)]
pub(crate) struct Sent {
    headers: HeaderMap,
    body: Option<Bytes>,
}

impl Sent {
    /// A body as JSON.
    pub(crate) fn json(body: &impl Serialize) -> Self {
        // Serialization cannot fail: the contract's types are plain structs.
        Self { headers: HeaderMap::new(), body: serde_json::to_vec(body).ok().map(Bytes::from) }
    }

    /// Adds a header; an invalid value is left out.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}

/// An answer below 500.
pub(crate) struct Reply<E> {
    answer: Response,
    operation: PhantomData<E>,
}

impl<E: Endpoint> Reply<E> {
    fn new(answer: Response) -> Self {
        Self { answer, operation: PhantomData }
    }

    pub(crate) fn status(&self) -> u16 {
        self.answer.status
    }

    /// The value of a response header, as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.answer.headers.get(name)?.to_str().ok()
    }

    /// The answer of the operation, or the peer's reason for refusing.
    pub(crate) fn outcome(self) -> Result<WriteOutcome<E::Answer>, Error>
    where
        E::Answer: DeserializeOwned,
    {
        if !matches!(self.answer.status, 400 | 404 | 409 | 412 | 422) {
            return Ok(WriteOutcome::Done(self.read()?));
        }
        let problem = serde_json::from_slice(&self.answer.body);
        problem.map(WriteOutcome::Refused).map_err(|_| Error::Unreadable(E::SERVICE, E::ROUTE.name))
    }

    /// The error for a caller that treats every refusal as a failure.
    pub(crate) fn refused(&self) -> Error {
        Error::Answered(E::SERVICE, self.answer.status)
    }

    /// The answer of the operation; any other status is an error.
    pub(crate) fn read(self) -> Result<E::Answer, Error>
    where
        E::Answer: DeserializeOwned,
    {
        if self.answer.status != E::ROUTE.success {
            return Err(self.refused());
        }
        // An empty body is the wire form of `()`, which serde reads from `null`.
        let json: &[u8] = if self.answer.body.is_empty() { b"null" } else { &self.answer.body };
        // The cause is dropped because it quotes the body.
        serde_json::from_slice(json).map_err(|_| Error::Unreadable(E::SERVICE, E::ROUTE.name))
    }
}
