//! A Slack that takes every message.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use anyhow::{Context, Result, ensure};
use contract::settings::secrets::SLACK_WEBHOOK;

use super::account::{ENV, keep_secret};
use crate::daemon::localhost;
use crate::moto::Server;

const ANSWER: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

/// Starts it in a thread of its own, which ends with this process.
pub(super) fn start() -> Result<SocketAddr> {
    let listener = TcpListener::bind(localhost(0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // Whoever hangs up before the answer does not want it.
            let _ = answer(&connection);
        }
    });
    Ok(address)
}

/// Tells the account of it.
pub(super) fn keep(address: SocketAddr, moto: &Server) -> Result<()> {
    keep_secret(moto, &SLACK_WEBHOOK.shared_name(ENV), &format!("http://{address}/services/T0/B0/x"))
}

fn answer(connection: &TcpStream) -> Result<()> {
    let mut request = BufReader::new(connection);
    let mut length = 0;
    loop {
        let mut line = String::new();
        ensure!(request.read_line(&mut line)? > 0, "no whole request");
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().context("Content-Length")?;
            }
            _ if line.trim().is_empty() => break,
            _ => {}
        }
    }
    std::io::copy(&mut request.take(length), &mut std::io::sink())?;
    let mut connection = connection;
    Ok(connection.write_all(ANSWER.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http;

    #[test]
    fn every_message_is_taken() {
        let slack = start().unwrap();
        for body in ["{}", ""] {
            let answer = http::send(slack, "POST", "/services/T0/B0/x", &[], body).unwrap();
            assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
        }
    }
}
