//! The wire types of owners.

mod contact;
mod duplicates;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::endpoint::{RequestBody, response_bodies};
use crate::field::{self, Rules};
use crate::lax;
use crate::paging::Page;
use crate::params::{NoParams, Query, QueryParams, parameter, path_params};
use crate::pets::{Pet, PetTypeName};
use crate::problem::FieldError;
use crate::schemas::Schemas;
use crate::visits::Visit;

pub use contact::{ChangedContact, OwnerContact, OwnerContactRequest, OwnerPhone, OwnerPhoneRequest};
pub use duplicates::{Duplicate, DuplicateQuery, DuplicateReason, Duplicates};

path_params! {
    /// Where an owner is.
    OwnerPath {
        /// The owner's id.
        owner_id: "ownerId"
    }
}

/// An owner with its pets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    pub id: i32,
    pub first_name: String,
    pub last_name: String,
    pub address: String,
    pub city: String,
    pub telephone: String,
    /// By name, without regard to case.
    pub pets: Vec<Pet>,
}

/// An owner with its pets and their visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnerDetails {
    pub id: i32,
    pub first_name: String,
    pub last_name: String,
    pub address: String,
    pub city: String,
    pub telephone: String,
    /// By name, without regard to case.
    pub pets: Vec<PetWithVisits>,
    /// `false` where the visits could not be had, so that `visits` is empty; absent otherwise.
    #[serde(default = "complete", skip_serializing_if = "is_complete")]
    #[schema(required = false)]
    pub visits_complete: bool,
}

/// A pet with its visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PetWithVisits {
    pub id: i32,
    pub name: String,
    pub birth_date: Option<Date>,
    #[serde(rename = "type")]
    pub pet_type: PetTypeName,
    pub visits: Vec<VisitDetails>,
}

/// A visit as owner details show it. The same as [`Visit`], in the order of the original's gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VisitDetails {
    pub id: i32,
    pub pet_id: i32,
    pub date: Option<Date>,
    pub description: Option<String>,
}

impl From<Visit> for VisitDetails {
    fn from(visit: Visit) -> Self {
        let Visit { id, date, description, pet_id } = visit;
        Self { id, pet_id, date, description }
    }
}

response_bodies!(Owner, OwnerDetails);

fn complete() -> bool {
    true
}

fn is_complete(complete: &bool) -> bool {
    *complete
}

/// A new owner as a client sends it. An `id` or `pets` are ignored.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewOwnerRequest {
    #[schema(schema_with = field::name_schema, required = true)]
    pub first_name: Option<String>,
    #[schema(schema_with = field::name_schema, required = true)]
    pub last_name: Option<String>,
    #[schema(schema_with = field::address_schema, required = true)]
    pub address: Option<String>,
    #[schema(schema_with = field::city_schema, required = true)]
    pub city: Option<String>,
    #[schema(schema_with = field::telephone_schema, required = true)]
    pub telephone: Option<String>,
}

/// A changed owner as a client sends it. A field that is absent stays as it is. An `id` is allowed where it is the one in the path;
/// `pets` are ignored.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnerRequest {
    #[serde(default, deserialize_with = "lax::present", skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = field::name_schema, required = false)]
    pub first_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "lax::present", skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = field::name_schema, required = false)]
    pub last_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "lax::present", skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = field::address_schema, required = false)]
    pub address: Option<Option<String>>,
    #[serde(default, deserialize_with = "lax::present", skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = field::city_schema, required = false)]
    pub city: Option<Option<String>>,
    #[serde(default, deserialize_with = "lax::present", skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = field::telephone_schema, required = false)]
    pub telephone: Option<Option<String>>,
    #[serde(default, skip_serializing)]
    #[schema(ignore)]
    id: Option<Box<RawValue>>,
}

/// The validated fields of a new owner.
#[derive(Clone, Debug)]
pub struct NewOwner {
    pub first_name: String,
    pub last_name: String,
    pub address: String,
    pub city: String,
    pub telephone: String,
}

/// The validated fields of a changed owner; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct ChangedOwner {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub telephone: Option<String>,
}

impl RequestBody<NoParams> for NewOwnerRequest {
    type Checked = NewOwner;

    fn check(self, _: &NoParams, _: Date) -> Result<NewOwner, Vec<FieldError>> {
        let mut rules = Rules::default();
        let owner = NewOwner {
            first_name: rules.text("firstName", self.first_name, field::NAME),
            last_name: rules.text("lastName", self.last_name, field::NAME),
            address: rules.text("address", self.address, field::ADDRESS),
            city: rules.text("city", self.city, field::CITY),
            telephone: rules.telephone(self.telephone),
        };
        rules.finish(owner)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

impl RequestBody<OwnerPath> for OwnerRequest {
    type Checked = ChangedOwner;

    fn check(self, path: &OwnerPath, _: Date) -> Result<ChangedOwner, Vec<FieldError>> {
        let mut rules = Rules::default();
        rules.own_id(self.id.as_deref(), path.owner_id);
        let owner = ChangedOwner {
            first_name: self.first_name.map(|it| rules.text("firstName", it, field::NAME)),
            last_name: self.last_name.map(|it| rules.text("lastName", it, field::NAME)),
            address: self.address.map(|it| rules.text("address", it, field::ADDRESS)),
            city: self.city.map(|it| rules.text("city", it, field::CITY)),
            telephone: self.telephone.map(|it| rules.telephone(it)),
        };
        rules.finish(owner)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

/// A search for owners: a page of those that match every given text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerSearch {
    /// A prefix of the last name, as [`search_key`](crate::search_key::search_key) folds it.
    pub last_name: Option<String>,
    /// A prefix of the first name, folded.
    pub first_name: Option<String>,
    /// A prefix of the city, folded.
    pub city: Option<String>,
    /// The first digits of the telephone number, with or without signs between them.
    pub telephone: Option<String>,
    /// A prefix of the name of one of the owner's pets, folded.
    pub pet: Option<String>,
    /// The page.
    pub page: Page,
}

const TERMS: [(&str, usize, &str); 5] = [
    ("lastName", field::NAME, "Owners whose last name starts so, whatever its case and accents"),
    ("firstName", field::NAME, "Owners whose first name starts so, whatever its case and accents"),
    ("city", field::CITY, "Owners whose city starts so, whatever its case and accents"),
    (
        "telephone",
        field::TELEPHONE,
        "Owners whose telephone number starts with these digits; other characters do not count",
    ),
    ("pet", field::NAME, "Owners with a pet whose name starts so, whatever its case and accents"),
];

impl OwnerSearch {
    /// Reads the texts.
    fn read_terms(query: &Query, errors: &mut Vec<FieldError>) -> Self {
        let [last_name, first_name, city, telephone, pet] = TERMS.map(|(name, most, _)| {
            let text = query.first(name).filter(|it| !it.trim().is_empty())?;
            if text.chars().count() > most {
                errors.push(FieldError::new(name, format!("must have at most {most} characters")));
            } else if text.chars().any(char::is_control) {
                errors.push(FieldError::new(name, "must not contain control characters"));
            }
            Some(text.to_owned())
        });
        Self { last_name, first_name, city, telephone, pet, page: Page::default() }
    }

    fn terms(&self) -> [&Option<String>; 5] {
        [&self.last_name, &self.first_name, &self.city, &self.telephone, &self.pet]
    }

    fn given(&self) -> impl Iterator<Item = (&'static str, String)> {
        TERMS.iter().zip(self.terms()).filter_map(|((name, ..), value)| Some((*name, value.clone()?)))
    }

    fn term_parameters() -> impl Iterator<Item = Parameter> {
        TERMS.iter().map(|(name, most, about)| {
            let schema = ObjectBuilder::new()
                .schema_type(Type::String)
                .max_length(Some(*most))
                .pattern(Some(field::PLAIN));
            parameter(name, ParameterIn::Query, false, about, schema.into())
        })
    }
}

impl QueryParams for OwnerSearch {
    const NAMES: &'static [&'static str] =
        &["lastName", "firstName", "city", "telephone", "pet", "size", "after"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let search = Self::read_terms(query, &mut errors);
        let page = Page::read(query, &mut errors);
        if errors.is_empty() { Ok(Self { page, ..search }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        self.given().chain(self.page.pairs()).collect()
    }

    fn parameters() -> Vec<Parameter> {
        Self::term_parameters().chain(Page::parameters()).collect()
    }
}

/// A search for owners without pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllOwners(pub OwnerSearch);

impl QueryParams for AllOwners {
    const NAMES: &'static [&'static str] = &["lastName", "firstName", "city", "telephone", "pet"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let search = OwnerSearch::read_terms(query, &mut errors);
        if errors.is_empty() { Ok(Self(search)) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        self.0.given().collect()
    }

    fn parameters() -> Vec<Parameter> {
        OwnerSearch::term_parameters().collect()
    }
}
