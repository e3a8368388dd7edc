//! Resource types that there are not.

use super::model::Model;
use super::report::Report;
use super::schema::Schemas;
use super::{macros, rules, similar};

pub(super) fn check<'a>(model: &Model<'a>, schemas: &Schemas<'a>, report: &mut Report) {
    // Each comparison with all names takes a millisecond.
    let mut hints = 50;
    for &resource in model.all() {
        let name = resource.type_name;
        let is_ours = ["AWS::", "Alexa::"].iter().any(|vendor| name.starts_with(vendor));
        if !is_ours || schemas.get(name).is_some() || macros::is_module(name) || is_known(name) {
            continue;
        }
        let nearest = (hints > 0).then(|| similar::nearest(name, crate::aws::type_names())).flatten();
        hints = i32::max(hints - 1, 0);
        let message = match nearest {
            Some(nearest) => format!("there is no type `{name}`; `{nearest}` is similar"),
            None => {
                format!("`{name}` is none of the {} types that are known", crate::aws::type_names().count())
            }
        };
        let rule = if nearest.is_some() { rules::UNKNOWN_TYPE } else { rules::UNLISTED_TYPE };
        report.beside(rule, resource, "Type", message);
    }
}

fn is_known(name: &str) -> bool {
    // Its own schema is not published.
    crate::aws::type_names().any(|known| known == name) || name.starts_with("AWS::CloudFormation::")
}
