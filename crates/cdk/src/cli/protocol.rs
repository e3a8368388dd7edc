//! How the cdk CLI and an app speak: by environment variables and a directory.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::{Context, Environment};

/// The CLI's request.
pub(super) struct Request {
    /// Where the assembly goes; none where a person runs the app.
    pub(super) directory: Option<PathBuf>,
    context: Map<String, Value>,
    deployer: Environment,
}

impl Request {
    /// Reads the CLI's variables. Where the CLI has set none, context comes from `cdk.json` and
    /// `cdk.context.json`, as the CLI would take it.
    ///
    /// # Errors
    /// Names the variable or file that is not JSON.
    pub(super) fn read() -> Result<Self, String> {
        Self::of(variable, Path::new(""))
    }

    /// As [`Request::read`], with variables and a working directory of the caller's choice.
    fn of(variable: impl Fn(&str) -> Option<String>, directory_of_app: &Path) -> Result<Self, String> {
        let directory = variable("CDK_OUTDIR").map(PathBuf::from);
        let mut context = Map::new();
        if directory.is_none() {
            merge(&mut context, file(&directory_of_app.join("cdk.context.json"))?);
            if let Value::Object(mut settings) = file(&directory_of_app.join("cdk.json"))? {
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use serde_json::json;
    use tempfile::TempDir;

    use super::Request;

    fn request(variables: &[(&str, &str)], directory: &Path) -> Result<Request, String> {
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name);
        Request::of(|name| value(name).map(|(_, value)| (*value).to_owned()), directory)
    }

    fn folder() -> TempDir {
        let folder = TempDir::new().unwrap();
        let settings = r#"{"app": "cargo run", "context": {"a": "settings", "b": "settings"}}"#;
        fs::write(folder.path().join("cdk.json"), settings).unwrap();
        fs::write(folder.path().join("cdk.context.json"), r#"{"b": "found", "c": ["found"]}"#).unwrap();
        folder
    }

    #[test]
    fn the_cli_says_all_there_is_to_know() {
        let folder = folder();
        let overflow = folder.path().join("overflow.json");
        fs::write(&overflow, r#"{"b": "long"}"#).unwrap();
        let variables = [
            ("CDK_OUTDIR", "out"),
            ("CDK_CONTEXT_JSON", r#"{"a": "given"}"#),
            ("CONTEXT_OVERFLOW_LOCATION_ENV", overflow.to_str().unwrap()),
            ("CDK_DEFAULT_REGION", "eu-west-1"),
        ];
        let request = request(&variables, folder.path()).unwrap();
        assert_eq!(request.directory.as_deref(), Some(Path::new("out")));
        let context = request.context([]);
        assert_eq!((context.text("a"), context.text("b")), (Some("given"), Some("long")));
        assert_eq!(context.get("c"), None);
        assert_eq!(context.deployer().region.as_deref(), Some("eu-west-1"));
        assert_eq!(context.deployer().account, None);
    }

    #[test]
    fn without_the_cli_its_files_are_read_the_settings_over_what_was_found_and_the_arguments_over_both() {
        let folder = folder();
        let request = request(&[], folder.path()).unwrap();
        assert_eq!(request.directory, None);
        let context = request.context([("a".to_owned(), "argument".to_owned())]);
        assert_eq!((context.text("a"), context.text("b")), (Some("argument"), Some("settings")));
        assert_eq!(context.get("c"), Some(&json!(["found"])));
    }

    #[test]
    fn an_app_needs_no_settings_and_what_is_no_json_is_named() {
        let folder = TempDir::new().unwrap();
        assert!(request(&[], folder.path()).is_ok());
        let error = request(&[("CDK_CONTEXT_JSON", "{")], folder.path()).err().unwrap();
        assert!(error.starts_with("CDK_CONTEXT_JSON: not JSON: "), "{error}");
        fs::write(folder.path().join("cdk.json"), "app").unwrap();
        let error = request(&[], folder.path()).err().unwrap();
        assert!(error.contains("cdk.json: not JSON: "), "{error}");
    }
}
