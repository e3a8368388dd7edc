//! The programs, as people start and stop them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use xtask::workspace::{Profile, binary, cargo, root};

use crate::http::Http;

const PATIENCE: Duration = Duration::from_secs(30);

/// The path of a package's program, built from the current sources.
pub(crate) fn path(package: &'static str, program: &'static str) -> PathBuf {
    static BUILT: Mutex<BTreeMap<&str, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap();
    let path = built.entry(program).or_insert_with(|| {
        let path = binary(Profile::Debug, program).unwrap();
        // Cargo does not build another package's program for a test; `cargo xtask test` has built it before.
        let sources = ["Cargo.lock", "crates", "functions", "services", "migrations"]
            .map(|it| changed(&root().join(it)));
        if !path.exists() || changed(&path) < sources.into_iter().max().unwrap() {
            // All features, as in `cargo xtask test`, so that cargo builds nothing twice.
            let package = format!("--package={package}");
            let done = cargo().args(["build", "--quiet", "--all-features", &package]).status().unwrap();
            assert!(done.success(), "{program} was not built");
        }
        path
    });
    path.clone()
}

/// The time of the last change to a file, or to any file in a folder.
fn changed(path: &Path) -> SystemTime {
    let own = path.metadata().and_then(|it| it.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let entries = path.read_dir().into_iter().flatten().flatten();
    entries.map(|it| changed(&it.path())).chain([own]).max().unwrap_or(own)
}

fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(path("local", "petclinic"));
    command.args(arguments).env_remove("PETCLINIC_DATABASE").env_remove("PETCLINIC_LOG_LEVEL");
    command.env_remove("PETCLINIC_ASSISTANT_KEY");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Runs the program to its end.
pub(crate) async fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    run_command(command(arguments)).await
}

async fn run_command(mut command: Command) -> Output {
    timeout(PATIENCE, command.output()).await.expect("petclinic ends").unwrap()
}

/// A running program.
pub(crate) struct Program {
    pub(crate) http: Http,
    /// The line with which it announces its address.
    pub(crate) ready: String,
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Program {
    /// Starts the program on a spare port and waits until it announces that it runs.
    pub(crate) async fn start<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Self {
        let mut command = command(["--port", "0"]);
        command.args(arguments);
        Self::start_command(command).await
    }

    /// Starts the program without further arguments, with an environment variable.
    pub(crate) async fn start_in(name: &str, value: &OsStr) -> Self {
        let mut command = command(["--port", "0"]);
        command.env(name, value);
        Self::start_command(command).await
    }

    /// Starts the program with arguments and an environment variable.
    pub(crate) async fn start_with<S: AsRef<OsStr>>(
        arguments: impl IntoIterator<Item = S>,
        (name, value): (&str, &str),
    ) -> Self {
        let mut command = command(["--port", "0"]);
        command.args(arguments).env(name, value);
        Self::start_command(command).await
    }

    async fn start_command(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        timeout(PATIENCE, stdout.read_line(&mut ready)).await.expect("petclinic starts").unwrap();
        let ready = ready.trim_end().to_owned();
        let address =
            ready.rsplit_once("http://").and_then(|(_, address)| address.parse::<SocketAddr>().ok());
        let http = Http::at(address.unwrap_or_else(|| panic!("no address in {ready:?}")));
        Self { http, ready, child, stdout }
    }

    /// Its next line on standard output.
    pub(crate) async fn next_line(&mut self) -> String {
        let mut line = String::new();
        timeout(PATIENCE, self.stdout.read_line(&mut line)).await.expect("petclinic says more").unwrap();
        line.trim_end().to_owned()
    }

    /// The id of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.id().cast_signed()).unwrap(), signal).unwrap();
    }

    /// Waits for the program to end. Returns its status, and its standard output and error since it was ready.
    pub(crate) async fn end(mut self) -> (ExitStatus, String, String) {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        let mut errors = self.child.stderr.take().unwrap();
        let ending = async {
            let read =
                tokio::join!(self.stdout.read_to_string(&mut stdout), errors.read_to_string(&mut stderr));
            read.0.and(read.1).unwrap();
            self.child.wait().await.unwrap()
        };
        let status = timeout(PATIENCE, ending).await.expect("petclinic ends");
        (status, stdout, stderr)
    }
}

/// A process's output so far.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Keeps every line from a pipe.
    pub(crate) fn follow(&self, pipe: impl AsyncRead + Unpin + Send + 'static) {
        let (log, mut lines) = (self.clone(), BufReader::new(pipe).lines());
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                log.0.lock().unwrap().push(line);
            }
        });
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}
