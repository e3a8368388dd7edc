//! The schemas that a document collects while its operations are described.

use std::collections::BTreeMap;

use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

/// The schemas that a document has collected so far, by name.
#[derive(Default)]
pub struct Schemas(pub(crate) BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    /// Adds a type with all that it refers to, and refers to it.
    pub fn add<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut found = Vec::new();
        T::schemas(&mut found);
        self.0.extend(found);
        self.0.insert(T::name().into_owned(), T::schema());
        Ref::from_schema_name(T::name()).into()
    }
}
