//! How the cdk CLI and an app speak: by environment variables and a directory.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::{Context, Environment};

/// What the CLI asks for.
pub(super) struct Request {
    /// Where the assembly goes; none where a person runs the app.
    pub(super) directory: Option<PathBuf>,
    context: Map<String, Value>,
    deployer: Environment,
}

impl Request {
    /// Reads what the CLI has set. Where it has not, context is that of `cdk.json` and `cdk.context.json`, as the CLI would give it.
    ///
    /// # Errors
    /// Names the variable or file that is not JSON.
    pub(super) fn read() -> Result<Self, String> {
        let directory = variable("CDK_OUTDIR").map(PathBuf::from);
        let mut context = Map::new();
        if directory.is_none() {
            merge(&mut context, file(Path::new("cdk.context.json"))?);
            if let Value::Object(mut settings) = file(Path::new("cdk.json"))? {
                merge(&mut context, settings.remove("context").unwrap_or_default());
            }
        }
        if let Some(text) = variable("CDK_CONTEXT_JSON") {
            merge(&mut context, parse("CDK_CONTEXT_JSON", &text)?);
        }
        // Context that is too long for a variable is in a file.
        if let Some(path) = variable("CONTEXT_OVERFLOW_LOCATION_ENV") {
            merge(&mut context, file(Path::new(&path))?);
        }
        let deployer =
            Environment { account: variable("CDK_DEFAULT_ACCOUNT"), region: variable("CDK_DEFAULT_REGION") };
        Ok(Self { directory, context, deployer })
    }

    /// The app's context, with values of the command line over all others.
    pub(super) fn context(self, given: impl IntoIterator<Item = (String, String)>) -> Context {
        let mut context = self.context;
        context.extend(given.into_iter().map(|(key, value)| (key, Value::String(value))));
        Context::new(context).deployed_by(self.deployer)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the cdk CLI speaks to apps by variables; this is the one place that reads them"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

fn parse(name: &str, text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{name}: not JSON: {error}"))
}

/// A file that need not be there.
fn file(path: &Path) -> Result<Value, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&path.display().to_string(), &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Value::Null),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

fn merge(context: &mut Map<String, Value>, more: Value) {
    if let Value::Object(entries) = more {
        context.extend(entries);
    }
}
