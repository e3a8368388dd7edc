//! Templates from files, in JSON or YAML, with the place of each value.

mod place;
mod yaml;

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use self::place::Place;
use self::place::Places;

/// A template of whatever origin. Files of more than [`Template::LARGEST`] bytes are refused.
#[derive(Clone, Debug)]
pub struct Template {
    file: PathBuf,
    value: Value,
    places: Places,
    duplicates: Vec<String>,
}

/// A file that cannot be read as a template.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("{}: {source}", file.display())]
    File { file: PathBuf, source: std::io::Error },
    #[error("{}: it has more than {} bytes", file.display(), Template::LARGEST)]
    TooLarge { file: PathBuf },
    #[error("{}:{place}: {reason}", file.display())]
    Syntax { file: PathBuf, place: Place, reason: String },
    #[error("{}: {reason}, and so is no template", file.display())]
    NoTemplate { file: PathBuf, reason: &'static str },
}

impl TemplateError {
    /// The file, and the place in it where there is one.
    #[must_use]
    pub fn place(&self) -> (&Path, Option<Place>) {
        match self {
            Self::File { file, .. } | Self::TooLarge { file } | Self::NoTemplate { file, .. } => (file, None),
            Self::Syntax { file, place, .. } => (file, Some(*place)),
        }
    }
}

impl Template {
    /// Ten times what CloudFormation takes, in bytes.
    pub const LARGEST: usize = 10 * 1_048_576;

    /// Reads a file; `-` is the standard input.
    ///
    /// # Errors
    /// Where the file cannot be read, is neither JSON nor YAML, or has no resources section.
    pub fn read(file: &Path) -> Result<Self, TemplateError> {
        Self::parse(file, &text(file)?)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// Where the text is neither JSON nor YAML, or has no resources section.
    pub fn parse(file: &Path, text: &str) -> Result<Self, TemplateError> {
        let template = Self::parse_any(file, text)?;
        let missing = |reason| Err(TemplateError::NoTemplate { file: file.to_owned(), reason });
        match &template.value {
            Value::Null => missing("it is empty"),
            Value::Object(sections) if sections.contains_key("Resources") => Ok(template),
            Value::Object(_) => missing("it has no `Resources`"),
            _ => missing("it is no mapping"),
        }
    }

    /// Reads any JSON or YAML.
    pub(crate) fn parse_any(file: &Path, text: &str) -> Result<Self, TemplateError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let json: Option<Result<Value, _>> =
            text.trim_start().starts_with('{').then(|| serde_json::from_str(text));
        let document = yaml::parse(text);
        let syntax = |(place, reason)| TemplateError::Syntax { file: file.to_owned(), place, reason };
        let (value, document) = match (json, document) {
            // JSON is YAML but for a few escapes and tabs, which cost the places, and for the types of plain words.
            (Some(Ok(value)), document) => (value, document.unwrap_or_default()),
            (_, Ok(mut document)) => (document.value.take(), document),
            (Some(Err(error)), Err(_)) => {
                return Err(syntax((Place { line: error.line(), column: error.column() }, cause(&error))));
            }
            (None, Err(error)) => return Err(syntax(error)),
        };
        let yaml::Document { places, duplicates, .. } = document;
        Ok(Self { file: file.to_owned(), value, places, duplicates })
    }

    /// The file, as it was named.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// The place of a dotted path such as `Resources.Queue.Properties.DelaySeconds`, or of the nearest value around it.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<Place> {
        self.places.nearest(path)
    }

    /// The dotted paths of names that a mapping has twice; the last one counts.
    #[must_use]
    pub fn duplicates(&self) -> &[String] {
        &self.duplicates
    }

    pub(crate) fn into_value(self) -> Value {
        self.value
    }
}

/// The message of an error without the place in it.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(cause, _)| cause).to_owned()
}

fn text(file: &Path) -> Result<String, TemplateError> {
    let failed = |source| TemplateError::File { file: file.to_owned(), source };
    let most = u64::try_from(Template::LARGEST).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(most + 1).read_to_end(&mut bytes))
    }
    .map_err(failed)?;
    if bytes.len() > Template::LARGEST {
        return Err(TemplateError::TooLarge { file: file.to_owned() });
    }
    String::from_utf8(bytes).map_err(|error| {
        let source = std::io::Error::new(std::io::ErrorKind::InvalidData, error.utf8_error().to_string());
        failed(source)
    })
}

#[cfg(test)]
mod tests;
