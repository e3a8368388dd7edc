//! Tells people in Slack of what SNS delivers: alarms of CloudWatch, notices of AWS Budgets, events of EventBridge and RDS, and
//! anything else.
//!
//! An event that cannot be delivered in the time that Lambda gives is an error of the invocation: Lambda invokes the function again,
//! and gives the event to its dead-letter queue at last. What has been delivered is remembered, so that a repetition is seen once.

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
