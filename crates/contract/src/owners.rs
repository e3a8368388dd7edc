//! The wire types of owners.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::endpoint::{RequestBody, response_bodies};
use crate::field::{self, Rules};
use crate::paging::Page;
use crate::params::{NoParams, Query, QueryParams, parameter, path_params};
use crate::pets::{Pet, PetTypeName};
use crate::problem::FieldError;
use crate::schemas::Schemas;
use crate::visits::Visit;

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

/// An owner as a client sends it. An `id` is allowed where it is the one in the path; `pets` are ignored.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnerRequest {
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
    #[serde(default, skip_serializing)]
    #[schema(ignore)]
    id: Option<serde_json::Value>,
}

/// The validated fields of an owner.
#[derive(Clone, Debug)]
pub struct OwnerFields {
    pub first_name: String,
    pub last_name: String,
    pub address: String,
    pub city: String,
    pub telephone: String,
}

impl OwnerRequest {
    fn fields(self, rules: &mut Rules) -> OwnerFields {
        OwnerFields {
            first_name: rules.text("firstName", self.first_name, field::NAME),
            last_name: rules.text("lastName", self.last_name, field::NAME),
            address: rules.text("address", self.address, field::ADDRESS),
            city: rules.text("city", self.city, field::CITY),
            telephone: rules.telephone(self.telephone),
        }
    }
}

impl RequestBody<NoParams> for OwnerRequest {
    type Checked = OwnerFields;

    fn check(self, _: &NoParams, _: Date) -> Result<OwnerFields, Vec<FieldError>> {
        let mut rules = Rules::default();
        let fields = self.fields(&mut rules);
        rules.finish(fields)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

impl RequestBody<OwnerPath> for OwnerRequest {
    type Checked = OwnerFields;

    fn check(mut self, path: &OwnerPath, _: Date) -> Result<OwnerFields, Vec<FieldError>> {
        let mut rules = Rules::default();
        rules.own_id(self.id.take(), path.owner_id);
        let fields = self.fields(&mut rules);
        rules.finish(fields)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

/// A search for owners: a page of those that match every given text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerSearch {
    /// A prefix of the last name, case-insensitive.
    pub last_name: Option<String>,
    /// A prefix of the first name, case-insensitive.
    pub first_name: Option<String>,
    /// A prefix of the city, case-insensitive.
    pub city: Option<String>,
    /// A prefix of the telephone number.
    pub telephone: Option<String>,
    /// A prefix of the name of one of the owner's pets, case-insensitive.
    pub pet: Option<String>,
    /// The page.
    pub page: Page,
}

const TERMS: [(&str, usize, &str); 5] = [
    ("lastName", field::NAME, "Owners whose last name starts so, in whatever case"),
    ("firstName", field::NAME, "Owners whose first name starts so, in whatever case"),
    ("city", field::CITY, "Owners whose city starts so, in whatever case"),
    ("telephone", field::TELEPHONE, "Owners whose telephone number starts so"),
    ("pet", field::NAME, "Owners with a pet whose name starts so, in whatever case"),
];

impl OwnerSearch {
    fn terms(&self) -> [&Option<String>; 5] {
        [&self.last_name, &self.first_name, &self.city, &self.telephone, &self.pet]
    }
}

impl QueryParams for OwnerSearch {
    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let [last_name, first_name, city, telephone, pet] = TERMS.map(|(name, most, _)| {
            let text = query.first(name).filter(|it| !it.trim().is_empty())?;
            if text.chars().count() > most {
                errors.push(FieldError::new(name, format!("must have at most {most} characters")));
            } else if text.chars().any(char::is_control) {
                errors.push(FieldError::new(name, "must not contain control characters"));
            }
            Some(text.to_owned())
        });
        let page = Page::read(query, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self { last_name, first_name, city, telephone, pet, page })
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let terms = TERMS.iter().zip(self.terms());
        let given = terms.filter_map(|((name, ..), value)| Some((*name, value.clone()?)));
        given.chain(self.page.pairs()).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let terms = TERMS.iter().map(|(name, most, about)| {
            let schema = ObjectBuilder::new()
                .schema_type(Type::String)
                .max_length(Some(*most))
                .pattern(Some(field::PLAIN));
            parameter(name, ParameterIn::Query, false, about, schema.into())
        });
        terms.chain(Page::parameters()).collect()
    }
}
