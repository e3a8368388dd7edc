//! Changes: planned when a model asks for them, carried out when the person agrees.

mod words;

use contract::appointments::NewAppointmentRequest;
use contract::endpoint::RequestBody;
use contract::field;
use contract::lax::{LaxDate, LaxId};
use contract::owners::{NewOwnerRequest, Owner, OwnerPath, OwnerRequest};
use contract::params::NoParams;
use contract::pets::{NewPetRequest, PetPath};
use contract::visits::NewVisitRequest;
use jiff::civil::{Date, DateTime};
use peers::WriteOutcome;
use serde::{Deserialize, Serialize};

use super::{Refusal, Tool, Toolbox, inputs, owners};

pub(crate) use words::question;

/// A change, with all data to describe it and to make it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Change {
    AddOwner(inputs::AddOwner),
    AddPet {
        owner_id: i32,
        owner_name: String,
        name: String,
        type_id: i32,
        type_name: String,
        birth_date: Option<Date>,
    },
    BookVisit {
        owner_id: i32,
        owner_name: String,
        pet_id: i32,
        pet_name: String,
        date: Date,
        description: String,
    },
    BookAppointment(Booking),
    EditOwner {
        owner_id: i32,
        owner_name: String,
        fields: Vec<Replaced>,
    },
}

/// An appointment that is to be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Booking {
    owner_id: i32,
    owner_name: String,
    pet_id: i32,
    pet_name: String,
    type_id: i32,
    type_name: String,
    start: DateTime,
    /// The vet's id and name; `None` while it is nobody's.
    vet: Option<(i32, String)>,
    reason: Option<String>,
}

impl Booking {
    fn request(&self) -> NewAppointmentRequest {
        let path = PetPath { owner_id: self.owner_id, pet_id: self.pet_id };
        NewAppointmentRequest::of_pet(path, self.type_id, self.start, self.vet.as_ref().map(|it| it.0))
            .because(self.reason.clone())
            .booked_by("the assistant")
    }
}

/// A field that gets another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Replaced {
    field: Field,
    before: String,
    after: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Field {
    Telephone,
    Address,
    City,
}

impl Field {
    fn of(self, owner: &Owner) -> &str {
        match self {
            Self::Telephone => &owner.telephone,
            Self::Address => &owner.address,
            Self::City => &owner.city,
        }
    }

    fn set(self, owner: &mut OwnerRequest, value: String) {
        let field = match self {
            Self::Telephone => &mut owner.telephone,
            Self::Address => &mut owner.address,
            Self::City => &mut owner.city,
        };
        *field = Some(Some(value));
    }
}

impl Change {
    pub(super) fn add_owner(input: inputs::AddOwner, today: Date) -> Result<Self, Refusal> {
        let owner = inputs::AddOwner { telephone: plain_number(&input.telephone), ..input };
        checked(owner_request(&owner), &NoParams, today)?;
        Ok(Self::AddOwner(owner))
    }

    pub(super) async fn add_pet(
        toolbox: &Toolbox,
        input: inputs::AddPet,
        today: Date,
    ) -> Result<Self, Refusal> {
        let inputs::AddPet { owner_id, name, pet_type, birth_date } = input;
        let path = OwnerPath { owner_id };
        let pet_type = toolbox.pet_type(&pet_type).await?;
        let request = pet_request(&name, pet_type.id, birth_date);
        checked(request, &path, today)?;
        let owner = found(toolbox, owner_id).await?.0;
        Ok(Self::AddPet {
            owner_id,
            owner_name: full_name(&owner),
            name,
            type_id: pet_type.id,
            type_name: pet_type.name,
            birth_date,
        })
    }

    pub(super) async fn book_visit(
        toolbox: &Toolbox,
        input: inputs::BookVisit,
        today: Date,
    ) -> Result<Self, Refusal> {
        let inputs::BookVisit { pet_id, date, description } = input;
        let date = date.unwrap_or(today);
        if date < today {
            return Err(Refusal::new(format!("date must not be before today, {today}")));
        }
        if description.trim().is_empty() {
            return Err(Refusal::new("description must say what the visit is for"));
        }
        if description.chars().count() > field::DESCRIPTION {
            return Err(Refusal::new(format!(
                "description must have at most {} characters",
                field::DESCRIPTION
            )));
        }
        let pet = toolbox.pet(pet_id).await?;
        Ok(Self::BookVisit {
            owner_id: pet.owner_id,
            owner_name: pet.owner_name,
            pet_id,
            pet_name: pet.name,
            date,
            description,
        })
    }

    pub(super) async fn book_appointment(
        toolbox: &Toolbox,
        input: inputs::BookAppointment,
        today: Date,
    ) -> Result<Self, Refusal> {
        let inputs::BookAppointment { pet_id, appointment_type, start, vet_id, reason } = input;
        let appointment_type = toolbox.appointment_type(&appointment_type).await?;
        let vet = match vet_id {
            Some(id) => Some((id, toolbox.vet_name(id).await?)),
            None => None,
        };
        let pet = toolbox.pet(pet_id).await?;
        let booking = Booking {
            owner_id: pet.owner_id,
            owner_name: pet.owner_name,
            pet_id,
            pet_name: pet.name,
            type_id: appointment_type.id,
            type_name: appointment_type.name,
            start,
            vet,
            reason,
        };
        checked(booking.request(), &NoParams, today)?;
        Ok(Self::BookAppointment(booking))
    }

    pub(super) async fn change_owner(
        toolbox: &Toolbox,
        input: inputs::ChangeOwner,
        today: Date,
    ) -> Result<Self, Refusal> {
        let inputs::ChangeOwner { owner_id, telephone, address, city } = input;
        let telephone = telephone.map(|it| plain_number(&it));
        let (address, city) = (address.map(field::normal), city.map(field::normal));
        let wanted = [(Field::Telephone, telephone), (Field::Address, address), (Field::City, city)];
        let (owner, _) = found(toolbox, owner_id).await?;
        let mut fields = Vec::new();
        let mut request = OwnerRequest::default();
        for (field, after) in wanted.into_iter().filter_map(|(field, it)| Some((field, it?))) {
            let before = field.of(&owner).to_owned();
            if before != after {
                field.set(&mut request, after.clone());
                fields.push(Replaced { field, before, after });
            }
        }
        if fields.is_empty() {
            return Err(Refusal::new("nothing would change: give a new telephone, address or city"));
        }
        checked(request, &OwnerPath { owner_id }, today)?;
        Ok(Self::EditOwner { owner_id, owner_name: full_name(&owner), fields })
    }

    /// The tool that asks for it.
    pub(crate) fn tool(&self) -> &'static str {
        let tool = match self {
            Self::AddOwner(_) => Tool::AddOwner,
            Self::AddPet { .. } => Tool::AddPet,
            Self::BookVisit { .. } => Tool::BookVisit,
            Self::BookAppointment(_) => Tool::BookAppointment,
            Self::EditOwner { .. } => Tool::ChangeOwner,
        };
        tool.name()
    }

    /// Makes the change. With the same key it is made once, however often this is called.
    pub(crate) async fn carry_out(&self, toolbox: &Toolbox, key: &str) -> Result<(), Refusal> {
        match self {
            Self::AddOwner(owner) => done(toolbox.customers.add_owner(&owner_request(owner), key).await?),
            Self::AddPet { owner_id, name, type_id, birth_date, .. } => {
                let request = pet_request(name, *type_id, *birth_date);
                let path = OwnerPath { owner_id: *owner_id };
                done(toolbox.customers.add_pet(path, &request, key).await?)
            }
            Self::BookVisit { owner_id, pet_id, date, description, .. } => {
                let request = NewVisitRequest::new(Some(*date), Some(description.clone()));
                let path = PetPath { owner_id: *owner_id, pet_id: *pet_id };
                done(toolbox.visits.add(path, &request, key).await?)
            }
            Self::BookAppointment(booking) => done(toolbox.visits.book(&booking.request(), key).await?),
            Self::EditOwner { owner_id, fields, .. } => {
                let (owner, version) = found(toolbox, *owner_id).await?;
                if fields.iter().all(|it| it.field.of(&owner) == it.after) {
                    // An earlier call made the change, and its answer was lost.
                    return Ok(());
                }
                if fields.iter().any(|it| it.field.of(&owner) != it.before) {
                    return Err(Refusal::new("it was changed by someone else in between; please ask again"));
                }
                let mut request = OwnerRequest::default();
                for it in fields {
                    it.field.set(&mut request, it.after.clone());
                }
                let path = OwnerPath { owner_id: *owner_id };
                done(toolbox.customers.edit_owner(path, &request, &version).await?)
            }
        }
    }
}

fn done<T>(outcome: WriteOutcome<T>) -> Result<(), Refusal> {
    match outcome {
        WriteOutcome::Done(_) => Ok(()),
        WriteOutcome::Refused(problem) => Err(Refusal::of(&problem)),
    }
}

fn checked<P, B: RequestBody<P>>(body: B, path: &P, today: Date) -> Result<(), Refusal> {
    body.check(path, today).map(drop).map_err(|errors| Refusal::broken(&errors))
}

async fn found(toolbox: &Toolbox, owner_id: i32) -> Result<(Owner, String), Refusal> {
    if owner_id < 1 {
        return Err(Refusal::new("ownerId must be a whole number from 1"));
    }
    toolbox.customers.owner(OwnerPath { owner_id }).await?.ok_or_else(|| owners::unknown(owner_id))
}

fn full_name(owner: &Owner) -> String {
    format!("{} {}", owner.first_name, owner.last_name)
}

fn pet_request(name: &str, type_id: i32, birth_date: Option<Date>) -> NewPetRequest {
    NewPetRequest {
        name: Some(name.to_owned()),
        birth_date: birth_date.map(LaxDate),
        type_id: Some(LaxId(type_id)),
    }
}

fn owner_request(owner: &inputs::AddOwner) -> NewOwnerRequest {
    NewOwnerRequest {
        first_name: Some(owner.first_name.clone()),
        last_name: Some(owner.last_name.clone()),
        address: Some(owner.address.clone()),
        city: Some(owner.city.clone()),
        telephone: Some(owner.telephone.clone()),
    }
}

/// A telephone number as the clinic stores it: people write spaces, dashes, brackets, and a plus before the country.
fn plain_number(text: &str) -> String {
    let text = text.trim();
    text.strip_prefix('+').unwrap_or(text).replace([' ', '-', '(', ')', '.'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_stored_as_digits_however_people_write_it() {
        for written in ["+1 (608) 555.1234", "1-608-555-1234", " +1 608 5551234 ", "16085551234"] {
            assert_eq!(plain_number(written), "16085551234", "{written}");
        }
        assert_eq!(plain_number("12+34"), "12+34", "the clinic refuses what is no number");
    }
}
