//! The results of tools, reduced to the fields that answers use.

use jiff::civil::Date;
use serde::Deserialize;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Owner {
    pub(super) id: i64,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) address: String,
    pub(super) city: String,
    pub(super) telephone: String,
    pub(super) pets: Vec<Pet>,
}

impl Owner {
    pub(super) fn name(&self) -> String {
        plain(&format!("{} {}", self.first_name, self.last_name))
    }

    /// The pets in the form that `find_pets` returns.
    pub(super) fn pets(&self) -> Vec<Pet> {
        let of_this = |it: &Pet| Pet { owner_id: self.id, owner_name: self.name(), ..it.clone() };
        self.pets.iter().map(of_this).collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Pet {
    pub(super) id: i64,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) birth_date: Option<Date>,
    pub(super) owner_id: i64,
    pub(super) owner_name: String,
    pub(super) visits: Vec<Visit>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Visit {
    pub(super) date: Option<Date>,
    pub(super) description: Option<String>,
    pub(super) pet_name: Option<String>,
    pub(super) owner_name: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Vet {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) specialties: Vec<String>,
    pub(super) score: f32,
}

impl Vet {
    pub(super) fn name(&self) -> String {
        plain(&format!("{} {}", self.first_name, self.last_name))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Owners {
    pub(super) owners: Vec<Owner>,
    pub(super) total: usize,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Pets {
    pub(super) pets: Vec<Pet>,
    pub(super) total: usize,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Visits {
    pub(super) visits: Vec<Visit>,
    pub(super) total: usize,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Vets {
    pub(super) vets: Vec<Vet>,
    pub(super) total: Option<usize>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Details {
    pub(super) owner: Owner,
    pub(super) visits_complete: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PetTypes {
    pub(super) types: Vec<Named>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    pub(super) name: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Statistics {
    pub(super) owners: usize,
    pub(super) pets: usize,
    pub(super) pets_by_type: Vec<Counted>,
    pub(super) vets: usize,
    pub(super) vets_by_specialty: Vec<Counted>,
    pub(super) vets_without_specialty: usize,
    pub(super) visits: usize,
    pub(super) owners_without_pets: usize,
    pub(super) cities: usize,
    pub(super) owners_by_city: Vec<Counted>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Counted {
    #[serde(alias = "type", alias = "specialty", alias = "city")]
    pub(super) name: String,
    pub(super) count: usize,
}

/// The result of a tool that changes data: it has changed nothing yet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Confirmation {
    pub(super) summary: String,
}

/// Puts a text of the clinic's data on one line and limits its length, so that it cannot pass for part of an answer.
pub(super) fn plain(text: &str) -> String {
    const LONGEST: usize = 200;
    let line = text.split(|it: char| it.is_whitespace() || it.is_control()).filter(|it| !it.is_empty());
    let line = line.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
