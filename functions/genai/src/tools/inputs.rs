//! What the tools are given. The comments are what models are told.
#![expect(clippy::doc_markdown, reason = "the comments are texts for models as well")]

use jiff::civil::{Date, DateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

macro_rules! inputs {
    ($($type:ident { $($(#[$meta:meta])* $field:ident: $kind:ty,)* })+) => {
        $(
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
            #[serde(rename_all = "camelCase", deny_unknown_fields)]
            pub(crate) struct $type { $($(#[$meta])* pub(crate) $field: $kind,)* }
        )+
    };
}

inputs! {
    Nothing {}

    FindOwners {
        /// Beginning of the last name.
        #[serde(default, deserialize_with = "given")]
        last_name: Option<String>,
        /// Beginning of the first name.
        #[serde(default, deserialize_with = "given")]
        first_name: Option<String>,
        /// Beginning of the name of one of the owner's pets.
        #[serde(default, deserialize_with = "given")]
        pet_name: Option<String>,
        /// Whether the names are whole names rather than beginnings.
        #[serde(default)]
        whole_names: bool,
        /// Beginning of the telephone number.
        #[serde(default, deserialize_with = "given")]
        telephone: Option<String>,
        /// Beginning of the address: number and street, as it is written.
        #[serde(default, deserialize_with = "given")]
        address: Option<String>,
        /// Whole names of cities; the owner lives in one of them.
        #[serde(default)]
        cities: Vec<String>,
        /// Whole names of cities; the owner lives in none of them.
        #[serde(default)]
        not_cities: Vec<String>,
        /// Names of pet types; the owner has a pet of one of them.
        #[serde(default)]
        types: Vec<String>,
        /// Names of pet types; the owner has a pet of each of them.
        #[serde(default)]
        all_types: Vec<String>,
        /// Names of pet types; the owner has no pet of any of them.
        #[serde(default)]
        not_types: Vec<String>,
        /// Least number of pets.
        #[serde(default)]
        min_pets: Option<u16>,
        /// Greatest number of pets; 0 for owners without pets.
        #[serde(default)]
        max_pets: Option<u16>,
        /// Which owners come first: those with the most or with the fewest pets.
        #[serde(default)]
        order: OwnerOrder,
    }

    OwnerDetails {
        /// The owner's id.
        #[schemars(range(min = 1))]
        owner_id: i32,
    }

    FindPets {
        /// Beginning of the pet's name.
        #[serde(default, deserialize_with = "given")]
        name: Option<String>,
        /// Whether the name is a whole name rather than a beginning.
        #[serde(default)]
        whole_name: bool,
        /// Names of pet types, such as dog, see pet_types; the pet is of one of them.
        #[serde(default)]
        types: Vec<String>,
        /// Names of pet types; the pet is of none of them.
        #[serde(default)]
        not_types: Vec<String>,
        /// Whole names of cities; the owner lives in one of them.
        #[serde(default)]
        cities: Vec<String>,
        /// The first day of birth, as yyyy-MM-dd.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        born_from: Option<Date>,
        /// The last day of birth, as yyyy-MM-dd.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        born_to: Option<Date>,
        /// The owner's id.
        #[serde(default)]
        owner_id: Option<i32>,
        /// Which pets come first: the oldest or the youngest.
        #[serde(default)]
        order: PetOrder,
    }

    FindVisits {
        /// The first day, as yyyy-MM-dd.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        from: Option<Date>,
        /// The last day, as yyyy-MM-dd. Give today for visits that have taken place.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        to: Option<Date>,
        /// The pets' ids.
        #[serde(default)]
        pet_ids: Vec<i32>,
        /// Texts, one of which the description has in it. They need petIds, or from and to.
        #[serde(default)]
        texts: Vec<String>,
        /// Which visits come first: the latest or the earliest.
        #[serde(default)]
        order: VisitOrder,
    }

    FindFreeSlots {
        /// The first day, as yyyy-MM-dd.
        #[schemars(with = "String")]
        from: Date,
        /// The last day, as yyyy-MM-dd, at most 30 days later; the first day without.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        to: Option<Date>,
        /// Name of the type of appointment: consultation, vaccination, follow-up, dental or surgery.
        #[serde(rename = "type")]
        appointment_type: String,
        /// The vet's id, see list_vets.
        #[serde(default)]
        vet_id: Option<i32>,
        /// Name of a specialty, such as surgery.
        #[serde(default, deserialize_with = "given")]
        specialty: Option<String>,
    }

    ListAppointments {
        /// The day, as yyyy-MM-dd.
        #[schemars(with = "String")]
        day: Date,
        /// The vet's id, see list_vets.
        #[serde(default)]
        vet_id: Option<i32>,
    }

    ListVets {
        /// Name of a specialty, such as surgery, or none for the vets without one.
        #[serde(default, deserialize_with = "given")]
        specialty: Option<String>,
        /// Part of the vet's name.
        #[serde(default, deserialize_with = "given")]
        name: Option<String>,
    }

    MatchVets {
        /// What the animal needs or has, in plain words, such as: my dog broke a tooth.
        need: String,
    }

    AddOwner {
        /// The owner's first name.
        first_name: String,
        /// The owner's last name.
        last_name: String,
        /// Street and number.
        address: String,
        /// The city.
        city: String,
        /// Telephone number: digits only, at most 12.
        telephone: String,
    }

    AddPet {
        /// The owner's id.
        owner_id: i32,
        /// The pet's name.
        name: String,
        /// Name of the type, such as dog; see pet_types.
        #[serde(rename = "type")]
        pet_type: String,
        /// Day of birth, as yyyy-MM-dd.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        birth_date: Option<Date>,
    }

    BookVisit {
        /// The pet's id.
        pet_id: i32,
        /// The day, as yyyy-MM-dd; today without.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        date: Option<Date>,
        /// What the visit is for.
        description: String,
    }

    BookAppointment {
        /// The pet's id.
        pet_id: i32,
        /// Name of the type of appointment: consultation, vaccination, follow-up, dental or surgery.
        #[serde(rename = "type")]
        appointment_type: String,
        /// When it starts by the clinic's clock, as yyyy-MM-ddTHH:mm.
        #[schemars(with = "String")]
        start: DateTime,
        /// The vet's id, see list_vets; without, the vet is decided later.
        #[serde(default)]
        vet_id: Option<i32>,
        /// What it is for.
        #[serde(default, deserialize_with = "given")]
        reason: Option<String>,
    }

    ChangeOwner {
        /// The owner's id.
        owner_id: i32,
        /// New telephone number: digits only, at most 12.
        #[serde(default, deserialize_with = "given")]
        telephone: Option<String>,
        /// New street and number.
        #[serde(default, deserialize_with = "given")]
        address: Option<String>,
        /// New city.
        #[serde(default, deserialize_with = "given")]
        city: Option<String>,
    }
}

macro_rules! orders {
    ($($type:ident { $first:ident, $($order:ident),* })+) => {
        $(
            /// What comes first in a list.
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
            #[serde(rename_all = "camelCase")]
            pub(crate) enum $type { #[default] $first, $($order),* }
        )+
    };
}

orders! {
    OwnerOrder { Id, MostPets, FewestPets }
    PetOrder { Id, Oldest, Youngest }
    VisitOrder { Latest, Earliest }
}

/// A text that says something; an empty one is as good as none.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?
        .map(|it| it.trim().to_owned())
        .filter(|it| !it.is_empty()))
}
