//! Lists of any length, streamed as one JSON array.

use std::io;

use axum::body::Body;
use bytes::Bytes;
use contract::endpoint::{Endpoint, ResponseBody, Streamed};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use sync_wrapper::SyncWrapper;
use telemetry::context::RequestContext;

use super::{Answer, Outcome};
use crate::fault::Fault;

impl<T: Serialize, E: Endpoint<Answer = Streamed<T>>> Answer<E>
where
    Streamed<T>: ResponseBody,
{
    /// A list that is complete.
    pub fn list(items: &[T]) -> Outcome<E> {
        let mut text = piece(b'[', items)?;
        text.push(b']');
        Ok(Self::streamed(Body::from(text)))
    }

    /// A list whose first items are there, and whose others start at `at`. When the client has taken a piece, `next` gives the following
    /// one with the position of the one after it; `None` ends the list. If `next` fails, the answer is cut off, so that the client does
    /// not take what it has for the whole.
    pub fn list_in_pieces<P, F>(
        first: &[T],
        at: P,
        next: impl Fn(P) -> F + Clone + Send + 'static,
    ) -> Outcome<E>
    where
        P: Send + 'static,
        F: Future<Output = Result<Option<(Vec<T>, P)>, Fault>> + Send + 'static,
    {
        let first = piece(b'[', first)?;
        let context = RequestContext::current();
        let rest = stream::try_unfold(Some(at), move |at| {
            let (next, context) = (next.clone(), context.clone());
            async move {
                let Some(at) = at else { return Ok(None) };
                let following = async move {
                    match next(at).await? {
                        Some((items, at)) => Ok((piece(b',', &items)?, Some(at))),
                        None => Ok((vec![b']'], None)),
                    }
                };
                let made = match context {
                    Some(context) => context.scope(logged(following)).await,
                    None => logged(following).await,
                };
                made.map(Some)
            }
        });
        let all = stream::once(std::future::ready(Ok(first))).chain(rest);
        Ok(Self::streamed(Body::from_stream(all)))
    }

    fn streamed(body: Body) -> Self {
        Self { stream: Some(SyncWrapper::new(body)), ..Self::new(Bytes::new()) }
    }
}

async fn logged<T>(made: impl Future<Output = Result<T, Fault>>) -> io::Result<T> {
    made.await.map_err(|fault| {
        tracing::warn!(cause = fault.cause(), "a list was cut off");
        io::Error::other("the list was cut off")
    })
}

/// Items, each behind a separator, the first one behind `opening`.
fn piece<T: Serialize>(opening: u8, items: &[T]) -> Result<Vec<u8>, Fault> {
    let mut text = Vec::with_capacity(64 + 512 * items.len());
    text.push(opening);
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            text.push(b',');
        }
        serde_json::to_writer(&mut text, item).map_err(Fault::internal)?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use contract::owners::Owner;
    use contract::routes::ListAllOwners;
    use http::StatusCode;
    use http_body_util::BodyExt;
    use serde_json::Value;

    use super::*;

    fn owner(id: i32) -> Owner {
        let text = || "x".to_owned();
        let (first_name, last_name, address, city, telephone) = (text(), text(), text(), text(), text());
        Owner { id, first_name, last_name, address, city, telephone, pets: Vec::new() }
    }

    /// The body of a list of two owners a piece, which fails at a piece if it gets so far.
    async fn text(pieces: i32, fails_at: i32) -> Option<Bytes> {
        let next = move |at: i32| async move {
            if at == fails_at {
                return Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, "the database is away"));
            }
            Ok((at < pieces).then(|| (vec![owner(2 * at), owner(2 * at + 1)], at + 1)))
        };
        let first = [owner(0), owner(1)];
        let answer = Answer::<ListAllOwners>::list_in_pieces(&first, 1, next).unwrap();
        Some(answer.into_response(&[]).into_body().collect().await.ok()?.to_bytes())
    }

    #[tokio::test]
    async fn pieces_make_one_array() {
        for pieces in 1..4 {
            let all: Value = serde_json::from_slice(&text(pieces, -1).await.unwrap()).unwrap();
            let ids: Vec<_> = all.as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect();
            assert_eq!(ids, (0..2 * i64::from(pieces)).collect::<Vec<_>>());
        }
    }

    #[tokio::test]
    async fn a_list_that_cannot_be_completed_has_no_end() {
        assert!(text(4, 2).await.is_none());
    }

    #[tokio::test]
    async fn a_list_without_items_is_an_empty_array() {
        let answer = Answer::<ListAllOwners>::list(&[]).unwrap();
        let body = answer.into_response(&[]).into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body.as_ref(), b"[]");
    }
}
