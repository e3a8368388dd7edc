//! A Slack that takes every message.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use anyhow::{Context, Result, ensure};
use contract::settings::secrets::SLACK_WEBHOOK;

use super::deploy::credential;
use crate::daemon::localhost;
use crate::http;
use crate::moto::Server;

/// The environment that functions are told of.
const ENV: &str = "dev";
/// moto wants one that differs from request to request; there is one request.
const TOKEN: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
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

/// Puts the address of its webhook where functions look for it.
pub(super) fn keep(address: SocketAddr, moto: &Server) -> Result<()> {
    let secret = serde_json::json!({
        "Name": SLACK_WEBHOOK.shared_name(ENV),
        "SecretString": format!("http://{address}/services/T0/B0/x"),
        "ClientRequestToken": TOKEN,
    });
    let credential = credential("secretsmanager");
    let headers = [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("X-Amz-Target", "secretsmanager.CreateSecret"),
        ("Authorization", credential.as_str()),
    ];
    let answer = http::send(moto.address(), "POST", "/", &headers, &secret.to_string())?;
    ensure!(answer.status == 200, "no secret: {} {}", answer.status, answer.body);
    Ok(())
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

    #[test]
    fn every_message_is_taken() {
        let slack = start().unwrap();
        for body in ["{}", ""] {
            let answer = http::send(slack, "POST", "/services/T0/B0/x", &[], body).unwrap();
            assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
        }
    }
}
