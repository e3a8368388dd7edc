//! Owners by their ids.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;

use crate::endpoint::response_bodies;
use crate::id_list;
use crate::owners::Owner;
use crate::params::{Query, QueryParams};
use crate::problem::FieldError;

/// A request for these owners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerIds(pub Vec<i32>);

impl OwnerIds {
    /// Maximum owners in one request.
    pub const MOST: usize = 100;
}

impl QueryParams for OwnerIds {
    const NAMES: &'static [&'static str] = &["ownerId"];
    const REPEATS: bool = true;

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        id_list::read(query, "ownerId", Self::MOST, "owners").map(Self)
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![id_list::pair("ownerId", &self.0)]
    }

    fn parameters() -> Vec<Parameter> {
        vec![id_list::parameter("ownerId", Self::MOST, "owners")]
    }
}

/// Owners with their pets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnerList {
    /// By id; without those that there are not.
    pub items: Vec<Owner>,
}

response_bodies!(OwnerList);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_owners_as_a_day_has_are_asked_for_at_once_and_not_more() {
        let ids = OwnerIds((1..=100).collect());
        let [(name, value)] = &ids.pairs()[..] else { panic!("{:?}", ids.pairs()) };
        assert_eq!(OwnerIds::read(&Query::parse(&format!("{name}={value}"))), Ok(ids));
        let errors = OwnerIds::read(&Query::parse(&"ownerId=1&".repeat(101))).unwrap_err();
        assert_eq!(errors[0].default_message, "must list at most 100 owners");
        assert_eq!(OwnerIds::read(&Query::parse("")).unwrap_err()[0].field, "ownerId");
    }
}
