//! Runs the official `cdk` on an app, in its own folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;
use xtask::cdk_tools;

use crate::cdk::account::Account;

/// A deployment to moto takes two seconds. `cdk` itself would wait for ever for a stack that never completes.
const PATIENCE: Duration = Duration::from_secs(60);

/// `cdk` with its app, its settings and its output.
pub(crate) struct Cdk {
    app: Option<String>,
    folder: TempDir,
    context: Vec<String>,
    environment: Vec<(&'static str, String)>,
    patience: Duration,
}

impl Cdk {
    /// Runs the app without an AWS account.
    pub(crate) fn of(app: impl Into<String>) -> Self {
        Self { app: Some(app.into()), ..Self::without_app() }
    }

    fn without_app() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        let environment = vec![
            // Excludes the user's settings and the files in which `cdk` remembers values.
            ("HOME", home.display().to_string()),
            ("CDK_DISABLE_CLI_TELEMETRY", "true".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ("NODE_NO_WARNINGS", "1".to_owned()),
            // Disables prompts and colours.
            ("CI", "1".to_owned()),
        ];
        Self { app: None, folder, context: Vec::new(), environment, patience: PATIENCE }
    }

    /// Runs the app with an account, in `us-east-1` unless a stack names another region.
    pub(crate) fn at(app: impl Into<String>, account: &Account) -> Self {
        let mut cdk = Self::of(app);
        cdk.environment.extend(account.environment());
        cdk
    }

    /// Runs with an account but no app, for commands that concern only the account.
    pub(crate) fn only_at(account: &Account) -> Self {
        let mut cdk = Self::without_app();
        cdk.environment.extend(account.environment());
        cdk
    }

    /// Sets a context value for the app, as `-c` does.
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.set(key, value);
        self
    }

    /// Sets a context value from the next run on, and replaces an earlier one.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        self.context.retain(|it| it.split('=').next() != Some(key));
        self.context.push(format!("{key}={value}"));
    }

    /// Sets an environment variable of `cdk` and the app.
    pub(crate) fn with_variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// Waits this long for each run.
    pub(crate) fn patient_for(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The working directory.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the last run's cloud assembly.
    pub(crate) fn assembly(&self) -> PathBuf {
        self.folder().join("cdk.out")
    }

    /// Runs `cdk` to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        let mut cdk = Command::new("node");
        cdk.arg(cdk_tools::cdk().unwrap()).arg("--no-notices");
        if let Some(app) = &self.app {
            cdk.args(["--app", app]);
        }
        for it in &self.context {
            cdk.args(["--context", it]);
        }
        cdk.args(arguments).current_dir(self.folder()).stdin(Stdio::null()).kill_on_drop(true);
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("AWS_") || name.starts_with("CDK_"))
        {
            cdk.env_remove(name);
        }
        cdk.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let output = timeout(self.patience, cdk.output()).await;
        let output = output.unwrap_or_else(|_| panic!("cdk {} does not end", arguments.join(" "))).unwrap();
        let text = |it: Vec<u8>| String::from_utf8(it).unwrap();
        Ran {
            what: format!("cdk {}", arguments.join(" ")),
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs `cdk` to its end and fails unless it succeeds.
    pub(crate) async fn good(&self, arguments: &[&str]) -> Ran {
        self.run(arguments).await.ended_with(0)
    }
}

/// The exit status and the output of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    what: String,
    code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn ended_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}{}", self.what, self.stdout, self.stderr);
        self
    }

    /// How often the output, of both streams, contains the text.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.stdout.matches(text).count() + self.stderr.matches(text).count()
    }

    /// Fails unless the output, of either stream, contains the text.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        let said = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(said, "{} does not say {text:?}\n{}{}", self.what, self.stdout, self.stderr);
        self
    }
}
