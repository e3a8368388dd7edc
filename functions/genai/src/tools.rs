//! The tools: what a model can look up, and what it can ask to change.
//!
//! Every tool calls the service that owns the data, so that service's rules hold. Results are cut to a bound.

mod appointments;
mod bound;
mod changes;
mod inputs;
mod owners;
mod pets;
mod refusal;
mod statistics;
mod vets;
mod visits;

use std::sync::{Arc, LazyLock};

use assistant_model::ToolSpec;
use contract::params::QueryParams;
use jiff::civil::Date;
use peers::{Customers, Peers, Vets, Visits};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use crate::vet_finder::VetFinder;

pub(crate) use changes::{Change, question};
pub(crate) use refusal::Refusal;

/// Most rows in a result.
const SHOWN: u16 = 20;

macro_rules! tools {
    ($($tool:ident $name:literal $effect:ident ($input:ty): $description:literal;)+) => {
        /// A tool.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Tool { $($tool),+ }

        impl Tool {
            /// All of them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$tool),+];

            /// The name by which models call it.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$tool => $name),+ }
            }

            /// Whether it changes something.
            pub(crate) fn is_write(self) -> bool {
                let effect = match self { $(Self::$tool => Effect::$effect),+ };
                effect == Effect::Write
            }

            /// Its description for a model.
            pub(crate) fn spec(self) -> ToolSpec {
                match self { $(Self::$tool => ToolSpec {
                    name: $name,
                    description: $description,
                    input_schema: schema::<$input>(),
                }),+ }
            }
        }
    };
}

#[derive(PartialEq, Eq)]
enum Effect {
    Read,
    Write,
}

tools! {
    FindOwners "find_owners" Read (inputs::FindOwners):
        "Finds owners of pets by name, city, telephone, address, pet's name, types or number of pets, and excludes cities and types; without any \
         input all owners. Shows the first 20; `total` counts all.";
    OwnerDetails "owner_details" Read (inputs::OwnerDetails):
        "Shows an owner with address, telephone, pets and the visits of each pet.";
    FindPets "find_pets" Read (inputs::FindPets):
        "Finds pets by name, type, city, day of birth or owner, the oldest or the youngest first if asked; tells whose each is.";
    FindVisits "find_visits" Read (inputs::FindVisits):
        "Finds visits by day, by pet and by description, the latest or the earliest first. Appointments with a time of day are not among them.";
    FindFreeSlots "find_free_slots" Read (inputs::FindFreeSlots):
        "Finds the first 20 times at which an appointment can be booked, of any vet, of one, or of those with a specialty.";
    ListAppointments "list_appointments" Read (inputs::ListAppointments):
        "Lists the appointments of a day by their time, of all vets or of one; `total` counts all.";
    ListVets "list_vets" Read (inputs::ListVets):
        "Lists the vets with their specialties, or those with a specialty or a name.";
    MatchVets "match_vets" Read (inputs::MatchVets):
        "Finds the vets who suit what an animal needs, described in plain words.";
    PetTypes "pet_types" Read (inputs::Nothing):
        "Lists the types a pet can have.";
    ClinicStatistics "clinic_statistics" Read (inputs::Nothing):
        "Counts owners, also by city, pets by type, vets by specialty, and visits.";
    AddOwner "add_owner" Write (inputs::AddOwner):
        "Registers a new owner. The person is asked to confirm before it is done.";
    AddPet "add_pet" Write (inputs::AddPet):
        "Adds a pet to an owner. The person is asked to confirm before it is done.";
    BookVisit "book_visit" Write (inputs::BookVisit):
        "Books a visit of a pet on a day, without a time. The person is asked to confirm before it is done.";
    BookAppointment "book_appointment" Write (inputs::BookAppointment):
        "Books an appointment of a pet at a time of day; find_free_slots finds such times. The person is asked to confirm before it is done.";
    ChangeOwner "change_owner" Write (inputs::ChangeOwner):
        "Changes an owner's telephone number or address. The person is asked to confirm before it is done.";
}

impl Tool {
    /// All of them, as models are told of them. Made once: schemas take more work than a prompt should.
    pub(crate) fn specs() -> Arc<[ToolSpec]> {
        static SPECS: LazyLock<Arc<[ToolSpec]>> =
            LazyLock::new(|| Tool::ALL.iter().map(|it| it.spec()).collect());
        SPECS.clone()
    }

    /// The tool that a model means.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}

/// The schema of an input, in one piece and without what models do not need.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|it| {
        it.inline_subschemas = true;
        it.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Some(object) = schema.as_object_mut() {
        object.remove("title");
        object.entry("properties").or_insert_with(|| Value::Object(serde_json::Map::new()));
    }
    schema
}

/// The services that tools ask.
#[derive(Clone)]
pub(crate) struct Toolbox {
    customers: Customers,
    vets: Vets,
    visits: Visits,
    finder: VetFinder,
}

impl Toolbox {
    /// Tools that ask these peers.
    pub(crate) fn new(peers: &Peers, finder: VetFinder) -> Self {
        Self { customers: peers.customers(), vets: peers.vets(), visits: peers.visits(), finder }
    }

    /// Looks something up.
    pub(crate) async fn read(&self, tool: Tool, input: &Value, deadline: Instant) -> Result<Value, Refusal> {
        let result = match tool {
            Tool::FindOwners => self.find_owners(parse(input)?).await,
            Tool::OwnerDetails => self.owner_details(parse(input)?).await,
            Tool::FindPets => self.find_pets(parse(input)?).await,
            Tool::FindVisits => self.find_visits(parse(input)?).await,
            Tool::FindFreeSlots => self.find_free_slots(parse(input)?).await,
            Tool::ListAppointments => self.list_appointments(parse(input)?).await,
            Tool::ListVets => self.list_vets(parse(input)?).await,
            Tool::MatchVets => self.match_vets(parse(input)?, deadline).await,
            Tool::PetTypes => self.pet_types(parse(input)?).await,
            Tool::ClinicStatistics => self.statistics(parse(input)?).await,
            Tool::AddOwner | Tool::AddPet | Tool::BookVisit | Tool::BookAppointment | Tool::ChangeOwner => {
                Err(Refusal::new("this changes something and needs the person's consent"))
            }
        };
        result.map(bound::cut)
    }

    /// Checks a change as far as it can be checked before it is made, and says it in plain words.
    pub(crate) async fn plan(&self, tool: Tool, input: &Value, today: Date) -> Result<Change, Refusal> {
        match tool {
            Tool::AddOwner => Change::add_owner(parse(input)?, today),
            Tool::AddPet => Change::add_pet(self, parse(input)?, today).await,
            Tool::BookVisit => Change::book_visit(self, parse(input)?, today).await,
            Tool::BookAppointment => Change::book_appointment(self, parse(input)?, today).await,
            Tool::ChangeOwner => Change::change_owner(self, parse(input)?, today).await,
            _ => Err(Refusal::new("this changes nothing")),
        }
    }
}

/// A query that its service will not refuse; the error names the field and the rule.
fn known_to_be_right<Q: QueryParams>(query: &Q) -> Result<&Q, Refusal> {
    query.check().map(|()| query).map_err(|errors| Refusal::broken(&errors))
}

/// Reads the input of a tool; the error names the field.
fn parse<T: DeserializeOwned>(input: &Value) -> Result<T, Refusal> {
    let nothing = Value::Object(serde_json::Map::new());
    // Some models say null where they have nothing to say.
    let input = if input.is_null() { &nothing } else { input };
    serde_path_to_error::deserialize(input).map_err(|error| {
        let field = error.path().to_string();
        let rule = error.into_inner();
        if field == "." {
            Refusal::new(format!("the input is wrong: {rule}"))
        } else {
            Refusal::new(format!("{field}: {rule}"))
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_tool_has_a_name_and_a_schema_that_bedrock_accepts() {
        for tool in Tool::ALL {
            let spec = tool.spec();
            assert!(spec.name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_'), "{}", spec.name);
            assert_eq!(spec.input_schema["type"], "object", "{}", spec.name);
            assert!(spec.input_schema["properties"].is_object(), "{}", spec.name);
            assert!(!spec.input_schema.to_string().contains("$ref"), "{}", spec.name);
            assert_eq!(Tool::named(spec.name), Some(*tool));
        }
        insta::assert_json_snapshot!(Tool::BookVisit.spec().input_schema);
    }

    #[test]
    fn a_wrong_input_is_refused_by_the_name_of_its_field() {
        let refused = |input| parse::<inputs::BookVisit>(&input).unwrap_err().to_string();
        assert!(refused(json!({ "petId": "seven", "description": "x" })).starts_with("petId: "));
        assert!(refused(json!({ "petId": 7 })).contains("description"));
        assert!(refused(json!("{\"petId\": ")).starts_with("the input is wrong"));
        assert!(refused(json!({ "petId": 7, "description": "x", "sql": "drop" })).contains("sql"));
        assert!(parse::<inputs::Nothing>(&Value::Null).is_ok());
    }
}
