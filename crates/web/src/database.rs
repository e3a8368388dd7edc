//! The parts of serving that need a database: faults, idempotency, housekeeping and health.

mod health;
mod housekeeping;
pub mod idempotency;

use crate::fault::Fault;

pub use housekeeping::expire_keys;

impl From<db::Error> for Fault {
    fn from(error: db::Error) -> Self {
        let is_repeatable = error.is_repeatable();
        let fault = if error.is_unavailable() { Self::unavailable(error) } else { Self::internal(error) };
        if is_repeatable { fault.repeatable() } else { fault }
    }
}
