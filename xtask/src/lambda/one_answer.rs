//! A server that sends the same response to every request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use anyhow::{Context, Result, ensure};

use crate::daemon::localhost;

/// Starts the server in its own thread, which ends with this process.
pub(super) fn start(content_type: &'static str, body: &'static str) -> Result<SocketAddr> {
    let listener = TcpListener::bind(localhost(0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // A failure means that the client hung up; it does not want the response.
            let _ = answer(&connection, content_type, body);
        }
    });
    Ok(address)
}

fn answer(connection: &TcpStream, content_type: &str, body: &str) -> Result<()> {
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
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    Ok(connection.write_all((head + body).as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http;

    #[test]
    fn every_request_gets_the_answer() {
        let address = start("text/plain", "ok").unwrap();
        for body in ["{}", ""] {
            let answer = http::send(address, "POST", "/services/T0/B0/x", &[], body).unwrap();
            assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
        }
    }
}
