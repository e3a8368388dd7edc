//! An in-memory copy of a clinic, with the tools that the assistant offers to models.

use std::time::Duration;

use assistant_model::embedding::{Embedder, similarity};
use db::testing::{Scratch, run, texts};
use db::{Dialect, Seed, Stream};
use offline_assistant::Offline;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;
use tokio::time::Instant;

/// The tools that change data.
pub(crate) const WRITES: [&str; 4] = ["add_owner", "add_pet", "book_visit", "change_owner"];

const MORE: &str = include_str!("../../evaluation/two_thousand_owners.sql");

const OWNERS: &str = "
    select json_object('id', id, 'firstName', first_name, 'lastName', last_name, 'address', address, 'city', city, 'telephone', telephone)
    from owners order by id";
const PETS: &str = "
    select json_object('id', p.id, 'name', p.name, 'type', t.name, 'birthDate', p.birth_date, 'ownerId', o.id,
        'ownerName', o.first_name || ' ' || o.last_name, 'city', o.city)
    from pets p join types t on t.id = p.type_id join owners o on o.id = p.owner_id order by p.id";
const VISITS: &str = "
    select json_object('id', v.id, 'date', v.visit_date, 'description', v.description, 'petId', p.id, 'petName', p.name,
        'ownerName', o.first_name || ' ' || o.last_name)
    from visits v join pets p on p.id = v.pet_id join owners o on o.id = p.owner_id order by v.visit_date desc, v.id desc";
const VETS: &str = "
    select json_object('id', v.id, 'firstName', v.first_name, 'lastName', v.last_name, 'specialties', (
        select json_group_array(s.name) from vet_specialties vs join specialties s on s.id = vs.specialty_id where vs.vet_id = v.id))
    from vets v order by v.id";
const TYPES: &str = "select name from types order by id";

/// A clinic: its tables, and their rows as the tools show them.
pub(crate) struct Clinic {
    scratch: Scratch,
    owners: Vec<Value>,
    pets: Vec<Value>,
    visits: Vec<Value>,
    vets: Vec<Value>,
    types: Vec<String>,
}

/// The sample clinic.
pub(crate) async fn sample() -> &'static Clinic {
    static SAMPLE: OnceCell<Clinic> = OnceCell::const_new();
    SAMPLE.get_or_init(|| Clinic::open("")).await
}

/// The sample clinic with owners up to number 2,000.
pub(crate) async fn large() -> &'static Clinic {
    static LARGE: OnceCell<Clinic> = OnceCell::const_new();
    LARGE.get_or_init(|| Clinic::open(MORE)).await
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

impl Clinic {
    async fn open(more: &str) -> Self {
        let scratch = Scratch::open(Dialect::Sqlite).await;
        // Statements over many rows take their time on a busy machine.
        scratch.db.tune(Duration::from_mins(1), Duration::from_mins(1));
        for stream in [Stream::Customers, Stream::Vets, Stream::Visits] {
            db::prepare(&scratch.db, stream, Seed::Sample).await.unwrap();
        }
        run(&scratch.db, more).await;
        let read = async |sql| -> Vec<Value> {
            texts(&scratch.db, sql).await.iter().map(|it| serde_json::from_str(it).unwrap()).collect()
        };
        let (mut owners, pets) = (read(OWNERS).await, read(PETS).await);
        let (visits, vets) = (read(VISITS).await, read(VETS).await);
        let types = texts(&scratch.db, TYPES).await;
        for owner in &mut owners {
            let of_owner: Vec<_> = pets.iter().filter(|it| it["ownerId"] == owner["id"]).collect();
            owner["pets"] = json!(of_owner);
        }
        Self { scratch, owners, pets, visits, vets, types }
    }

    /// What a query over the clinic's tables selects.
    pub(crate) async fn select(&self, sql: &str) -> Vec<String> {
        texts(&self.scratch.db, sql).await
    }

    /// A tool's result, or its error message.
    pub(crate) async fn call(&self, tool: &str, input: &Value) -> Result<Value, String> {
        let input = Input(input.as_object().ok_or("the input must be an object")?);
        for key in ["types", "allTypes", "notTypes"] {
            if let Some(kind) = input.list(key).find(|it| !self.types.iter().any(|known| known == it)) {
                return Err(format!("no pet type is called '{kind}'; there are {}", self.types.join(", ")));
            }
        }
        match tool {
            "find_owners" => Ok(self.find_owners(&input)),
            "owner_details" => self.owner_details(&input),
            "find_pets" => Ok(self.find_pets(&input)),
            "find_visits" => self.find_visits(&input),
            "list_vets" => Ok(self.list_vets(&input)),
            "match_vets" => Ok(self.match_vets(input.text("need").ok_or("need is missing")?).await),
            "pet_types" => {
                Ok(json!({ "types": self.types.iter().map(|it| json!({ "name": it })).collect::<Vec<_>>() }))
            }
            "clinic_statistics" => Ok(self.statistics()),
            _ if WRITES.contains(&tool) => Ok(
                json!({ "confirmation": "required", "summary": format!("{tool} {}", Value::Object(input.0.clone())) }),
            ),
            _ => Err(format!("there is no tool {tool}")),
        }
    }

    fn find_owners(&self, input: &Input<'_>) -> Value {
        let kinds = |it: &Value| -> Vec<String> {
            it["pets"].as_array().unwrap().iter().map(|it| text(it, "type").to_owned()).collect()
        };
        let mut owners: Vec<_> = self.owners.iter().collect();
        owners.retain(|it| {
            let pets = it["pets"].as_array().unwrap();
            let (count, kinds) = (i64::try_from(pets.len()).unwrap(), kinds(it));
            let whole = input.is("wholeNames");
            let has = |kind: &str| kinds.iter().any(|it| it == kind);
            ["lastName", "firstName"].iter().all(|key| input.named(key, text(it, key), whole))
                && ["telephone", "address"].iter().all(|key| input.named(key, text(it, key), false))
                && (input.text("petName").is_none()
                    || pets.iter().any(|pet| input.named("petName", text(pet, "name"), whole)))
                && input.allows("cities", text(it, "city"))
                && !input.list("notCities").any(|city| city.to_lowercase() == text(it, "city").to_lowercase())
                && (input.list("types").count() == 0 || input.list("types").any(has))
                && input.list("allTypes").all(has)
                && !input.list("notTypes").any(has)
                && input.number("minPets").is_none_or(|least| count >= least)
                && input.number("maxPets").is_none_or(|most| count <= most)
        });
        let count = |it: &&Value| it["pets"].as_array().unwrap().len();
        match input.text("order") {
            Some("mostPets") => owners.sort_by_key(|it| std::cmp::Reverse(count(it))),
            Some("fewestPets") => owners.sort_by_key(count),
            _ => {}
        }
        shown("owners", &owners)
    }

    fn owner_details(&self, input: &Input<'_>) -> Result<Value, String> {
        let id = input.number("ownerId").ok_or("ownerId is missing")?;
        let owner =
            self.owners.iter().find(|it| it["id"] == id).ok_or(format!("no owner has the id {id}"))?;
        Ok(json!({ "owner": owner, "visitsComplete": true }))
    }

    fn find_pets(&self, input: &Input<'_>) -> Value {
        let mut pets: Vec<_> = self.pets.iter().collect();
        pets.retain(|it| {
            let kind = text(it, "type");
            input.named("name", text(it, "name"), input.is("wholeName"))
                && (input.list("types").count() == 0 || input.list("types").any(|it| it == kind))
                && !input.list("notTypes").any(|it| it == kind)
                && input.allows("cities", text(it, "city"))
                && input.text("bornFrom").is_none_or(|from| text(it, "birthDate") >= from)
                && input.text("bornTo").is_none_or(|to| text(it, "birthDate") <= to)
                && input.number("ownerId").is_none_or(|id| it["ownerId"] == id)
        });
        match input.text("order") {
            Some("oldest") => pets.sort_by_key(|it| text(it, "birthDate").to_owned()),
            Some("youngest") => pets.sort_by_key(|it| std::cmp::Reverse(text(it, "birthDate").to_owned())),
            _ => {}
        }
        shown("pets", &pets)
    }

    fn find_visits(&self, input: &Input<'_>) -> Result<Value, String> {
        let ids: Vec<_> = input.0.get("petIds").and_then(Value::as_array).into_iter().flatten().collect();
        let texts: Vec<_> = input.list("texts").map(str::to_lowercase).collect();
        if !texts.is_empty() && ids.is_empty() && (input.text("from").is_none() || input.text("to").is_none())
        {
            return Err("text needs petId, or from and to".to_owned());
        }
        let mut visits: Vec<_> = self.visits.iter().collect();
        visits.retain(|it| {
            let description = text(it, "description").to_lowercase();
            input.text("from").is_none_or(|from| text(it, "date") >= from)
                && input.text("to").is_none_or(|to| text(it, "date") <= to)
                && (ids.is_empty() || ids.contains(&&it["petId"]))
                && (texts.is_empty() || texts.iter().any(|text| description.contains(text)))
        });
        if input.text("order") == Some("earliest") {
            visits.reverse();
        }
        Ok(shown("visits", &visits))
    }

    fn list_vets(&self, input: &Input<'_>) -> Value {
        let part = |it: &Value, name: &str| {
            ["firstName", "lastName"].iter().any(|key| text(it, key).to_lowercase().contains(name))
        };
        let named = |it: &&Value| input.text("name").is_none_or(|name| part(it, &name.to_lowercase()));
        let skilled = |it: &&Value| {
            let skills = it["specialties"].as_array().unwrap();
            input
                .text("specialty")
                .is_none_or(|it| if it == "none" { skills.is_empty() } else { skills.contains(&json!(it)) })
        };
        let vets: Vec<_> = self.vets.iter().filter(named).filter(skilled).collect();
        json!({ "vets": vets, "total": vets.len() })
    }

    async fn match_vets(&self, need: &str) -> Value {
        let deadline = Instant::now();
        let need = Offline.embed(need, deadline).await.unwrap();
        let mut found = Vec::new();
        for mut vet in self.vets.clone() {
            let names: Vec<_> =
                vet["specialties"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
            let skills =
                if names.is_empty() { "none (general practice)".to_owned() } else { names.join(", ") };
            let (first, last) = (text(&vet, "firstName"), text(&vet, "lastName"));
            let about = format!("Veterinarian {first} {last}. Specialties: {skills}.");
            let score = similarity(&need, &Offline.embed(&about, deadline).await.unwrap());
            vet["score"] = json!(score);
            found.push((score, vet));
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        json!({ "vets": found.into_iter().take(5).map(|it| it.1).collect::<Vec<_>>() })
    }

    fn statistics(&self) -> Value {
        let counted = |key: &'static str, names: Vec<&str>| {
            let mut counts = std::collections::BTreeMap::<_, usize>::new();
            names.into_iter().for_each(|it| *counts.entry(it).or_default() += 1);
            let mut counts: Vec<_> = counts.into_iter().collect();
            counts.sort_by_key(|it| std::cmp::Reverse(it.1));
            counts.into_iter().map(|(name, count)| json!({ key: name, "count": count })).collect::<Vec<_>>()
        };
        let cities = counted("city", self.owners.iter().map(|it| text(it, "city")).collect());
        let specialties = self.vets.iter().flat_map(|it| it["specialties"].as_array().unwrap());
        let lacks =
            |all: &[Value], key: &str| all.iter().filter(|it| it[key].as_array().unwrap().is_empty()).count();
        json!({
            "owners": self.owners.len(),
            "pets": self.pets.len(),
            "petsByType": counted("type", self.pets.iter().map(|it| text(it, "type")).collect()),
            "vets": self.vets.len(),
            "vetsBySpecialty": counted("specialty", specialties.map(|it| it.as_str().unwrap()).collect()),
            "vetsWithoutSpecialty": lacks(&self.vets, "specialties"),
            "visits": self.visits.len(),
            "ownersWithoutPets": lacks(&self.owners, "pets"),
            "cities": cities.len(),
            "ownersByCity": cities.iter().take(20).collect::<Vec<_>>(),
        })
    }
}

struct Input<'a>(&'a Map<String, Value>);

impl Input<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }

    fn list(&self, key: &str) -> impl Iterator<Item = &str> {
        self.0.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    fn is(&self, key: &str) -> bool {
        self.0.get(key) == Some(&Value::Bool(true))
    }

    /// Whether a record's text is or begins with the input's value, ignoring case. Without such a value, every record does.
    fn named(&self, key: &str, value: &str, whole: bool) -> bool {
        let value = value.to_lowercase();
        self.text(key)
            .map(str::to_lowercase)
            .is_none_or(|it| if whole { value == it } else { value.starts_with(&it) })
    }

    fn allows(&self, key: &str, value: &str) -> bool {
        self.list(key).count() == 0 || self.list(key).any(|it| it.to_lowercase() == value.to_lowercase())
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.0.get(key).and_then(Value::as_i64)
    }
}

fn shown(key: &str, all: &[&Value]) -> Value {
    let some: Vec<_> = all.iter().take(20).collect();
    json!({ key: some, "total": all.len(), "shown": some.len() })
}
