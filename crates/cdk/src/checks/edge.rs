//! `CloudFront` and web ACLs.

mod distribution;
mod web_acl;

use super::model::Model;
use super::report::Report;

/// Where certificates and web ACLs of `CloudFront` are.
const HOME: &str = "us-east-1";

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    distribution::check(model, report);
    web_acl::check(model, report);
}
