//! Resource types that there are not.

use std::collections::BTreeSet;

use super::model::Model;
use super::report::Report;
use super::{macros, rules, similar};

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    let known: BTreeSet<&str> = crate::aws::type_names().collect();
    // Each comparison with all names takes a millisecond.
    let mut hints = 50;
    for &resource in model.all() {
        let name = resource.type_name;
        let is_ours = ["AWS::", "Alexa::"].iter().any(|vendor| name.starts_with(vendor));
        if !is_ours || known.contains(name) || macros::is_module(name) {
            continue;
        }
        let nearest = (hints > 0).then(|| similar::nearest(name, known.iter().copied())).flatten();
        hints -= i32::from(hints > 0);
        let message = match nearest {
            Some(nearest) => format!("there is no type `{name}`; `{nearest}` is similar"),
            None => format!("`{name}` is none of the {} types that are known", known.len()),
        };
        let rule = if nearest.is_some() { rules::UNKNOWN_TYPE } else { rules::UNLISTED_TYPE };
        report.beside(rule, resource, "Type", message);
    }
}
