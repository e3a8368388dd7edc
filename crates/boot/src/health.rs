//! The health check that a container engine runs inside the container, where there is no other HTTP client.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use contract::process_routes::HEALTH;

/// Timeout of each step.
const PATIENCE: Duration = Duration::from_secs(2);

/// Checks the liveness of the process on this port of the machine.
///
/// # Errors
/// If it does not answer, or answers with another status than 200.
pub(crate) fn check(port: u16) -> io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n", HEALTH)?;
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    match &start {
        b"HTTP/1.1 200" => Ok(()),
        other => Err(io::Error::other(format!("answered {}", String::from_utf8_lossy(&other[9..])))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A server that answers one request with a status.
    fn answering(status: &'static str) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let request: Vec<_> =
                BufReader::new(&stream).lines().map(Result::unwrap).take_while(|it| !it.is_empty()).collect();
            assert_eq!(request[0], "GET /health HTTP/1.1");
            write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").unwrap();
        });
        port
    }

    #[test]
    fn a_process_that_answers_200_lives() {
        check(answering("200 OK")).unwrap();
    }

    #[test]
    fn a_process_that_answers_otherwise_or_not_at_all_does_not() {
        assert_eq!(check(answering("503 Service Unavailable")).unwrap_err().to_string(), "answered 503");
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        assert!(check(free).is_err());
    }
}
