//! Starts the processes under test, exchanges lines with them, and ends them with this process.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use xtask::process::Guard;

/// The time limit until a process announces that it is ready.
const START: Duration = Duration::from_secs(60);

/// A running process. It is killed when this is dropped or this process ends, even abnormally.
pub(crate) struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    _guard: Guard,
}

impl Process {
    /// Starts a program.
    pub(crate) fn start(command: &mut Command) -> Result<Process> {
        let (mut child, guard) = spawn(command.stdin(Stdio::piped()).stdout(Stdio::piped()))?;
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().context("a pipe was asked for")?);
        let (sender, lines) = channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Ok(Process { child, stdin, lines, _guard: guard })
    }

    /// Starts a program without input, with its output in a file.
    pub(crate) fn start_into(command: &mut Command, output: File) -> Result<Process> {
        let (child, guard) = spawn(command.stdin(Stdio::null()).stdout(output))?;
        let (_, lines) = channel();
        Ok(Process { child, stdin: None, lines, _guard: guard })
    }

    /// Starts a server and waits for the line that ends with its address.
    pub(crate) fn serve(command: &mut Command) -> Result<(Process, SocketAddr)> {
        let process = Process::start(command)?;
        let address = process.address()?;
        Ok((process, address))
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process has ended by itself.
    pub(crate) fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Waits for the line that ends with an address.
    pub(crate) fn address(&self) -> Result<SocketAddr> {
        let line = self.line(START)?;
        let address = line.rsplit_once("http://").with_context(|| format!("no address in {line:?}"))?.1;
        address.parse().with_context(|| format!("no address in {line:?}"))
    }

    /// The next line of its output.
    pub(crate) fn line(&self, limit: Duration) -> Result<String> {
        self.lines
            .recv_timeout(limit)
            .map_err(|error| anyhow!("process {} said nothing: {error}", self.pid()))
    }

    /// Writes the whole text and closes the pipe.
    pub(crate) fn tell_all(&mut self, text: &[u8]) -> Result<()> {
        Ok(self.stdin.take().context("its input is closed")?.write_all(text)?)
    }

    /// Writes a line of JSON and reads the reply's line.
    pub(crate) fn ask<T: DeserializeOwned>(
        &mut self,
        question: &impl Serialize,
        limit: Duration,
    ) -> Result<T> {
        let stdin = self.stdin.as_mut().context("its input is closed")?;
        writeln!(stdin, "{}", serde_json::to_string(question)?)?;
        Ok(serde_json::from_str(&self.line(limit)?)?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if the process has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(command: &mut Command) -> Result<(Child, Guard)> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().with_context(|| format!("cannot start {program}"))?;
    let guard = Guard::over(child.id()).inspect_err(|_| {
        let _ = child.kill();
    })?;
    Ok((child, guard))
}

/// The command of `petclinic` with a database, on a port that it chooses.
pub(crate) fn petclinic(program: &Path, database: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.args(["--port", "0", "--database"]).arg(database).env("PETCLINIC_LOG_LEVEL", "warn");
    command
}

/// The command of another part of this program.
pub(crate) fn part(arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments);
    Ok(command)
}
