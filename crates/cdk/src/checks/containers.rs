//! ECS: tasks, services and how they scale.

mod scaling;
mod service;
mod task;

use super::model::Model;
use super::report::Report;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    task::check(model, report);
    service::check(model, report);
    scaling::check(model, report);
}
