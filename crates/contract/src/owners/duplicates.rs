//! Owners who are perhaps the same person as someone who is about to be registered.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;

use super::{Owner, OwnerSearch};
use crate::endpoint::response_bodies;
use crate::params::{Query, QueryParams};
use crate::problem::FieldError;

/// The names and the telephone number of a person who is about to be registered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DuplicateQuery {
    /// Compared together with the last name.
    pub first_name: Option<String>,
    /// Compared together with the first name.
    pub last_name: Option<String>,
    pub telephone: Option<String>,
}

impl QueryParams for DuplicateQuery {
    const NAMES: &'static [&'static str] = &["firstName", "lastName", "telephone"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let OwnerSearch { first_name, last_name, telephone, .. } =
            OwnerSearch::read_terms(query, &mut errors);
        if errors.is_empty() { Ok(Self { first_name, last_name, telephone }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let terms =
            [("firstName", &self.first_name), ("lastName", &self.last_name), ("telephone", &self.telephone)];
        terms.into_iter().filter_map(|(name, it)| Some((name, it.clone()?))).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let about = |mut it: Parameter| {
            let about = match it.name.as_str() {
                "telephone" => "The telephone number: its last eight digits are compared",
                "lastName" => "The last name, which is compared together with the first name",
                _ => "The first name, which is compared together with the last name",
            };
            it.description = Some(about.to_owned());
            it
        };
        OwnerSearch::term_parameters()
            .filter(|it| Self::NAMES.contains(&it.name.as_str()))
            .map(about)
            .collect()
    }
}

/// Why an owner is perhaps the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DuplicateReason {
    /// One of the owner's telephone numbers is the same.
    SamePhone,
    /// First and last name are the same, without regard to case and accents.
    SameName,
    /// First and last name sound alike, in either order.
    SoundsAlike,
}

/// An owner who is perhaps the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Duplicate {
    pub owner: Owner,
    /// The strongest reason first.
    pub reasons: Vec<DuplicateReason>,
}

/// Owners who are perhaps the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Duplicates {
    /// Those with the strongest reasons first; at most 10.
    pub duplicates: Vec<Duplicate>,
}

impl Duplicates {
    /// The maximum number of owners in an answer.
    pub const MOST: usize = 10;
}

response_bodies!(Duplicates);
