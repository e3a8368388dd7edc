//! The body of a streamed answer, step by step.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;

pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

pub(crate) enum Step {
    Send(Result<Bytes, Error>),
    Wait(Duration),
    /// Sends the bytes so far.
    Flush,
    Stall,
}

impl Step {
    /// Breaks the connection.
    pub(crate) fn cut() -> [Self; 2] {
        [Self::Flush, Self::Send(Err("the connection breaks".into()))]
    }
}

pub(crate) fn body(steps: Vec<Step>) -> Body {
    let pieces = stream::unfold(steps.into_iter(), |mut steps| async move {
        loop {
            match steps.next()? {
                Step::Send(piece) => return Some((piece, steps)),
                Step::Wait(time) => tokio::time::sleep(time).await,
                Step::Flush => tokio::task::yield_now().await,
                Step::Stall => match std::future::pending::<Infallible>().await {},
            }
        }
    });
    Body::from_stream(pieces)
}
