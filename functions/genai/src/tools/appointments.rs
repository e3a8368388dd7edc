//! Looks free slots and appointments up.

use std::collections::BTreeSet;

use contract::appointments::{AgendaQuery, Appointment, AppointmentType, SlotQuery};
use contract::search_key::search_key;
use contract::vets::Vet;
use serde_json::{Value, json};

use super::{Refusal, SHOWN, Toolbox, inputs, known_to_be_right};

impl Toolbox {
    pub(super) async fn find_free_slots(&self, input: inputs::FindFreeSlots) -> Result<Value, Refusal> {
        let inputs::FindFreeSlots { from, to, appointment_type, vet_id, specialty } = input;
        let appointment_type = self.appointment_type(&appointment_type).await?;
        let vets = self.vets.all().await?;
        let specialty_id = specialty.map(|it| specialty_id(&vets, &it)).transpose()?;
        if let Some(vet_id) = vet_id {
            vet(&vets, vet_id)?;
        }
        let query = SlotQuery {
            from,
            to: to.unwrap_or(from),
            type_id: appointment_type.id,
            vet_id,
            specialty_id,
            appointment_id: None,
            size: SHOWN.into(),
        };
        let found = self.visits.free_slots(known_to_be_right(&query)?).await?;
        let slots: Vec<_> = found
            .slots
            .iter()
            .map(|it| json!({ "start": it.start, "end": it.end, "vetId": it.vet_id, "vetName": name(&vets, it.vet_id) }))
            .collect();
        Ok(json!({
            "type": appointment_type.name, "timeZone": found.time_zone, "shown": slots.len(), "slots": slots,
            "hasMore": found.has_more,
        }))
    }

    pub(super) async fn list_appointments(&self, input: inputs::ListAppointments) -> Result<Value, Refusal> {
        let inputs::ListAppointments { day, vet_id } = input;
        let vets = self.vets.all().await?;
        if let Some(vet_id) = vet_id {
            vet(&vets, vet_id)?;
        }
        let query = AgendaQuery { from: day, to: day, vet_id };
        let found = self.visits.appointments(known_to_be_right(&query)?).await?.appointments;
        let types = self.visits.appointment_types().await?;
        let shown = found.get(..found.len().min(SHOWN.into())).unwrap_or_default();
        let pets: BTreeSet<_> = shown.iter().filter_map(|it| it.pet_id).collect();
        let pets = self.pets_by_id(pets.into_iter().collect()).await?;
        let shown: Vec<_> = shown
            .iter()
            .map(|it| {
                let Appointment { id, start, end, vet_id, owner_id, pet_id, reason, status, .. } = it;
                let pet = pets.iter().find(|pet| Some(pet.id) == *pet_id);
                json!({
                    "id": id, "start": start, "end": end, "status": status, "reason": reason,
                    "type": types.iter().find(|of| of.id == it.type_id).map(|of| &of.name),
                    "vetId": vet_id, "vetName": vet_id.map(|id| name(&vets, id)), "ownerId": owner_id, "petId": pet_id,
                    "petName": pet.map(|it| &it.name), "ownerName": pet.map(|it| &it.owner_name),
                })
            })
            .collect();
        Ok(json!({ "total": found.len(), "shown": shown.len(), "appointments": shown }))
    }

    /// The type of appointments with this name.
    pub(super) async fn appointment_type(&self, name: &str) -> Result<AppointmentType, Refusal> {
        let types = self.visits.appointment_types().await?;
        let found = types.iter().find(|it| search_key(&it.name) == search_key(name));
        found.cloned().ok_or_else(|| {
            let names: Vec<_> = types.iter().map(|it| it.name.as_str()).collect();
            Refusal::new(format!("no type of appointment is called '{name}'; there are {}", names.join(", ")))
        })
    }

    /// The name of the vet with this id.
    pub(super) async fn vet_name(&self, vet_id: i32) -> Result<String, Refusal> {
        vet(&self.vets.all().await?, vet_id).map(full_name)
    }
}

fn vet(vets: &[Vet], id: i32) -> Result<&Vet, Refusal> {
    vets.iter().find(|it| it.id == id).ok_or_else(|| Refusal::new(format!("no vet has the id {id}")))
}

fn full_name(vet: &Vet) -> String {
    format!("{} {}", vet.first_name, vet.last_name)
}

fn name(vets: &[Vet], id: i32) -> Option<String> {
    vets.iter().find(|it| it.id == id).map(full_name)
}

fn specialty_id(vets: &[Vet], name: &str) -> Result<i32, Refusal> {
    let mut all = vets.iter().flat_map(|it| &it.specialties);
    let found = all.find(|it| search_key(&it.name) == search_key(name)).map(|it| it.id);
    found.ok_or_else(|| Refusal::new(format!("no vet has the specialty '{name}'; see list_vets")))
}
