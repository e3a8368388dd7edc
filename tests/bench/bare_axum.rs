//! A ceiling: an axum handler that returns a fixed body and does nothing else.

use std::io::{Read, Write};

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::net::TcpListener;

/// Serves the bytes from standard input for every `GET /`, until this process is killed.
#[expect(clippy::disallowed_methods, reason = "this is what the real routes are compared with")]
pub(crate) async fn run() -> Result<()> {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let body = Bytes::from(body);
    let answer = move || {
        let body = body.clone();
        async move { ([(CONTENT_TYPE, "application/json")], body) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    axum::serve(listener, Router::new().route("/", get(answer))).await?;
    Ok(())
}
