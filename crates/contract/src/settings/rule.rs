//! The rules of values. Each rule parses a text and describes in words which texts it accepts.

mod shape;

use std::marker::PhantomData;
use std::time::Duration;

use core::net::IpAddr;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::choice::Provider;
use super::duration;
use super::sensitive::Sensitive;
use crate::directives::Directives;
use shape::{is_line, is_word};

pub(crate) use shape::is_url;

/// Parses the text of a setting into its value.
pub(super) trait Rule {
    /// The type of the value.
    type Value;

    /// The accepted values in words, to complete "must be ..".
    fn accepts(&self) -> String;

    /// The value of a trimmed text; `None` if the rule does not accept it.
    fn value(&self, text: &str) -> Option<Self::Value>;

    /// Whether a file writes the value without quotes.
    fn bare(&self) -> bool {
        false
    }

    /// The value, or the rule in words; never the text itself, which may be a secret.
    fn parse(&self, text: &str) -> Result<Self::Value, String> {
        self.value(text).ok_or_else(|| format!("must be {}", self.accepts()))
    }
}

/// A rule made of its words and a function.
pub(super) struct Plain<T> {
    accepts: &'static str,
    value: fn(&str) -> Option<T>,
}

impl<T> Rule for Plain<T> {
    type Value = T;

    fn accepts(&self) -> String {
        self.accepts.to_owned()
    }

    fn value(&self, text: &str) -> Option<T> {
        (self.value)(text)
    }
}

pub(super) struct Whole<T> {
    least: u64,
    most: u64,
    of: PhantomData<T>,
}

/// A whole number, both bounds included.
pub(super) fn whole<T: TryFrom<u64>>(least: u64, most: u64) -> Whole<T> {
    Whole { least, most, of: PhantomData }
}

impl<T: TryFrom<u64>> Rule for Whole<T> {
    type Value = T;

    fn accepts(&self) -> String {
        format!("a whole number from {} to {}", self.least, self.most)
    }

    fn value(&self, text: &str) -> Option<T> {
        // `parse` alone would take a plus sign.
        let number = text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse::<u64>().ok())??;
        T::try_from((self.least..=self.most).contains(&number).then_some(number)?).ok()
    }

    fn bare(&self) -> bool {
        true
    }
}

pub(super) struct Share;

/// A share of all: a number from 0 to 1.
pub(super) fn share() -> Share {
    Share
}

impl Rule for Share {
    type Value = f64;

    fn accepts(&self) -> String {
        "a number from 0 to 1".to_owned()
    }

    fn value(&self, text: &str) -> Option<f64> {
        text.parse().ok().filter(|it| (0.0..=1.0).contains(it))
    }

    fn bare(&self) -> bool {
        true
    }
}

pub(super) struct Flag;

/// True or false.
pub(super) fn flag() -> Flag {
    Flag
}

impl Rule for Flag {
    type Value = bool;

    fn accepts(&self) -> String {
        "true or false".to_owned()
    }

    fn value(&self, text: &str) -> Option<bool> {
        text.parse().ok()
    }

    fn bare(&self) -> bool {
        true
    }
}

pub(super) struct Lasts {
    least: &'static str,
    most: &'static str,
}

/// A duration, both bounds included.
pub(super) fn lasts(least: &'static str, most: &'static str) -> Lasts {
    Lasts { least, most }
}

impl Rule for Lasts {
    type Value = Duration;

    fn accepts(&self) -> String {
        format!("a duration from {} to {}, such as 300ms, 10s, 5m or 1h", self.least, self.most)
    }

    fn value(&self, text: &str) -> Option<Duration> {
        let (least, most) = (duration::parse(self.least)?, duration::parse(self.most)?);
        duration::parse(text).filter(|it| (least..=most).contains(it))
    }
}

pub(super) struct OneOf<T: 'static>(&'static [(&'static str, T)]);

/// One of a few words.
pub(super) fn one_of<T: Copy>(words: &'static [(&'static str, T)]) -> OneOf<T> {
    OneOf(words)
}

impl<T: Copy> Rule for OneOf<T> {
    type Value = T;

    fn accepts(&self) -> String {
        let words: Vec<_> = self.0.iter().map(|(word, _)| *word).collect();
        format!("one of {}", words.join(", "))
    }

    fn value(&self, text: &str) -> Option<T> {
        self.0.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
    }
}

pub(super) struct Optional<R>(R);

/// An optional value of another rule.
pub(super) fn optional<R: Rule>(rule: R) -> Optional<R> {
    Optional(rule)
}

impl<R: Rule> Rule for Optional<R> {
    type Value = Option<R::Value>;

    fn accepts(&self) -> String {
        format!("{}, or empty", self.0.accepts())
    }

    fn value(&self, text: &str) -> Option<Self::Value> {
        if text.is_empty() { Some(None) } else { self.0.value(text).map(Some) }
    }
}

pub(super) struct List<R>(R);

/// A comma-separated list of any number of values of another rule.
pub(super) fn list<R: Rule>(rule: R) -> List<R> {
    List(rule)
}

impl<R: Rule> Rule for List<R> {
    type Value = Vec<R::Value>;

    fn accepts(&self) -> String {
        format!("a list separated by commas, or empty; each {}", self.0.accepts())
    }

    fn value(&self, text: &str) -> Option<Self::Value> {
        if text.is_empty() {
            return Some(Vec::new());
        }
        text.split(',').map(|it| self.0.value(it.trim())).collect()
    }
}

/// A text of one line that is not empty.
pub(super) fn text() -> Plain<String> {
    Plain { accepts: "a text of one line", value: |it| passed(it, is_line(it)) }
}

/// A word without spaces or commas, such as a region, a host or a name.
pub(super) fn word() -> Plain<String> {
    Plain { accepts: "a word of letters, digits and . _ : / @ + = -", value: |it| passed(it, is_word(it)) }
}

/// An address to listen on.
pub(super) fn ip() -> Plain<IpAddr> {
    Plain { accepts: "an IP address", value: |it| it.parse().ok() }
}

/// A scheme, a host and perhaps a port, without a path (RFC 6454).
pub(super) fn origin() -> Plain<String> {
    Plain {
        accepts: "an origin such as https://clinic.example",
        value: |it| passed(it, is_url(it, &["http", "https"], str::is_empty)),
    }
}

/// The URL of an OpenID Connect issuer (OpenID Connect Discovery 1.0, section 3). Its tokens are worth as much as the way to its keys, so
/// that is TLS or stays on this machine.
pub(super) fn issuer() -> Plain<String> {
    Plain {
        accepts: "an https:// URL such as https://login.example/realms/clinic",
        value: |it| {
            let is_path = |it: &str| !it.contains(['?', '#']);
            let is_safe = is_url(it, &["https"], is_path) || (is_here(it) && is_url(it, &["http"], is_path));
            passed(it, is_safe)
        },
    }
}

/// Whether a URL without TLS stays on this machine.
fn is_here(url: &str) -> bool {
    let hosts = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let rests = hosts.iter().filter_map(|it| url.strip_prefix(it));
    rests.into_iter().any(|rest| rest.is_empty() || rest.starts_with([':', '/']))
}

/// The base URL of a service, without TLS and without a path.
pub(super) fn http_base() -> Plain<String> {
    Plain {
        accepts: "an address such as http://10.0.0.7:8080",
        value: |it| passed(it, is_url(it, &["http"], |path| path.is_empty() || path == "/")),
    }
}

/// The URL of a collector, without TLS, perhaps with a path.
pub(super) fn http_url() -> Plain<String> {
    Plain {
        accepts: "an http:// URL such as http://127.0.0.1:4318",
        value: |it| passed(it, is_url(it, &["http"], |path| !path.contains(['?', '#']))),
    }
}

/// The address of a database. `db` parses the part after the scheme.
pub(super) fn database_url() -> Plain<Sensitive> {
    Plain {
        accepts: "a URL that begins with mysql:// or sqlite:",
        value: |it| {
            let known = it.starts_with("mysql://") || it.starts_with("sqlite:");
            (known && is_line(it)).then(|| Sensitive::new(it))
        },
    }
}

/// The base URL of a model's API, with or without TLS, perhaps with a path and a query.
pub(super) fn base_url() -> Plain<String> {
    Plain {
        accepts: "a URL such as https://api.openai.com/v1",
        value: |it| passed(it, is_url(it, &["http", "https"], |path| !path.contains('#'))),
    }
}

/// An API key, which a header carries.
pub(super) fn api_key() -> Plain<Sensitive> {
    Plain {
        accepts: "a key of visible ASCII letters",
        value: |it| it.bytes().all(|it| it.is_ascii_graphic()).then(|| Sensitive::new(it)),
    }
}

/// The provider of the assistant's models.
pub(super) fn provider() -> Plain<Provider> {
    Plain {
        accepts: "one of bedrock, openai; the offline assistant is part of petclinic and not of this function",
        value: |it| one_of(Provider::WORDS).value(it),
    }
}

/// A time zone of the IANA database that is built in.
pub(super) fn time_zone() -> Plain<TimeZone> {
    Plain {
        accepts: "the name of an IANA time zone such as Europe/Berlin",
        // Some machines spell "unknown" as a zone.
        value: |it| TimeZoneDatabase::bundled().get(it).ok().filter(|it| !it.is_unknown()),
    }
}

/// Parses the name of a time zone, as the setting `clinic.time-zone` does.
///
/// # Errors
/// The rule in words, if there is no such zone.
pub fn parse_time_zone(name: &str) -> Result<TimeZone, String> {
    time_zone().parse(name)
}

/// Log levels, for all and for targets.
pub(super) fn directives() -> Plain<Directives> {
    Plain { accepts: "levels separated by commas, such as info,peers=debug", value: |it| it.parse().ok() }
}

/// The text itself, if it passes a test.
fn passed(text: &str, passes: bool) -> Option<String> {
    passes.then(|| text.to_owned())
}
