//! The health check that a container engine runs inside the container, where there is no other HTTP client.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use contract::process_routes::HEALTH;

/// Timeout of each step.
const PATIENCE: Duration = Duration::from_secs(2);

/// Checks the liveness of the process that listens on this address and port, or on all addresses of the machine.
///
/// # Errors
/// If it does not answer, or answers with another status than 200.
pub(crate) fn check(host: Option<IpAddr>, port: u16) -> io::Result<()> {
    let address = SocketAddr::new(reached_by(host), port);
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

/// The address by which the machine itself reaches what listens on `host`.
fn reached_by(host: Option<IpAddr>) -> IpAddr {
    match host {
        Some(IpAddr::V6(ip)) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        Some(ip) if !ip.is_unspecified() => ip,
        _ => Ipv4Addr::LOCALHOST.into(),
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
        check(None, answering("200 OK")).unwrap();
    }

    #[test]
    fn a_process_that_answers_otherwise_or_not_at_all_does_not() {
        assert_eq!(
            check(None, answering("503 Service Unavailable")).unwrap_err().to_string(),
            "answered 503"
        );
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        assert!(check(None, free).is_err());
    }

    #[test]
    fn what_listens_everywhere_is_reached_by_loopback_and_all_else_where_it_listens() {
        for (host, by) in
            [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("127.0.0.7", "127.0.0.7"), ("10.0.0.7", "10.0.0.7")]
        {
            assert_eq!(reached_by(Some(host.parse().unwrap())), by.parse::<IpAddr>().unwrap());
        }
    }
}
