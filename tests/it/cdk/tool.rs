//! The official `cdk`, run on an app in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;
use xtask::cdk_tools;

use crate::cdk::account::Account;

/// A deployment to moto takes two seconds. The program itself would wait for ever for a stack that does not come about.
const PATIENCE: Duration = Duration::from_secs(60);

/// `cdk` with its app, its settings and what it wrote.
pub(crate) struct Cdk {
    app: Option<String>,
    folder: TempDir,
    context: Vec<String>,
    environment: Vec<(&'static str, String)>,
}

impl Cdk {
    /// With no AWS account to speak to.
    pub(crate) fn of(app: impl Into<String>) -> Self {
        Self { app: Some(app.into()), ..Self::without_app() }
    }

    fn without_app() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        let environment = vec![
            // Neither the settings of who runs this nor what `cdk` remembers.
            ("HOME", home.display().to_string()),
            ("CDK_DISABLE_CLI_TELEMETRY", "true".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ("NODE_NO_WARNINGS", "1".to_owned()),
            // No questions, no colours.
            ("CI", "1".to_owned()),
        ];
        Self { app: None, folder, context: Vec::new(), environment }
    }

    /// With an account in which it works in `us-east-1`, unless a stack says otherwise.
    pub(crate) fn at(app: impl Into<String>, account: &Account) -> Self {
        let mut cdk = Self::of(app);
        cdk.environment.extend(account.environment());
        cdk
    }

    /// With an account and no app, for what concerns the account alone.
    pub(crate) fn only_at(account: &Account) -> Self {
        let mut cdk = Self::without_app();
        cdk.environment.extend(account.environment());
        cdk
    }

    /// A context value that the app is handed, as with `-c`.
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.set(key, value);
        self
    }

    /// As [`Cdk::with`], from the next run on; it takes the place of an earlier value.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        self.context.retain(|it| it.split('=').next() != Some(key));
        self.context.push(format!("{key}={value}"));
    }

    /// A variable in the environment of `cdk` and the app.
    pub(crate) fn with_variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// The folder that it runs in.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the last run left the cloud assembly.
    pub(crate) fn assembly(&self) -> PathBuf {
        self.folder().join("cdk.out")
    }

    /// Runs it to its end.
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
        let output = timeout(PATIENCE, cdk.output()).await;
        let output = output.unwrap_or_else(|_| panic!("cdk {} does not end", arguments.join(" "))).unwrap();
        let text = |it: Vec<u8>| String::from_utf8(it).unwrap();
        Ran {
            what: format!("cdk {}", arguments.join(" ")),
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs it to its end, which has to be a good one.
    pub(crate) async fn good(&self, arguments: &[&str]) -> Ran {
        self.run(arguments).await.ended_with(0)
    }
}

/// How a run ended, and what it printed.
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

    /// Fails unless it printed a text, wherever.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        let said = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(said, "{} does not say {text:?}\n{}{}", self.what, self.stdout, self.stderr);
        self
    }
}
