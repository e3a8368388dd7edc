//! What differs between two states of an appointment.

use contract::appointments::Appointment;

/// A field that was changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) field: &'static str,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// Every field that differs, by its name on the wire.
pub(crate) fn between(before: &Appointment, after: &Appointment) -> Vec<Change> {
    let id = |it: Option<i32>| it.map(|it| it.to_string());
    type Read<'a> = &'a dyn Fn(&Appointment) -> Option<String>;
    let fields: [(&'static str, Read<'_>); 10] = [
        ("status", &|it| Some(it.status.name().to_owned())),
        ("start", &|it| Some(it.start.to_string())),
        ("timeZone", &|it| Some(it.time_zone.clone())),
        ("typeId", &|it| id(Some(it.type_id))),
        ("ownerId", &|it| id(it.owner_id)),
        ("petId", &|it| id(it.pet_id)),
        ("vetId", &|it| id(it.vet_id)),
        ("visitId", &|it| id(it.visit_id)),
        ("reason", &|it| it.reason.clone()),
        ("overlapReason", &|it| it.overlap_reason.clone()),
    ];
    let differs =
        fields.into_iter().map(|(field, read)| Change { field, before: read(before), after: read(after) });
    differs.filter(|it| it.before != it.after).collect()
}
