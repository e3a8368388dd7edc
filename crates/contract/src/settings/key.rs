//! The description of a setting.

use std::fmt;

use crate::service::Service;

/// A row of the table of settings.
#[derive(Clone, Copy)]
pub struct Key {
    /// Group and name, such as `database.max-connections`.
    pub name: &'static str,
    /// Its effect, in lines.
    pub doc: &'static [&'static str],
    /// The value if no layer sets one; empty for none. It may contain `{env}`, `{service}` and `{port}`.
    pub default: &'static str,
    /// Whether a change takes effect while the process runs.
    pub live: bool,
    /// Whether the value must never be shown.
    pub secret: bool,
    /// Whether a service has it.
    pub(super) has: fn(Service) -> bool,
    /// Whether the value is a number or a boolean, which a file writes without quotes.
    pub(super) bare: fn() -> bool,
    pub(super) accepts: fn() -> String,
    pub(super) check: fn(&str) -> Result<(), String>,
}

impl Key {
    /// The group it belongs to, such as `database`.
    pub fn group(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(group, _)| group)
    }

    /// Its name within the group, such as `max-connections`.
    pub fn short_name(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, name)| name)
    }

    /// Its effect, as one text.
    pub fn description(&self) -> String {
        self.doc.iter().map(|it| it.trim()).collect::<Vec<_>>().join(" ")
    }

    /// The valid values in words, such as `a whole number from 1 to 1000`.
    pub fn accepts(&self) -> String {
        (self.accepts)()
    }

    /// Checks a text; the error is the rule that it breaks.
    pub fn check(&self, text: &str) -> Result<(), String> {
        (self.check)(text.trim())
    }

    /// Whether a service has it.
    pub fn is_for(&self, service: Service) -> bool {
        (self.has)(service)
    }

    /// The default in an environment; empty for none.
    pub fn default_for(&self, env: &str, service: Service) -> String {
        super::name::fill(self.default, env, service)
    }

    pub(super) const fn live(mut self) -> Self {
        self.live = true;
        self
    }

    pub(super) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    pub(super) const fn only(mut self, has: fn(Service) -> bool) -> Self {
        self.has = has;
        self
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Compares names, which are unique in the table.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Key {}
