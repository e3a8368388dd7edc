//! A minimal HTTP client: it sees whether a server on loopback answers, and sends single requests to it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

const LIMIT: Duration = Duration::from_secs(10);

/// A response's status and body.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Sends a GET for a path with its query.
pub(crate) fn get(address: SocketAddr, path: &str) -> Result<Response> {
    send(address, "GET", path, &[], "")
}

/// Sends a POST without a body.
pub(crate) fn post(address: SocketAddr, path: &str) -> Result<Response> {
    send(address, "POST", path, &[], "")
}

/// Sends a request with a method, headers and a body.
pub(crate) fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Response> {
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    // HTTP/1.0 avoids chunked encoding: the response ends when the connection does.
    let mut request =
        format!("{method} {path} HTTP/1.0\r\nHost: {address}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(body);
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    parse(&String::from_utf8_lossy(&answer)).with_context(|| format!("{method} {path}: no HTTP answer"))
}

fn parse(answer: &str) -> Option<Response> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(Response { status, body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_its_status_and_what_follows_the_empty_line() {
        let answer = parse("HTTP/1.1 503 Service Unavailable\r\nA: b\r\n\r\nlater\r\n\r\n").unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (503, "later\r\n\r\n"));
        assert!(parse("HTTP/1.1 200 OK\r\nA: b\r\n").is_none());
        assert!(parse("SSH-2.0 hello\r\n\r\n").is_none());
    }
}
