//! What the tools are given. The comments are what models are told.
#![expect(clippy::doc_markdown, reason = "the comments are texts for models as well")]

use jiff::civil::Date;
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
        /// Beginning of the city's name.
        #[serde(default, deserialize_with = "given")]
        city: Option<String>,
        /// Beginning of the telephone number.
        #[serde(default, deserialize_with = "given")]
        telephone: Option<String>,
        /// Beginning of a pet's name.
        #[serde(default, deserialize_with = "given")]
        pet_name: Option<String>,
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
        /// Name of the type, such as dog; see pet_types.
        #[serde(default, rename = "type", deserialize_with = "given")]
        pet_type: Option<String>,
        /// The owner's id.
        #[serde(default)]
        owner_id: Option<i32>,
    }

    FindVisits {
        /// The first day, as yyyy-MM-dd.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        from: Option<Date>,
        /// The last day, as yyyy-MM-dd.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        to: Option<Date>,
        /// The pet's id.
        #[serde(default)]
        pet_id: Option<i32>,
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

/// A text that says something; an empty one is as good as none.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?
        .map(|it| it.trim().to_owned())
        .filter(|it| !it.is_empty()))
}
