//! Appointments as clients send them.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::{AppointmentPath, AppointmentStatus, start};
use crate::endpoint::RequestBody;
use crate::field::{self, Rules};
use crate::lax::{self, LaxId};
use crate::params::NoParams;
use crate::pets::PetPath;
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// Longest reason of an appointment, in characters.
const REASON: usize = 1000;
/// Longest reason for an overlap, in characters.
const OVERLAP_REASON: usize = 255;
/// Longest name of who booked, in characters.
const BOOKED_BY: usize = 80;

/// A new appointment as a client sends it. Without a `vetId` it is nobody's yet.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewAppointmentRequest {
    #[schema(schema_with = start::request_schema, required = true)]
    start: Option<String>,
    #[schema(schema_with = lax::id_schema, required = true)]
    type_id: Option<LaxId>,
    #[schema(schema_with = lax::optional_id_schema, required = false)]
    owner_id: Option<LaxId>,
    #[schema(schema_with = lax::optional_id_schema, required = false)]
    pet_id: Option<LaxId>,
    #[schema(schema_with = lax::optional_id_schema, required = false)]
    vet_id: Option<LaxId>,
    #[schema(schema_with = reason_schema, required = false)]
    reason: Option<String>,
    #[schema(schema_with = booked_by_schema, required = true)]
    booked_by: Option<String>,
    /// Why the appointment may overlap another one, a leave or a block of the vet, or be while the clinic is closed; without it such a
    /// request is refused (409), and the answer says which rule it breaks and when.
    #[schema(schema_with = overlap_reason_schema, required = false)]
    overlap_reason: Option<String>,
}

impl NewAppointmentRequest {
    /// Books an appointment of this type for a pet, with a vet or with nobody yet.
    pub fn of_pet(path: PetPath, type_id: i32, start: DateTime, vet_id: Option<i32>) -> Self {
        Self {
            start: Some(start.to_string()),
            type_id: Some(LaxId(type_id)),
            owner_id: Some(LaxId(path.owner_id)),
            pet_id: Some(LaxId(path.pet_id)),
            vet_id: vet_id.map(LaxId),
            ..Self::default()
        }
    }

    /// For this reason.
    #[must_use]
    pub fn because(self, reason: Option<String>) -> Self {
        Self { reason, ..self }
    }

    /// Booked by this person or program.
    #[must_use]
    pub fn booked_by(self, name: &str) -> Self {
        Self { booked_by: Some(name.to_owned()), ..self }
    }
}

/// A changed appointment as a client sends it. A field that is absent stays as it is, and `null` clears it where it may be empty.
/// `ownerId` and `petId` are given together.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentRequest {
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = start::request_schema, required = false)]
    start: Option<Option<String>>,
    #[schema(schema_with = lax::id_schema, required = false)]
    type_id: Option<LaxId>,
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = lax::optional_id_schema, required = false)]
    owner_id: Option<Option<LaxId>>,
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = lax::optional_id_schema, required = false)]
    pet_id: Option<Option<LaxId>>,
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = lax::optional_id_schema, required = false)]
    vet_id: Option<Option<LaxId>>,
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = reason_schema, required = false)]
    reason: Option<Option<String>>,
    /// Why the appointment may be where it moves to, as for a new one.
    #[schema(schema_with = overlap_reason_schema, required = false)]
    overlap_reason: Option<String>,
}

/// The next status of an appointment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusRequest {
    #[schema(inline)]
    status: AppointmentStatus,
    /// Why the appointment may come back, as for a new one, although its time was taken meanwhile.
    #[schema(schema_with = overlap_reason_schema, required = false)]
    overlap_reason: Option<String>,
}

/// An owner, and perhaps one of its pets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnerAndPet {
    pub owner_id: Option<i32>,
    /// Only with an owner.
    pub pet_id: Option<i32>,
}

/// The validated fields of a new appointment. The service still has to check that the type exists and the vet is free.
#[derive(Clone, Debug)]
pub struct AppointmentFields {
    pub start: DateTime,
    pub type_id: i32,
    pub of: OwnerAndPet,
    pub vet_id: Option<i32>,
    pub reason: Option<String>,
    pub booked_by: String,
    pub overlap_reason: Option<String>,
}

/// The validated fields of a changed appointment; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct ChangedAppointment {
    pub start: Option<DateTime>,
    pub type_id: Option<i32>,
    pub of: Option<OwnerAndPet>,
    pub vet_id: Option<Option<i32>>,
    pub reason: Option<Option<String>>,
    pub overlap_reason: Option<String>,
}

/// The validated next status.
#[derive(Clone, Debug)]
pub struct StatusStep {
    pub status: AppointmentStatus,
    pub overlap_reason: Option<String>,
}

impl RequestBody<NoParams> for NewAppointmentRequest {
    type Checked = AppointmentFields;

    fn check(self, _: &NoParams, today: Date) -> Result<AppointmentFields, Vec<FieldError>> {
        let mut rules = Rules::default();
        if self.type_id.is_none() {
            rules.broken("typeId", "must be the id of an appointment type");
        }
        let fields = AppointmentFields {
            start: start::check(&mut rules, self.start.as_deref(), today),
            type_id: id(&mut rules, "typeId", self.type_id).unwrap_or_default(),
            of: owner_and_pet(&mut rules, self.owner_id, self.pet_id),
            vet_id: id(&mut rules, "vetId", self.vet_id),
            reason: rules.prose("reason", self.reason, REASON),
            booked_by: rules.text("bookedBy", self.booked_by, BOOKED_BY),
            overlap_reason: overlap_reason(&mut rules, self.overlap_reason),
        };
        rules.finish(fields)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

impl RequestBody<AppointmentPath> for AppointmentRequest {
    type Checked = ChangedAppointment;

    fn check(self, _: &AppointmentPath, today: Date) -> Result<ChangedAppointment, Vec<FieldError>> {
        let mut rules = Rules::default();
        let of = match (self.owner_id, self.pet_id) {
            (None, None) => None,
            (Some(owner), Some(pet)) => Some(owner_and_pet(&mut rules, owner, pet)),
            (None, Some(_)) => {
                rules.broken("ownerId", "must be given together with petId");
                None
            }
            (Some(_), None) => {
                rules.broken("petId", "must be given together with ownerId");
                None
            }
        };
        let changed = ChangedAppointment {
            start: self.start.map(|it| start::check(&mut rules, it.as_deref(), today)),
            type_id: id(&mut rules, "typeId", self.type_id),
            of,
            vet_id: self.vet_id.map(|it| id(&mut rules, "vetId", it)),
            reason: self.reason.map(|it| rules.prose("reason", it, REASON)),
            overlap_reason: overlap_reason(&mut rules, self.overlap_reason),
        };
        rules.finish(changed)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

impl RequestBody<AppointmentPath> for StatusRequest {
    type Checked = StatusStep;

    fn check(self, _: &AppointmentPath, _: Date) -> Result<StatusStep, Vec<FieldError>> {
        let mut rules = Rules::default();
        let overlap_reason = overlap_reason(&mut rules, self.overlap_reason);
        rules.finish(StatusStep { status: self.status, overlap_reason })
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

fn id(rules: &mut Rules, field: &str, given: Option<LaxId>) -> Option<i32> {
    if given.is_some_and(|it| it.0 < 1) {
        rules.broken(field, format!("must be a whole number from 1 to {}", i32::MAX));
    }
    given.map(|it| it.0)
}

fn owner_and_pet(rules: &mut Rules, owner: Option<LaxId>, pet: Option<LaxId>) -> OwnerAndPet {
    if pet.is_some() && owner.is_none() {
        rules.broken("ownerId", "must be given for a pet");
    }
    OwnerAndPet { owner_id: id(rules, "ownerId", owner), pet_id: id(rules, "petId", pet) }
}

/// A reason says something; one that is absent is none.
fn overlap_reason(rules: &mut Rules, given: Option<String>) -> Option<String> {
    given.map(|it| rules.text("overlapReason", Some(it), OVERLAP_REASON))
}

fn reason_schema() -> RefOr<Schema> {
    field::prose_schema(REASON)
}

fn overlap_reason_schema() -> RefOr<Schema> {
    field::line_schema(OVERLAP_REASON)
}

fn booked_by_schema() -> RefOr<Schema> {
    field::line_schema(BOOKED_BY)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 5, 20);
    const PATH: AppointmentPath = AppointmentPath { appointment_id: 1 };

    fn fields(errors: &[FieldError]) -> Vec<&str> {
        errors.iter().map(|it| it.field.as_str()).collect()
    }

    #[test]
    fn every_broken_field_of_a_booking_is_named() {
        let read = |text: &str| {
            let request: NewAppointmentRequest = serde_json::from_str(text).unwrap();
            request.check(&NoParams, TODAY)
        };
        assert_eq!(fields(&read("{}").unwrap_err()), ["typeId", "start", "bookedBy"]);
        let all =
            r#"{"start": "x", "typeId": 0, "petId": 7, "vetId": -1, "bookedBy": " ", "overlapReason": ""}"#;
        let errors = read(all).unwrap_err();
        assert_eq!(fields(&errors), ["start", "typeId", "ownerId", "vetId", "bookedBy", "overlapReason"]);
        let good = r#"{"start": "2026-05-20T09:30", "typeId": "1", "bookedBy": "Ada", "vetId": null}"#;
        assert_eq!(read(good).unwrap().vet_id, None);
    }

    #[test]
    fn a_change_says_what_stays_and_what_is_cleared() {
        let read = |text: &str| {
            let request: AppointmentRequest = serde_json::from_str(text).unwrap();
            request.check(&PATH, TODAY)
        };
        let unchanged = read("{}").unwrap();
        assert_eq!((unchanged.start, unchanged.vet_id, unchanged.reason), (None, None, None));
        let cleared = read(r#"{"vetId": null, "reason": null, "ownerId": null, "petId": null}"#).unwrap();
        assert_eq!((cleared.vet_id, cleared.reason), (Some(None), Some(None)));
        assert_eq!(cleared.of, Some(OwnerAndPet::default()));
        assert_eq!(fields(&read(r#"{"start": null, "petId": 7}"#).unwrap_err()), ["ownerId", "start"]);
        assert_eq!(fields(&read(r#"{"ownerId": 6}"#).unwrap_err()), ["petId"]);
    }
}
