//! The wire types of appointments.

mod agenda;
mod clock;
mod news;
mod of_owner;
mod request;
mod slots;
mod start;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::response_bodies;
use crate::params::path_params;

pub use agenda::{AgendaQuery, MOST_DAYS};
pub use clock::ClinicClock;
pub use news::{AgendaChange, AgendaEvents};
pub use of_owner::{AppointmentPage, OwnerAppointmentQuery};
pub use request::{
    AppointmentFields, AppointmentRequest, ChangedAppointment, NewAppointmentRequest, OwnerAndPet,
    StatusRequest, StatusStep,
};
pub use slots::{FreeSlot, FreeSlots, SlotQuery};
pub use start::{GRID_MINUTES, latest};

path_params! {
    /// Where an appointment is.
    AppointmentPath {
        /// The appointment's id.
        appointment_id: "appointmentId"
    }
}

/// What an appointment is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentType {
    pub id: i32,
    pub name: String,
    /// How long it takes, in minutes.
    pub minutes: i32,
    /// How long the vet is not free after it, in minutes.
    pub buffer_minutes: i32,
}

/// How far an appointment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AppointmentStatus {
    /// It is planned.
    Booked,
    /// The animal is there.
    CheckedIn,
    /// It took place, and its visit is recorded if it has a pet.
    Completed,
    /// Nobody came.
    NoShow,
    /// It was called off.
    Cancelled,
}

impl AppointmentStatus {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Booked, Self::CheckedIn, Self::Completed, Self::NoShow, Self::Cancelled];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::CheckedIn => "checkedIn",
            Self::Completed => "completed",
            Self::NoShow => "noShow",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Whether the vet's time is taken.
    pub const fn takes_time(self) -> bool {
        !matches!(self, Self::NoShow | Self::Cancelled)
    }

    /// Whether the appointment is still ahead or going on, so that it can be moved and edited.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Booked | Self::CheckedIn)
    }

    /// Whether this status can follow another one: a step forward, or the undo of a wrong one.
    pub const fn may_follow(self, before: Self) -> bool {
        use AppointmentStatus::{Booked, Cancelled, CheckedIn, Completed, NoShow};
        matches!(
            (before, self),
            (Booked, CheckedIn | Completed | NoShow | Cancelled)
                | (CheckedIn, Booked | Completed | Cancelled)
                | (Completed, Booked | CheckedIn)
                | (NoShow | Cancelled, Booked | CheckedIn)
        )
    }
}

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Appointment {
    pub id: i32,
    pub type_id: i32,
    pub owner_id: Option<i32>,
    pub pet_id: Option<i32>,
    /// `null` where it is nobody's yet.
    pub vet_id: Option<i32>,
    /// When it starts by the clock on the clinic's wall.
    #[schema(schema_with = start::schema)]
    pub start: DateTime,
    /// When it ends by the clock on the clinic's wall.
    #[schema(schema_with = start::schema)]
    pub end: DateTime,
    /// The time zone of that clock, by its IANA name.
    pub time_zone: String,
    /// The instant of the start.
    pub starts_at: Timestamp,
    /// The instant of the end.
    pub ends_at: Timestamp,
    pub reason: Option<String>,
    /// Why it is there on purpose, although it overlaps another appointment, a leave or a block of the vet, or the clinic is closed.
    pub overlap_reason: Option<String>,
    pub booked_by: String,
    pub booked_at: Timestamp,
    pub status: AppointmentStatus,
    /// Since when the animal is there; `null` before it came.
    pub checked_in_at: Option<Timestamp>,
    /// The visit that was recorded when it was completed.
    pub visit_id: Option<i32>,
}

/// The appointments of some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Agenda {
    /// By start, then by id; at most 2,000.
    pub appointments: Vec<Appointment>,
    /// Whether there are more; then ask for fewer days or for one vet.
    pub has_more: bool,
}

impl Agenda {
    /// The maximum number of appointments in an answer.
    pub const MOST: usize = 2_000;
}

/// What was changed about an appointment: one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentChange {
    /// The field's name on the wire, or `petDiedOn` with the day of the pet's death, which called the appointment off.
    pub field: String,
    /// Its value before.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
    pub changed_at: Timestamp,
}

/// The changes of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppointmentHistory {
    /// The latest first; at most 500.
    pub changes: Vec<AppointmentChange>,
}

impl AppointmentHistory {
    /// The maximum number of changes in an answer.
    pub const MOST: i32 = 500;
}

response_bodies!(Appointment, Agenda, AppointmentHistory);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_the_same_name_on_the_wire_and_in_the_database() {
        for status in AppointmentStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.name());
            assert_eq!(AppointmentStatus::named(status.name()), Some(status));
        }
        assert_eq!(AppointmentStatus::named("Booked"), None);
    }

    #[test]
    fn every_step_can_be_undone_and_nobody_fails_to_show_up_after_checking_in() {
        for before in AppointmentStatus::ALL {
            assert!(!before.may_follow(before), "{before:?}");
            let has_way_back =
                before == AppointmentStatus::Booked || AppointmentStatus::Booked.may_follow(before);
            assert!(has_way_back, "{before:?}");
        }
        assert!(!AppointmentStatus::NoShow.may_follow(AppointmentStatus::CheckedIn));
        assert!(!AppointmentStatus::Completed.may_follow(AppointmentStatus::Cancelled));
    }
}
