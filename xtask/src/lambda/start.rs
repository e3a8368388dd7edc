//! Measures how soon a function is ready for its first event.

use std::io::{BufRead, BufReader, ErrorKind};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::daemon::localhost;

/// A function that has sent no request by then never does.
const LIMIT: Duration = Duration::from_secs(10);
/// A polling interval, far below a start's duration.
const LOOK: Duration = Duration::from_micros(100);

/// The durations of several starts, sorted.
#[derive(Debug)]
pub(super) struct Starts(Vec<Duration>);

impl Starts {
    pub(super) fn of(mut times: Vec<Duration>) -> Starts {
        times.sort();
        Starts(times)
    }

    pub(super) fn median(&self) -> Duration {
        self.0.get(self.0.len() / 2).copied().unwrap_or_default()
    }

    pub(super) fn longest(&self) -> Duration {
        self.0.last().copied().unwrap_or_default()
    }
}

/// Starts a function `times` times. `command` makes the command of a function that uses the runtime API at the given address.
pub(super) fn measure(times: usize, command: impl Fn(&str) -> Command) -> Result<Starts> {
    // The first start reads the program from disk, so it does not count.
    first_question(&command)?;
    Ok(Starts::of((0..times).map(|_| first_question(&command)).collect::<Result<_>>()?))
}

/// The time from a function's start to its first request for an event. The request stays unanswered.
fn first_question(command: impl Fn(&str) -> Command) -> Result<Duration> {
    let listener = TcpListener::bind(localhost(0))?;
    listener.set_nonblocking(true)?;
    let mut command = command(&listener.local_addr()?.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
    let started = Instant::now();
    let mut function = Running(command.spawn().context("cannot start the function")?);
    let connection = loop {
        match listener.accept() {
            Ok((connection, _)) => break connection,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
        if let Some(status) = function.0.try_wait()? {
            bail!("the function ended before it asked for an event: {status}");
        }
        ensure!(started.elapsed() < LIMIT, "the function did not ask for an event in {LIMIT:?}");
        thread::sleep(LOOK);
    };
    connection.set_nonblocking(false)?;
    connection.set_read_timeout(Some(LIMIT))?;
    let mut connection = BufReader::new(connection);
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let taken = started.elapsed();
    // Before the connection, or the function would log its end as an error.
    drop(function);
    ensure!(line.starts_with("GET /2018-06-01/runtime/invocation/next "), "not asked for an event: {line}");
    Ok(taken)
}

/// A process that ends when it is dropped.
pub(super) struct Running(pub(super) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if the process has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_ends_with_the_first_question() {
        let ask = |line: &'static str| {
            move |address: &str| {
                let (host, port) = address.split_once(':').unwrap();
                let script = format!(
                    "import socket; s = socket.create_connection(('{host}', {port})); s.sendall(b'{line}\\r\\n'); s.recv(1)"
                );
                let mut python = Command::new("python3");
                python.args(["-c", &script]);
                python
            }
        };
        let starts = measure(3, ask("GET /2018-06-01/runtime/invocation/next HTTP/1.1")).unwrap();
        assert!(Duration::ZERO < starts.median() && starts.median() <= starts.longest());
        let error = measure(3, ask("POST /2018-06-01/runtime/init/error HTTP/1.1")).unwrap_err();
        assert!(error.to_string().starts_with("not asked for an event: POST"), "{error}");
    }

    #[test]
    fn a_function_that_ends_before_it_asks_is_reported() {
        let error = measure(3, |_| Command::new("false")).unwrap_err();
        assert_eq!(error.to_string(), "the function ended before it asked for an event: exit status: 1");
    }

    #[test]
    fn half_of_the_starts_are_as_soon_as_the_median() {
        let starts = Starts::of([30, 1, 2].map(Duration::from_millis).to_vec());
        assert_eq!(
            (starts.median(), starts.longest()),
            (Duration::from_millis(2), Duration::from_millis(30))
        );
    }
}
