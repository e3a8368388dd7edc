//! Node.js for the web site: the machine's, or a newer one that npm brings.

use std::ffi::{OsStr, OsString};
use std::io::{Error, Result};
use std::process::Command;

/// A version: major, minor, patch.
type Version = [u32; 3];

/// Programs by the names that the folders of `PATH` have for them.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    path: OsString,
}

impl Node {
    /// Looks for programs in the folders of a `PATH`.
    pub(crate) fn on(path: impl Into<OsString>) -> Self {
        Self { path: path.into() }
    }

    /// A command that runs npm by Node.js of at least the version that a `package.json` names in `engines`.
    ///
    /// If the machine's is older, npm's package `node` brings one of that major version. npm keeps it in its cache.
    pub(crate) fn npm(&self, package: &str) -> Result<Command> {
        let wanted =
            wanted(package).ok_or_else(|| Error::other("package.json names no version of Node.js"))?;
        let found = self.command("node").arg("--version").output().ok();
        let found = found.and_then(|it| version(&String::from_utf8_lossy(&it.stdout)));
        let Some(found) = found.filter(|_| self.command("npm").arg("--version").output().is_ok()) else {
            return Err(Error::other("Node.js is not installed, or without npm"));
        };
        if found >= wanted {
            return Ok(self.command("npm"));
        }
        let [major, minor, patch] = wanted;
        let mut npx = self.command("npx");
        npx.args(["--yes", &format!("--package=node@^{major}.{minor}.{patch}"), "--", "npm"]);
        Ok(npx)
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("PATH", &self.path);
        command
    }
}

/// The least version of Node.js that a `package.json` wants: `"engines": { "node": ">=20.19.0" }`.
fn wanted(package: &str) -> Option<Version> {
    let (_, engines) = package.split_once("\"engines\"")?;
    let (engines, _) = engines.split_once('}')?;
    let (_, node) = engines.split_once("\"node\"")?;
    version(node.split('"').nth(1)?)
}

/// The first version in a text. What it leaves out is zero.
fn version(text: &str) -> Option<Version> {
    let begin = text.find(|it: char| it.is_ascii_digit())?;
    let text = text[begin..].split(|it: char| !it.is_ascii_digit() && it != '.').next()?;
    let mut parts = text.split('.').map(|it| it.parse().unwrap_or(0));
    Some([parts.next()?, parts.next().unwrap_or(0), parts.next().unwrap_or(0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_as_npm_writes_it() {
        let package = |node: &str| {
            format!("{{ \"name\": \"x\", \"engines\": {{ \"npm\": \">=9\", \"node\": \"{node}\" }} }}")
        };
        assert_eq!(wanted(&package(">=20.19.0")), Some([20, 19, 0]));
        assert_eq!(wanted(&package("^22")), Some([22, 0, 0]));
        assert_eq!(wanted("{ \"engines\": {}, \"dependencies\": { \"node\": \"1\" } }"), None);
        assert_eq!(wanted("{}"), None);
        assert_eq!(version("v18.20.4\n"), Some([18, 20, 4]));
        assert_eq!(version("v22.0.0-nightly2024\n"), Some([22, 0, 0]));
        assert_eq!(version("none"), None);
    }
}
