//! Posts SNS messages to Slack: CloudWatch alarms, AWS Budgets notices, EventBridge and RDS events, and any other message.
//!
//! When delivery does not succeed before Lambda's deadline, the invocation fails. Lambda then retries the invocation and finally
//! moves the event to the dead-letter queue. The process remembers delivered messages, so a retry does not post them again.

mod alarm;
mod arn;
mod budget;
mod console;
mod delivery;
mod error;
mod escape;
mod event;
mod happening;
mod instance;
mod json;
mod message;
mod notice;
mod notifier;
mod pause;
mod recent;
mod slack;
mod time;
mod webhook;

#[cfg(test)]
mod samples;

pub use delivery::{Setback, Undelivered};
pub use error::Error;
pub use event::BadEvent;
pub use notifier::{Invocation, Notifier, Tally};
pub use slack::{NoAddress, Slack, Wanted};
pub use webhook::Webhook;
