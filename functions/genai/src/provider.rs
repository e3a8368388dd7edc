//! The parts that all providers of models share.

mod attempts;
mod failure;
mod history;
mod reply;

pub(crate) use attempts::Attempts;
pub(crate) use failure::{AttemptFailure, FailureKind};
pub(crate) use history::{Part, Speaker, Turn, id, is_blank, object, turns, word};
pub(crate) use reply::{ReplyParts, Telling};
