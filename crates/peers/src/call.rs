//! A call to a peer, from the breaker to the answer.

use std::marker::PhantomData;

use contract::endpoint::{Endpoint, NoBody, Route};
use serde::de::DeserializeOwned;
use telemetry::context::Context;
use tokio::time::{sleep, timeout};

use crate::attempt::{Attempt, ending};
use crate::breaker::Failure;
use crate::client::{self, Answer, NoAnswer};
use crate::error::Error;
use crate::peers::Peers;
use crate::retry;
use crate::settings::Settings;
use crate::upstream::Upstream;

/// The part of a call's time that an attempt may take which finds out whether an instance is back.
const PROBE_SHARE: u32 = 3;

impl Peers {
    /// Calls an operation, unless its service is refused, and tells the breaker how it went.
    pub(crate) async fn call<E>(&self, path: E::Path, query: &E::Query) -> Result<Reply<E>, Error>
    where
        E: Endpoint<Body = NoBody>,
    {
        let service = E::ROUTE.service;
        let upstream = self.upstream(service);
        let Ok(pass) = upstream.breaker.admit() else {
            upstream.instruments.not_permitted.increment(1);
            return Err(Error::Refused(service));
        };
        let mut settings = self.settings();
        if pass.is_probe() {
            // A service that comes back needs no crowd: a probe asks each instance once at most.
            settings.extra_attempts = settings.extra_attempts.min(upstream.instances.others());
        }
        let mut under_way = None;
        let attempts = self.attempts::<E>(path, query, upstream, &settings, &mut under_way);
        let outcome = timeout(settings.call_timeout, attempts).await;
        match outcome {
            Err(_) => {
                if let Some(attempt) = under_way {
                    attempt.ended(Err(Failure::TimedOut));
                }
                pass.failed(Failure::TimedOut);
                Err(Error::TimedOut(service))
            }
            Ok(None) => Err(Error::Undiscovered(service)),
            Ok(Some(Err(NoAnswer::Connection(error)))) => {
                pass.failed(Failure::NoConnection);
                Err(Error::Failed(service, error))
            }
            Ok(Some(Err(NoAnswer::TimedOut))) => {
                pass.failed(Failure::TimedOut);
                Err(Error::TimedOut(service))
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

    /// The outcome of the last attempt; none where nobody can be asked. The attempt that is under way is left to the
    /// caller, who may run out of time.
    async fn attempts<'a, E: Endpoint>(
        &self,
        path: E::Path,
        query: &E::Query,
        upstream: &'a Upstream,
        settings: &Settings,
        under_way: &mut Option<Attempt<'a>>,
    ) -> Option<Result<Answer, NoAnswer>> {
        let route: &'static Route = const { &E::ROUTE };
        let cause = Context::current();
        upstream.find(settings.call_timeout / 2).await;
        upstream.budget.earn();
        let (mut last, mut tried, mut repeats) = (None, None, 0);
        // A repeat goes to another instance where there is one.
        while let Some(lease) = upstream.instances.lease(tried.as_ref()) {
            let url = lease.address().of(route.path, path, query);
            tried = Some(lease.instance().clone());
            let may_repeat = repeats < settings.extra_attempts && route.method.is_idempotent();
            // An instance that failed may accept and not answer, which is found out while another one still has its time.
            let is_bounded = lease.is_probe() && may_repeat && upstream.instances.others() > 0;
            let attempt = Attempt::begin(lease, route, &upstream.instruments, cause.as_ref());
            let headers = attempt.headers(cause.as_ref());
            *under_way = Some(attempt);
            let sent = client::send(self.client(), route.method, url, headers);
            let outcome = if is_bounded {
                timeout(settings.call_timeout / PROBE_SHARE, sent).await.unwrap_or(Err(NoAnswer::TimedOut))
            } else {
                sent.await
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
