//! The refusal of a tool, in words that a model can pass on.

use std::fmt;

use contract::problem::{FieldError, Problem};

/// The reason why a tool gave no result. It may quote the tool's input, so it goes to the model and never to a log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    text: String,
    may_pass: bool,
}

impl Refusal {
    /// A permanent refusal.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), may_pass: false }
    }

    /// Whether the same call may succeed later.
    pub(crate) fn may_pass(&self) -> bool {
        self.may_pass
    }

    /// The refusal of a service.
    pub(crate) fn of(problem: &Problem) -> Self {
        if problem.status == 412 {
            return Self::new("it was changed by someone else in between; look it up and try again");
        }
        if problem.errors.is_empty() {
            return Self::new(problem.detail.clone().unwrap_or_else(|| problem.title.clone()));
        }
        Self::broken(&problem.errors)
    }

    /// Rules that are broken.
    pub(crate) fn broken(errors: &[FieldError]) -> Self {
        let said = errors.iter().map(|it| format!("{} {}", it.field, it.default_message));
        Self::new(said.collect::<Vec<_>>().join("; "))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Masked, because the text may quote a person.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal").field("may_pass", &self.may_pass).finish_non_exhaustive()
    }
}

impl From<peers::Error> for Refusal {
    fn from(error: peers::Error) -> Self {
        let service = match &error {
            peers::Error::Refused(service)
            | peers::Error::Failed(service, _)
            | peers::Error::TimedOut(service)
            | peers::Error::Answered(service, _)
            | peers::Error::Unreadable(service, _)
            | peers::Error::Undiscovered(service) => *service,
        };
        tracing::warn!(cause = %telemetry::chain(&error), "a tool got no answer");
        Self {
            text: format!("the {service} service cannot be asked right now; try again in a moment"),
            may_pass: true,
        }
    }
}
