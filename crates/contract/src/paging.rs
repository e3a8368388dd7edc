//! Keyset paging: a page starts after the last id of the previous page, so a deep page costs no more than the first.

use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::params::{Query, id, id_schema, parameter};
use crate::problem::FieldError;

/// The default number of rows on a page.
pub const DEFAULT_SIZE: u16 = 100;
/// The maximum number of rows on a page.
pub const MAX_SIZE: u16 = 500;

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The maximum number of rows.
    pub size: u16,
    /// The id after which the page starts; 0 for the first page.
    pub after: i32,
}

impl Default for Page {
    fn default() -> Self {
        Self { size: DEFAULT_SIZE, after: 0 }
    }
}

impl Page {
    /// Reads `size` and `after`.
    pub fn read(query: &Query, errors: &mut Vec<FieldError>) -> Self {
        let mut page = Self::default();
        if let Some(text) = query.first("size") {
            match text.parse::<u16>() {
                Ok(size @ 1..=MAX_SIZE) => page.size = size,
                _ => errors
                    .push(FieldError::new("size", format!("must be a whole number from 1 to {MAX_SIZE}"))),
            }
        }
        if let Some(text) = query.first("after") {
            match id("after", Some(text)) {
                Ok(after) => page.after = after,
                Err(error) => errors.push(error),
            }
        }
        page
    }

    /// Writes `size` and `after` if they differ from the defaults.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.size != DEFAULT_SIZE {
            pairs.push(("size", self.size.to_string()));
        }
        if self.after > 0 {
            pairs.push(("after", self.after.to_string()));
        }
        pairs
    }

    /// The parameters' description in OpenAPI.
    pub fn parameters() -> Vec<Parameter> {
        let after =
            "The id after which the page starts; the `Link` header of a page has it ready for the next one";
        Self::described(after)
    }

    /// As [`parameters`](Self::parameters), for lists without a `Link` header.
    pub(crate) fn plain_parameters(thing: &str) -> Vec<Parameter> {
        Self::described(&format!("The id of the last {thing} of the page before"))
    }

    fn described(after: &str) -> Vec<Parameter> {
        let size = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(MAX_SIZE))
            .default(Some(DEFAULT_SIZE.into()));
        vec![
            parameter("size", ParameterIn::Query, false, "Rows on a page", size.into()),
            parameter("after", ParameterIn::Query, false, after, id_schema()),
        ]
    }
}
