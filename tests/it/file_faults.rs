//! What befalls the file of a clinic on one machine: a disk that takes no more, a file that is moved away, a lock that another program
//! holds. Each is met by load, and every acknowledged write is there afterwards.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep, timeout};

use crate::harness::eventually;
use crate::http::Http;
use crate::owners::owner;
use crate::program::Program;

const OWNERS: &str = "/api/customers/owners";

/// How long the writers wait for an answer to each write.
const BOUND: Duration = Duration::from_secs(5);

/// How soon a clinic serves again after a fault.
const RECOVERED: Duration = Duration::from_secs(3);

/// The program on a file of the test's own, and clients that write to it.
struct Clinic {
    program: Program,
    file: PathBuf,
    writers: JoinSet<Vec<u64>>,
    stop: Arc<AtomicBool>,
    _folder: TempDir,
}

impl Clinic {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clinic.db");
        let program = Program::start(["--database", &format!("sqlite://{}", file.display())]).await;
        let stop = Arc::new(AtomicBool::new(false));
        let mut writers = JoinSet::new();
        for _ in 0..4 {
            writers.spawn(write(program.http.clone(), stop.clone()));
        }
        let clinic = Self { program, file, writers, stop, _folder: folder };
        eventually("there is load", async || clinic.status("/api/customers/owners/40").await == 200).await;
        clinic
    }

    async fn status(&self, path: &str) -> u16 {
        self.program.http.get(path).await.status
    }

    /// Checks that writes are refused as unavailable and that readiness says so, for as long as the fault lasts.
    async fn is_unavailable(&self) {
        let refused = async || {
            let reply = self.program.http.post(OWNERS, owner("Refused")).await;
            assert!(matches!(reply.status, 201 | 503), "{}", reply.text);
            reply.status == 503 && reply.header("retry-after").is_some()
        };
        eventually("writes are refused", refused).await;
        eventually("readiness says so", async || self.status("/ready").await == 503).await;
        let until = Instant::now() + Duration::from_secs(1);
        while Instant::now() < until {
            assert_eq!(self.status("/ready").await, 503);
            assert!(refused().await);
            assert_eq!(self.status("/health").await, 200);
            let health = self.program.http.get("/actuator/health").await.expect(503).json();
            assert_eq!(health["status"], "DOWN", "{health}");
        }
    }

    /// Checks that the clinic recovers and that no acknowledged write is lost, and stops it.
    async fn recovers(mut self) {
        let well = async || {
            let written = self.program.http.post(OWNERS, owner("Recovered")).await.status;
            if written != 201 || self.status("/ready").await != 200 {
                sleep(Duration::from_millis(20)).await;
                return false;
            }
            true
        };
        timeout(RECOVERED, async { while !well().await {} }).await.expect("it recovers");
        self.stop.store(true, Ordering::Relaxed);
        let mut acknowledged = Vec::new();
        while let Some(ids) = self.writers.join_next().await {
            acknowledged.extend(ids.unwrap());
        }
        assert!(acknowledged.len() > 10, "{acknowledged:?}");
        for id in acknowledged {
            assert_eq!(self.status(&format!("{OWNERS}/{id}")).await, 200, "owner {id}");
        }
        self.program.signal(rustix::process::Signal::TERM);
        let (status, _, stderr) = self.program.end().await;
        assert_eq!(status.code(), Some(0), "{stderr}");
        assert!(!stderr.contains("ERROR") && !stderr.contains("panicked"), "{stderr}");
        let lines = stderr.lines().filter(|it| it.contains("request not served")).count();
        assert!((1..10).contains(&lines), "one line a minute and path: {stderr}");
    }
}

/// Registers owners one after the other. Returns the ids of those that were acknowledged.
async fn write(http: Http, stop: Arc<AtomicBool>) -> Vec<u64> {
    let mut acknowledged = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let reply = timeout(BOUND, http.post(OWNERS, owner("Ledger"))).await.expect("an answer in time");
        match reply.status {
            201 => acknowledged.push(reply.json()["id"].as_u64().unwrap()),
            503 => sleep(Duration::from_millis(20)).await,
            other => panic!("{other}: {}", reply.text),
        }
    }
    acknowledged
}

/// Limits how long the files of a process may grow, as a full disk does.
fn limit_files(pid: u32, length: Option<u64>) {
    let pid = Pid::from_raw(pid.cast_signed());
    prlimit(pid, Resource::Fsize, Rlimit { current: length, maximum: None }).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_takes_no_more_makes_writes_unavailable_and_loses_none() {
    let clinic = Clinic::start().await;
    limit_files(clinic.program.id(), Some(0));
    clinic.is_unavailable().await;
    assert_eq!(clinic.status("/api/customers/owners/1").await, 200, "it can be read");
    limit_files(clinic.program.id(), None);
    clinic.recovers().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_moved_away_is_missed_and_never_made_anew() {
    let clinic = Clinic::start().await;
    let elsewhere = clinic.file.with_extension("elsewhere");
    fs::rename(&clinic.file, &elsewhere).unwrap();
    clinic.is_unavailable().await;
    assert_eq!(clinic.status("/api/customers/owners/1").await, 503);
    assert!(!clinic.file.exists());
    fs::rename(&elsewhere, &clinic.file).unwrap();
    clinic.recovers().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_of_another_program_makes_writes_unavailable_until_it_is_released() {
    let clinic = Clinic::start().await;
    // Python has SQLite, and holds the lock for as long as its standard input is open.
    let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60); \
        c.execute('begin immediate'); print('locked', flush=True); sys.stdin.read()";
    let mut other = Command::new("python3")
        .args(["-c", script])
        .arg(&clinic.file)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut said = [0; 6];
    tokio::io::AsyncReadExt::read_exact(other.stdout.as_mut().unwrap(), &mut said).await.unwrap();
    clinic.is_unavailable().await;
    assert_eq!(clinic.status("/api/customers/owners/1").await, 200, "it can be read");
    drop(other.stdin.take());
    other.wait().await.unwrap();
    clinic.recovers().await;
}

#[tokio::test]
async fn a_question_while_the_file_is_away_is_unavailable_as_well() {
    let clinic = Clinic::start().await;
    let elsewhere = clinic.file.with_extension("elsewhere");
    fs::rename(&clinic.file, &elsewhere).unwrap();
    clinic.is_unavailable().await;
    let asked = clinic.program.http.post("/api/genai", json!({ "question": "Who owns Leo?" })).await;
    asked.problem(503);
    fs::rename(&elsewhere, &clinic.file).unwrap();
    clinic.recovers().await;
}
