//! The chat assistant: people talk to a model, which looks facts up with tools and changes data with the person's consent.
//!
//! The assistant is a router like any service's. It keeps conversations in a database of its own and asks the services for owners,
//! pets, vets and visits. It must not know their SQL, nor how to reach a model: [`assistant_model::Model`] hides that.

pub mod bedrock;
mod conversation;
mod handlers;
mod instruments;
pub mod openai;
mod prompt;
mod provider;
mod secret_id;
mod store;
mod stream;
mod tools;
mod turn;
mod vet_finder;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use assistant_model::{AssistantModels, Model};
use boot::{Assembled, Description, Parts};
use contract::routes;
use contract::service::Service;
use contract::settings::Assistant as AssistantSettings;
use db::Db;
use peers::Peers;
use tokio::time::interval;
use web::clock::{Clock, HandlerState};
use web::fault::Fault;
use web::mount::Routes;
use web::places::{Place, Places};

use crate::instruments::Instruments;
use crate::tools::Toolbox;
use crate::vet_finder::VetFinder;

/// Describes the service and how to assemble it, with the models that `models` returns.
pub fn description(
    cookies: Cookies,
    models: impl Fn(&Parts) -> LiveModels + Send + Sync + 'static,
) -> Description {
    Description::with_database(Service::Genai, env!("CARGO_PKG_VERSION"), move |db, parts| {
        let LiveModels { models, tune } = models(&parts);
        let assistant = Assistant::new(db, &parts.peers, parts.clock, models, cookies);
        let tuned = assistant.clone();
        Assembled::new(assistant.routes()).background(assistant.background()).tune(move |settings| {
            tuned.tune(Limits::from(&settings.assistant));
            tune(&settings.assistant);
        })
    })
}

/// The assistant's models, and how they follow the live settings.
pub struct LiveModels {
    models: AssistantModels,
    tune: Box<dyn Fn(&AssistantSettings) + Send + Sync>,
}

impl LiveModels {
    /// Models that ignore changes of settings.
    pub fn fixed(models: AssistantModels) -> Self {
        Self::new(models, |_| {})
    }

    /// Models that `tune` adjusts when the settings change.
    pub fn new(models: AssistantModels, tune: impl Fn(&AssistantSettings) + Send + Sync + 'static) -> Self {
        Self { models, tune: Box::new(tune) }
    }
}

/// The assistant, ready to serve. Clones share everything.
#[derive(Clone)]
pub struct Assistant(Arc<Shared>);

struct Shared {
    db: Db,
    clock: Clock,
    model: Arc<dyn Model>,
    tools: Toolbox,
    limits: ArcSwap<Limits>,
    places: Places,
    instruments: Instruments,
    cookies: Cookies,
}

/// The bounds of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum number of prompts to the model.
    pub max_turns: u32,
    /// Time limit.
    pub deadline: Duration,
    /// Maximum number of answers in progress.
    pub concurrency: u32,
}

impl From<&AssistantSettings> for Limits {
    fn from(settings: &AssistantSettings) -> Self {
        let AssistantSettings { max_turns, deadline, concurrency, .. } = *settings;
        Self { max_turns, deadline, concurrency }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_turns: 6, deadline: Duration::from_secs(25), concurrency: 32 }
    }
}

/// How browsers of the original's page return the id of their conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// Over HTTP or HTTPS, on one machine.
    Plain,
    /// Over HTTPS only.
    Secure,
}

impl Assistant {
    /// Creates an assistant over its database, its peers and its models.
    pub fn new(db: Db, peers: &Peers, clock: Clock, models: AssistantModels, cookies: Cookies) -> Self {
        let AssistantModels { chat: model, embedder } = models;
        let tools = Toolbox::new(peers, VetFinder::new(db.clone(), embedder));
        let limits = ArcSwap::from_pointee(Limits::default());
        let instruments = Instruments::new();
        let places = Places::default();
        Self(Arc::new(Shared { db, clock, model, tools, limits, places, instruments, cookies }))
    }

    /// The assistant's routes.
    pub fn routes(&self) -> Routes {
        Routes::new()
            .mount(routes::Chat, handlers::chat)
            .mount(routes::Ask, handlers::ask)
            .mount(routes::StreamChat, handlers::stream)
            .mount(routes::ShowConversation, handlers::show)
            .mount(routes::RemoveConversation, handlers::remove)
            .mount(routes::ShowAssistantHealth, handlers::health)
            .with_state(self.clone())
    }

    /// Changes the bounds of every answer that begins from now on.
    pub fn tune(&self, limits: Limits) {
        self.0.limits.store(Arc::new(limits));
    }

    /// Every minute, deletes conversations that are 30 days old, and those beyond the number that is kept. Never ends.
    pub async fn background(self) {
        let mut ticks = interval(Duration::from_secs(60));
        // The first tick comes at once; skips it, because the process is starting.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            conversation::forget(self.db(), self.clock().seconds(), conversation::CONVERSATIONS).await;
        }
    }

    /// A place for an answer; 503 if as many are in progress as may be.
    fn place(&self) -> Result<Place, Fault> {
        self.0.places.take(
            self.limits().concurrency,
            "the assistant is answering as many questions as it can, please try again",
        )
    }

    fn db(&self) -> &Db {
        &self.0.db
    }

    fn model(&self) -> &dyn Model {
        &*self.0.model
    }

    fn tools(&self) -> &Toolbox {
        &self.0.tools
    }

    fn limits(&self) -> Limits {
        **self.0.limits.load()
    }

    fn instruments(&self) -> &Instruments {
        &self.0.instruments
    }
}

impl HandlerState for Assistant {
    fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

/// Lists every statement, for the test of query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![store::statements()]
}
