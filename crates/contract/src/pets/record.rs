//! What the clinic records about a pet, beside the classic JSON.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

use super::PetPath;
use crate::endpoint::{RequestBody, response_bodies};
use crate::field::{self, Rules};
use crate::lax::{self, LaxDate};
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// Most alerts of a pet.
const MOST_ALERTS: usize = 10;
/// Longest note of an alert, in characters.
const NOTE: usize = 255;
/// Digits of a microchip's number (ISO 11784).
const MICROCHIP: usize = 15;

/// The sex of a pet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Sex {
    Female,
    Male,
    #[default]
    Unknown,
}

impl Sex {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Unknown];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unknown => "unknown",
        }
    }
}

/// What people must know before they touch or treat a pet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PetAlertKind {
    /// It bites, scratches or kicks.
    Aggressive,
    /// It must not get something.
    Allergy,
    /// It reacted badly to a vaccine.
    VaccineReaction,
    /// What the note says.
    Other,
}

impl PetAlertKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Aggressive, Self::Allergy, Self::VaccineReaction, Self::Other];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aggressive => "aggressive",
            Self::Allergy => "allergy",
            Self::VaccineReaction => "vaccineReaction",
            Self::Other => "other",
        }
    }
}

/// An alert about a pet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PetAlert {
    pub kind: PetAlertKind,
    pub note: Option<String>,
}

/// What the clinic records about a pet, beside its classic JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PetRecord {
    pub pet_id: i32,
    pub sex: Sex,
    /// `null` where nobody knows.
    pub is_neutered: Option<bool>,
    /// The number of its microchip: 15 digits (ISO 11784).
    pub microchip: Option<String>,
    /// In the order in which they were sent; at most 10.
    pub alerts: Vec<PetAlert>,
    /// The day of its death.
    pub died_on: Option<Date>,
}

/// The records of many pets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PetRecords {
    /// By pet. Pets that do not exist are left out.
    pub records: Vec<PetRecord>,
}

response_bodies!(PetRecord, PetRecords);

/// The record of a pet as a client sends it. A field that is absent stays as it is, and `null` clears it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PetRecordRequest {
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(value_type = Option<Sex>, required = false)]
    sex: Option<Option<Sex>>,
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(value_type = Option<bool>, required = false)]
    is_neutered: Option<Option<bool>>,
    /// 15 digits, which no other pet has.
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = microchip_schema, required = false)]
    microchip: Option<Option<String>>,
    /// All alerts: those that are not among them are removed.
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(value_type = Option<Vec<PetAlertRequest>>, max_items = 10, required = false)]
    alerts: Option<Option<Vec<PetAlertRequest>>>,
    /// Not before its birth and not in the future. From this day on nothing can be booked for the pet, and what is booked is called off.
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = lax::day_schema, required = false)]
    died_on: Option<Option<LaxDate>>,
}

/// An alert about a pet as a client sends it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct PetAlertRequest {
    #[schema(inline)]
    kind: PetAlertKind,
    #[schema(schema_with = note_schema, required = false)]
    note: Option<String>,
}

/// The validated record of a pet; `None` leaves a field as it is. The service still has to compare it with other pets and with the
/// pet's birth.
#[derive(Clone, Debug)]
pub struct ChangedRecord {
    pub sex: Option<Sex>,
    pub is_neutered: Option<Option<bool>>,
    pub microchip: Option<Option<String>>,
    pub alerts: Option<Vec<PetAlert>>,
    pub died_on: Option<Option<Date>>,
}

impl RequestBody<PetPath> for PetRecordRequest {
    type Checked = ChangedRecord;

    fn check(self, _: &PetPath, today: Date) -> Result<ChangedRecord, Vec<FieldError>> {
        let mut rules = Rules::default();
        let microchip = self.microchip.map(|given| {
            given.inspect(|it| {
                if it.len() != MICROCHIP || !it.bytes().all(|it| it.is_ascii_digit()) {
                    rules.broken("microchip", format!("must be {MICROCHIP} digits"));
                }
            })
        });
        let record = ChangedRecord {
            sex: self.sex.map(Option::unwrap_or_default),
            is_neutered: self.is_neutered,
            microchip,
            alerts: self.alerts.map(|it| alerts(&mut rules, it.unwrap_or_default())),
            died_on: self.died_on.map(|it| rules.past("diedOn", it.map(|it| it.0), today)),
        };
        rules.finish(record)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

fn alerts(rules: &mut Rules, given: Vec<PetAlertRequest>) -> Vec<PetAlert> {
    if given.len() > MOST_ALERTS {
        rules.broken("alerts", format!("must be at most {MOST_ALERTS}"));
        return Vec::new();
    }
    let alert = |(index, PetAlertRequest { kind, note }): (usize, PetAlertRequest)| {
        let note = rules.prose(&format!("alerts[{index}].note"), note, NOTE);
        PetAlert { kind, note: note.filter(|it| !it.is_empty()) }
    };
    given.into_iter().enumerate().map(alert).collect()
}

fn microchip_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .pattern(Some("^[0-9]{15}$"))
        .into()
}

fn note_schema() -> RefOr<Schema> {
    field::prose_schema(NOTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 5, 20);

    fn read(text: &str) -> Result<ChangedRecord, Vec<String>> {
        let request: PetRecordRequest = serde_json::from_str(text).unwrap();
        let checked = request.check(&PetPath { owner_id: 1, pet_id: 1 }, TODAY);
        checked.map_err(|errors| errors.into_iter().map(|it| it.field).collect())
    }

    #[test]
    fn names_are_the_same_on_the_wire_and_in_the_database() {
        for sex in Sex::ALL {
            assert_eq!(serde_json::to_value(sex).unwrap(), sex.name());
        }
        for kind in PetAlertKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }

    #[test]
    fn a_change_says_what_stays_and_what_is_cleared() {
        let unchanged = read("{}").unwrap();
        assert!(unchanged.sex.is_none() && unchanged.microchip.is_none() && unchanged.died_on.is_none());
        let cleared =
            read(r#"{"sex": null, "isNeutered": null, "microchip": null, "alerts": null, "diedOn": null}"#);
        let cleared = cleared.unwrap();
        assert_eq!((cleared.sex, cleared.is_neutered), (Some(Sex::Unknown), Some(None)));
        assert_eq!((cleared.alerts, cleared.died_on), (Some(Vec::new()), Some(None)));
    }

    #[test]
    fn every_broken_field_is_named_with_its_place() {
        let note = "x".repeat(256);
        let alerts = format!(r#"[{{"kind": "allergy"}}, {{"kind": "other", "note": "{note}"}}]"#);
        let body = format!(r#"{{"microchip": "1234", "alerts": {alerts}, "diedOn": "2026-05-21"}}"#);
        assert_eq!(read(&body).unwrap_err(), ["microchip", "alerts[1].note", "diedOn"]);
        let many = [r#"{"kind": "other"}"#; 11].join(", ");
        assert_eq!(read(&format!(r#"{{"alerts": [{many}]}}"#)).unwrap_err(), ["alerts"]);
    }
}
