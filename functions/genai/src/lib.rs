//! The chat assistant: conversations of people with a model that looks things up, and with their consent changes things, by tools.
//!
//! It is a router like any service's, and keeps conversations in a database of its own; owners, pets, vets and visits it asks
//! their services for. It must not know SQL of theirs, nor how a model is reached: that is behind [`model::Model`].

pub mod bedrock;
mod consent;
mod conversation;
pub mod embedding;
mod handlers;
mod instruments;
pub mod language;
pub mod model;
pub mod offline;
mod prompt;
mod secret_id;
mod store;
mod stream;
mod tools;
mod turn;
mod vet_finder;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::Router;
use contract::routes;
use db::Db;
use peers::Peers;
use tokio::time::interval;
use web::clock::{Clock, Context};
use web::mount::Mount;

use crate::embedding::Embedder;
use crate::instruments::Instruments;
use crate::model::Model;
use crate::tools::Toolbox;
use crate::vet_finder::VetFinder;

/// The assistant, ready to be served. Clones share everything.
#[derive(Clone)]
pub struct Assistant(Arc<Shared>);

struct Shared {
    db: Db,
    clock: Clock,
    model: Arc<dyn Model>,
    tools: Toolbox,
    limits: ArcSwap<Limits>,
    instruments: Instruments,
    cookies: Cookies,
}

/// What it thinks with.
pub struct Mind {
    /// What answers.
    pub model: Arc<dyn Model>,
    /// What finds vets by meaning.
    pub embedder: Arc<dyn Embedder>,
}

/// The bounds of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Times that the model is asked at most.
    pub max_turns: u32,
    /// The longest that an answer may take.
    pub deadline: Duration,
}

impl From<&contract::settings::Assistant> for Limits {
    fn from(settings: &contract::settings::Assistant) -> Self {
        Self { max_turns: settings.max_turns, deadline: settings.deadline }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_turns: 6, deadline: Duration::from_secs(25) }
    }
}

/// How browsers of the original are to send back which conversation is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// Over HTTP as well: on one machine.
    Plain,
    /// Over HTTPS alone.
    Secure,
}

impl Assistant {
    /// An assistant over its database and its peers.
    pub fn new(db: Db, peers: &Peers, clock: Clock, mind: Mind, cookies: Cookies) -> Self {
        let Mind { model, embedder } = mind;
        let tools = Toolbox::new(peers, VetFinder::new(db.clone(), embedder));
        let limits = ArcSwap::from_pointee(Limits::default());
        let instruments = Instruments::new();
        Self(Arc::new(Shared { db, clock, model, tools, limits, instruments, cookies }))
    }

    /// Its routes.
    pub fn router(&self) -> Router {
        Router::new()
            .mount(routes::Chat, handlers::chat)
            .mount(routes::Ask, handlers::ask)
            .mount(routes::StreamChat, handlers::stream)
            .mount(routes::ShowConversation, handlers::show)
            .mount(routes::RemoveConversation, handlers::remove)
            .mount(routes::ShowAssistantHealth, handlers::health)
            .with_state(self.clone())
    }

    /// Changes the bounds of every answer that is begun from now on.
    pub fn tune(&self, limits: Limits) {
        self.0.limits.store(Arc::new(limits));
    }

    /// Its work between requests, which never ends: forgets conversations that are 30 days old.
    pub async fn work(self) {
        let mut ticks = interval(Duration::from_secs(60 * 60));
        // The first tick is at once, and start-up has better things to do.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            self.forget_old().await;
        }
    }

    async fn forget_old(&self) {
        let before = self.clock().seconds() - conversation::LIFETIME;
        loop {
            match store::expire(self.db(), before).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(cause = %telemetry::chain(&error), "old conversations were not deleted");
                    return;
                }
            }
        }
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

impl Context for Assistant {
    fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![store::statements()]
}
