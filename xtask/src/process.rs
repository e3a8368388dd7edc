//! Runs other programs, and makes sure that none outlives this one.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// The polling interval for states that no event announces.
pub(crate) const POLL: Duration = Duration::from_millis(10);

/// Runs `command` to its end. It inherits this process's standard output and error.
///
/// # Errors
/// If the command does not start or does not exit with 0.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", text(command)))?;
    ensure!(status.success(), "{}: {status}", text(command));
    Ok(())
}

/// Runs `command` to its end and returns its standard output.
///
/// # Errors
/// If the command does not start or does not exit with 0; the error holds its output.
pub fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", text(command)))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{}: {}\n{stdout}{}", text(command), output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(stdout)
}

/// Whether `command` starts and exits with 0.
#[must_use]
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as a user would type it.
#[must_use]
pub fn text(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Waits at most `limit` for `child` to end.
pub(crate) fn wait_at_most(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > limit {
            return Ok(None);
        }
        thread::sleep(POLL);
    }
}

/// Kills a process, and removes its folder if it has one, even if this program ends without running destructors: by Ctrl-C, a kill
/// or an abort.
///
/// The guard is a shell that waits for end-of-file on a pipe. Only this program holds the pipe's other end, and the kernel closes
/// it however the program ends.
#[derive(Debug)]
pub struct Guard {
    shell: Child,
}

impl Guard {
    /// Guards a process without a folder of its own.
    ///
    /// # Errors
    /// If the shell does not start.
    pub fn over(pid: u32) -> Result<Guard> {
        Self::start(&pid.to_string(), &[])
    }

    pub(crate) fn over_both(pid: u32, folder: &Path) -> Result<Guard> {
        Self::start(&pid.to_string(), &[folder])
    }

    /// Guards the leader of a process group with all that it has started.
    pub(crate) fn over_group(leader: u32, folder: &Path) -> Result<Guard> {
        Self::start(&format!("-{leader}"), &[folder])
    }

    fn start(target: &str, folders: &[&Path]) -> Result<Guard> {
        // The second rm removes files that the dying process still wrote.
        let script = r#"read -r _; kill -9 "$1"; shift; rm -rf -- "$@" || { sleep 1; rm -rf -- "$@"; }"#;
        let shell = Command::new("/bin/sh")
            .args(["-c", script, "guard", target])
            .args(folders)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A terminal sends Ctrl-C to this program's whole process group; the guard must survive it.
            .process_group(0)
            .spawn()
            .context("cannot start /bin/sh")?;
        Ok(Guard { shell })
    }
}

impl Drop for Guard {
    /// Runs after the process has ended normally: the guard ends without acting.
    fn drop(&mut self) {
        // Both fail only if the shell has ended already, as intended.
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};

    use super::*;

    #[test]
    fn a_guard_kills_and_cleans_up_when_the_pipe_to_us_closes() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        let mut guard = Guard::over_both(child.id(), folder.path()).unwrap();

        drop(guard.shell.stdin.take());
        assert!(wait_at_most(&mut guard.shell, Duration::from_secs(10)).unwrap().is_some());
        assert_eq!(child.wait().unwrap().code(), None, "ended by a signal");
        assert!(!folder.path().exists());
    }

    #[test]
    fn a_guard_of_a_group_kills_what_its_leader_has_started() {
        let folder = tempfile::tempdir().unwrap();
        let mut leader = Command::new("/bin/sh");
        leader.args(["-c", "sleep 600 & echo $!; wait"]).process_group(0).stdout(Stdio::piped());
        let mut leader = leader.spawn().unwrap();
        let mut started = String::new();
        BufReader::new(leader.stdout.take().unwrap()).read_line(&mut started).unwrap();
        let mut guard = Guard::over_group(leader.id(), folder.path()).unwrap();

        drop(guard.shell.stdin.take());
        assert!(wait_at_most(&mut guard.shell, Duration::from_secs(10)).unwrap().is_some());
        leader.wait().unwrap();
        let is_gone = || !succeeds(Command::new("/bin/kill").args(["-0", started.trim()]));
        assert!((0..1000).any(|_| is_gone() || {
            thread::sleep(POLL);
            false
        }));
    }

    #[test]
    fn a_dropped_guard_leaves_the_process_and_its_folder_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        drop(Guard::over_both(child.id(), folder.path()).unwrap());

        assert_eq!(child.try_wait().unwrap(), None);
        assert!(folder.path().is_dir());
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn a_failed_command_says_what_it_was_and_what_it_printed() {
        let error =
            capture(Command::new("/bin/sh").args(["-c", "echo out; echo err >&2; exit 3"])).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("sh -c "), "{text}");
        assert!(text.contains("exit status: 3") && text.contains("out") && text.contains("err"), "{text}");
    }
}
