//! Entity tags and conditional requests (RFC 9110, 8.8.3 and 13.1).

use contract::problem::FieldError;
use http::HeaderMap;
use http::header::{HeaderValue, IF_MATCH, IF_NONE_MATCH};

use crate::fault::Fault;

/// The entity tag of a version.
pub fn etag(version: i32) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// The precondition of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IfMatch {
    /// No precondition: the last write wins.
    #[default]
    Absent,
    /// Any version.
    Any,
    /// One of these versions.
    Versions(Vec<i32>),
}

impl IfMatch {
    /// Parses `If-Match`. A well-formed tag that is not in our format matches nothing.
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, Fault> {
        let mut versions = Vec::new();
        let mut given = false;
        for value in headers.get_all(IF_MATCH) {
            given = true;
            let text = value.to_str().map_err(|_| malformed())?;
            if text.trim() == "*" {
                return Ok(Self::Any);
            }
            for tag in tags(text)? {
                // A weak tag never matches in a strong comparison. Each version has only one spelling.
                let version = tag.strip_prefix('"').and_then(|it| it.parse::<i32>().ok());
                versions.extend(version.filter(|it| tag[1..] == it.to_string()));
            }
        }
        Ok(if given { Self::Versions(versions) } else { Self::Absent })
    }

    /// Whether a change of this version may proceed.
    pub fn admits(&self, version: i32) -> bool {
        match self {
            Self::Absent | Self::Any => true,
            Self::Versions(versions) => versions.contains(&version),
        }
    }
}

/// Splits a list of entity tags and strips the closing quotes. A tag may contain commas.
fn tags(text: &str) -> Result<Vec<&str>, Fault> {
    let mut tags = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let start = if rest.starts_with("W/") { 2 } else { 0 };
        let inside = rest[start..].strip_prefix('"').ok_or_else(malformed)?;
        let end = start + 1 + inside.find('"').ok_or_else(malformed)?;
        tags.push(&rest[..end]);
        rest = rest[end + 1..].trim_start();
        rest = match rest.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if rest.is_empty() => rest,
            None => return Err(malformed()),
        };
    }
    Ok(tags)
}

fn malformed() -> Fault {
    Fault::invalid(vec![FieldError::new("If-Match", "must be * or entity tags in double quotes")])
}

/// Whether an `If-None-Match` header contains this tag.
pub fn is_known(if_none_match: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(known), Ok(etag)) = (if_none_match.to_str(), etag.to_str()) else { return false };
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || known.split(',').any(|it| strong(it) == strong(etag))
}

/// The `If-None-Match` headers of a request.
pub fn if_none_match(headers: &HeaderMap) -> Vec<HeaderValue> {
    headers.get_all(IF_NONE_MATCH).iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Result<IfMatch, Fault> {
        IfMatch::read(&HeaderMap::from_iter([(IF_MATCH, HeaderValue::from_static(text))]))
    }

    #[test]
    fn a_change_goes_ahead_on_one_of_the_versions_given() {
        let condition = read("\"3\", \"4\"").unwrap();
        assert!(condition.admits(3) && condition.admits(4) && !condition.admits(5));
        assert!(read("*").unwrap().admits(7));
        assert!(IfMatch::read(&HeaderMap::new()).unwrap().admits(7));
    }

    #[test]
    fn weak_and_foreign_tags_match_nothing_and_malformed_ones_are_refused() {
        assert!(!read("W/\"3\"").unwrap().admits(3));
        assert!(!read("\"abc\"").unwrap().admits(0));
        assert!(!read("\"03\", \"+3\", \"a,3\"").unwrap().admits(3));
        assert!(read("3").is_err());
        assert!(read("\"3").is_err());
    }

    #[test]
    fn a_client_that_has_the_tag_need_not_be_sent_the_body() {
        let tag = etag(3);
        assert!(is_known(&HeaderValue::from_static("\"2\", W/\"3\""), &tag));
        assert!(!is_known(&HeaderValue::from_static("\"2\""), &tag));
    }
}
