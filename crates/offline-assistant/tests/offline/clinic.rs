//! An in-memory copy of the sample clinic, with the tools that the assistant offers to models.

use std::sync::LazyLock;

use assistant_model::embedding::{Embedder, similarity};
use offline_assistant::Offline;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

const SEEDS: [&str; 3] = [
    include_str!("../../../../migrations/customers/sqlite/seed.sql"),
    include_str!("../../../../migrations/vets/sqlite/seed.sql"),
    include_str!("../../../../migrations/visits/sqlite/seed.sql"),
];

/// The tools that change data.
pub(crate) const WRITES: [&str; 4] = ["add_owner", "add_pet", "book_visit", "change_owner"];

const KINDS: [&str; 6] = ["cat", "dog", "lizard", "snake", "bird", "hamster"];
const SPECIALTIES: [&str; 3] = ["radiology", "surgery", "dentistry"];

/// The sample data's rows of a table, as texts.
fn rows(table: &str) -> Vec<Vec<String>> {
    let start = format!("insert into {table} ");
    let text = SEEDS.iter().find_map(|it| it.split_once(&start)).unwrap().1;
    let values = text.split_once("values").unwrap().1.split_once(';').unwrap().0;
    let row = |line: &str| {
        let cells = line.trim().trim_end_matches(',').trim_matches(['(', ')']).split(", ");
        cells.map(|it| it.trim_matches('\'').to_owned()).collect()
    };
    values.lines().filter(|it| it.trim().starts_with('(')).map(row).collect()
}

fn id(text: &str) -> i64 {
    text.parse().unwrap()
}

fn pets() -> Vec<Value> {
    static ALL: LazyLock<Vec<Value>> = LazyLock::new(all_pets);
    ALL.clone()
}

fn all_pets() -> Vec<Value> {
    let owners = owners_alone();
    let pet = |row: &Vec<String>| {
        let owner = owners.iter().find(|it| it["id"] == id(&row[4])).unwrap();
        let name = format!("{} {}", text(owner, "firstName"), text(owner, "lastName"));
        let kind = KINDS[usize::try_from(id(&row[3])).unwrap() - 1];
        json!({ "id": id(&row[0]), "name": row[1], "type": kind, "birthDate": row[2], "ownerId": id(&row[4]), "ownerName": name })
    };
    rows("pets").iter().map(pet).collect()
}

fn owners_alone() -> Vec<Value> {
    let owner = |row: &Vec<String>| json!({ "id": id(&row[0]), "firstName": row[1], "lastName": row[2], "address": row[3], "city": row[4], "telephone": row[5] });
    rows("owners").iter().map(owner).collect()
}

fn owners() -> Vec<Value> {
    static ALL: LazyLock<Vec<Value>> = LazyLock::new(all_owners);
    ALL.clone()
}

fn all_owners() -> Vec<Value> {
    let mut owners = owners_alone();
    for owner in &mut owners {
        let mut of_owner: Vec<_> = pets().into_iter().filter(|it| it["ownerId"] == owner["id"]).collect();
        for pet in &mut of_owner {
            pet.as_object_mut().unwrap().retain(|key, _| !key.starts_with("owner"));
        }
        owner["pets"] = json!(of_owner);
    }
    owners
}

fn visits() -> Vec<Value> {
    static ALL: LazyLock<Vec<Value>> = LazyLock::new(all_visits);
    ALL.clone()
}

/// All visits, newest first.
fn all_visits() -> Vec<Value> {
    let visit = |row: &Vec<String>| {
        let pet = pets().into_iter().find(|it| it["id"] == id(&row[1])).unwrap();
        json!({ "id": id(&row[0]), "date": row[2], "description": row[3], "petId": id(&row[1]), "petName": pet["name"], "ownerName": pet["ownerName"] })
    };
    let mut visits: Vec<_> = rows("visits").iter().map(visit).collect();
    visits.sort_by_key(|it| std::cmp::Reverse(text(it, "date").to_owned()));
    visits
}

fn vets() -> Vec<Value> {
    static ALL: LazyLock<Vec<Value>> = LazyLock::new(all_vets);
    ALL.clone()
}

fn all_vets() -> Vec<Value> {
    let skills = rows("vet_specialties");
    let vet = |row: &Vec<String>| {
        let of_vet = skills.iter().filter(|it| it[0] == row[0]);
        let mut names: Vec<_> =
            of_vet.map(|it| SPECIALTIES[usize::try_from(id(&it[1])).unwrap() - 1]).collect();
        names.sort_unstable();
        json!({ "id": id(&row[0]), "firstName": row[1], "lastName": row[2], "specialties": names })
    };
    rows("vets").iter().map(vet).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A tool's result, or its error message.
pub(crate) async fn call(tool: &str, input: &Value) -> Result<Value, String> {
    let input = Input(input.as_object().ok_or("the input must be an object")?);
    match tool {
        "find_owners" => input
            .only(&["lastName", "firstName", "city", "telephone", "petName"])
            .map(|()| find_owners(&input)),
        "owner_details" => input.only(&["ownerId"]).and_then(|()| owner_details(&input)),
        "find_pets" => input.only(&["name", "type", "ownerId"]).and_then(|()| find_pets(&input)),
        "find_visits" => input.only(&["from", "to", "petId"]).map(|()| find_visits(&input)),
        "list_vets" => input.only(&["specialty", "name"]).map(|()| list_vets(&input)),
        "match_vets" => {
            input.only(&["need"])?;
            Ok(match_vets(input.text("need").ok_or("need is missing")?).await)
        }
        "pet_types" => {
            let types = KINDS.iter().enumerate().map(|(at, it)| json!({ "id": at + 1, "name": it }));
            Ok(json!({ "types": types.collect::<Vec<_>>() }))
        }
        "clinic_statistics" => Ok(statistics()),
        _ if WRITES.contains(&tool) => Ok(
            json!({ "confirmation": "required", "summary": format!("{tool} {}", Value::Object(input.0.clone())) }),
        ),
        _ => Err(format!("there is no tool {tool}")),
    }
}

struct Input<'a>(&'a Map<String, Value>);

impl Input<'_> {
    fn only(&self, known: &[&str]) -> Result<(), String> {
        match self.0.keys().find(|it| !known.contains(&it.as_str())) {
            Some(key) => Err(format!("{key} is not known")),
            None => Ok(()),
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }

    /// Whether a record's text begins with the input's value, ignoring case. Without such a value, every record does.
    fn begins(&self, key: &str, value: &str) -> bool {
        self.text(key).is_none_or(|it| value.to_lowercase().starts_with(&it.to_lowercase()))
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.0.get(key).and_then(Value::as_i64)
    }
}

fn shown(key: &str, all: &[Value]) -> Value {
    let some: Vec<_> = all.iter().take(20).collect();
    json!({ key: some, "total": all.len(), "shown": some.len() })
}

fn find_owners(input: &Input<'_>) -> Value {
    let mut owners = owners();
    owners.retain(|it| {
        ["lastName", "firstName", "city", "telephone"].iter().all(|key| input.begins(key, text(it, key)))
    });
    owners.retain(|it| {
        input.text("petName").is_none()
            || it["pets"].as_array().unwrap().iter().any(|pet| input.begins("petName", text(pet, "name")))
    });
    shown("owners", &owners)
}

fn owner_details(input: &Input<'_>) -> Result<Value, String> {
    let id = input.number("ownerId").ok_or("ownerId is missing")?;
    let mut owner =
        owners().into_iter().find(|it| it["id"] == id).ok_or(format!("no owner has the id {id}"))?;
    for pet in owner["pets"].as_array_mut().unwrap() {
        let mut of_pet: Vec<_> = visits().into_iter().filter(|it| it["petId"] == pet["id"]).collect();
        of_pet.iter_mut().for_each(|it| {
            it.as_object_mut().unwrap().retain(|key, _| ["id", "date", "description"].contains(&key.as_str()))
        });
        pet["visits"] = json!(of_pet);
    }
    Ok(json!({ "owner": owner, "visitsComplete": true }))
}

fn find_pets(input: &Input<'_>) -> Result<Value, String> {
    if let Some(kind) = input.text("type").filter(|it| !KINDS.contains(it)) {
        return Err(format!("no pet type is called '{kind}'; there are {}", KINDS.join(", ")));
    }
    let mut pets = pets();
    pets.retain(|it| input.begins("name", text(it, "name")));
    pets.retain(|it| input.text("type").is_none_or(|kind| it["type"] == kind));
    pets.retain(|it| input.number("ownerId").is_none_or(|id| it["ownerId"] == id));
    Ok(shown("pets", &pets))
}

fn find_visits(input: &Input<'_>) -> Value {
    let mut visits = visits();
    visits.retain(|it| input.text("from").is_none_or(|from| text(it, "date") >= from));
    visits.retain(|it| input.text("to").is_none_or(|to| text(it, "date") <= to));
    visits.retain(|it| input.number("petId").is_none_or(|id| it["petId"] == id));
    shown("visits", &visits)
}

fn list_vets(input: &Input<'_>) -> Value {
    let mut vets = vets();
    let part = |it: &Value, name: &str| {
        ["firstName", "lastName"].iter().any(|key| text(it, key).to_lowercase().contains(name))
    };
    vets.retain(|it| input.text("name").is_none_or(|name| part(it, &name.to_lowercase())));
    vets.retain(|it| {
        let of_vet = it["specialties"].as_array().unwrap();
        input.text("specialty").is_none_or(|wanted| {
            if wanted == "none" { of_vet.is_empty() } else { of_vet.contains(&json!(wanted)) }
        })
    });
    json!({ "vets": vets, "total": vets.len() })
}

async fn match_vets(need: &str) -> Value {
    let deadline = Instant::now();
    let need = Offline.embed(need, deadline).await.unwrap();
    let mut found = Vec::new();
    for mut vet in vets() {
        let names: Vec<_> =
            vet["specialties"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        let skills = if names.is_empty() { "none (general practice)".to_owned() } else { names.join(", ") };
        let about = format!(
            "Veterinarian {} {}. Specialties: {skills}.",
            text(&vet, "firstName"),
            text(&vet, "lastName")
        );
        let score = similarity(&need, &Offline.embed(&about, deadline).await.unwrap());
        vet["score"] = json!(score);
        found.push((score, vet));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    json!({ "vets": found.into_iter().take(5).map(|it| it.1).collect::<Vec<_>>() })
}

fn statistics() -> Value {
    let by = |key: &'static str, names: &[&str], count: &dyn Fn(&str) -> usize| {
        names.iter().map(|it| json!({ key: it, "count": count(it) })).collect::<Vec<_>>()
    };
    let (pets, vets) = (pets(), vets());
    json!({
        "owners": owners().len(),
        "pets": pets.len(),
        "petsByType": by("type", &KINDS, &|kind| pets.iter().filter(|it| it["type"] == kind).count()),
        "vets": vets.len(),
        "vetsBySpecialty":
            by("specialty", &SPECIALTIES, &|name| vets.iter().filter(|it| it["specialties"].as_array().unwrap().contains(&json!(name))).count()),
        "vetsWithoutSpecialty": vets.iter().filter(|it| it["specialties"].as_array().unwrap().is_empty()).count(),
        "visits": visits().len(),
        "ownersWithoutPets": owners().iter().filter(|it| it["pets"].as_array().unwrap().is_empty()).count(),
    })
}
