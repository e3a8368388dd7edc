//! Ranks vets by how well they suit a need: by meaning, or by words where no model makes vectors.
//!
//! The vector of a vet is computed once and kept in the database.

mod words;

use std::sync::Arc;

use assistant_model::embedding::{Embedder, similarity};
use contract::vets::Vet;
use db::Db;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::store;
use crate::tools::Refusal;

/// Finds the vets that suit a need.
#[derive(Clone)]
pub(crate) struct VetFinder {
    db: Db,
    embedder: Arc<dyn Embedder>,
}

impl VetFinder {
    /// Creates a finder that keeps the embedder's vectors in the database.
    pub(crate) fn new(db: Db, embedder: Arc<dyn Embedder>) -> Self {
        Self { db, embedder }
    }

    /// Scores vets by how well each suits a need, best first. By meaning, all vets get a score; by words, only those with a match.
    pub(crate) async fn rank<'a>(
        &self,
        need: &str,
        vets: &'a [Vet],
        deadline: Instant,
    ) -> Result<Vec<(&'a Vet, f32)>, Refusal> {
        let mut ranked = match self.embedder.model() {
            Some(model) => self.by_meaning(&model, need, vets, deadline).await?,
            None => words::matching(need, vets)?,
        };
        ranked.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.id.cmp(&b.id)));
        Ok(ranked)
    }

    async fn by_meaning<'a>(
        &self,
        model: &str,
        need: &str,
        vets: &'a [Vet],
        deadline: Instant,
    ) -> Result<Vec<(&'a Vet, f32)>, Refusal> {
        let wanted = self.vector(need, deadline).await?;
        let known = store::embeddings(&self.db, model).await.map_err(|it| unavailable(&it))?;
        let mut ranked = Vec::with_capacity(vets.len());
        for vet in vets {
            let text = text(vet);
            let digest = digest(&text);
            let kept = known.iter().find(|it| it.vet_id == vet.id && it.digest == digest);
            let score = match kept {
                Some(kept) => similarity(&wanted, &kept.vector),
                None => {
                    let vector = self.vector(&text, deadline).await?;
                    store::keep_embedding(&self.db, vet.id, model, &digest, &vector)
                        .await
                        .map_err(|it| unavailable(&it))?;
                    similarity(&wanted, &vector)
                }
            };
            ranked.push((vet, score));
        }
        Ok(ranked)
    }

    async fn vector(&self, text: &str, deadline: Instant) -> Result<Vec<f32>, Refusal> {
        self.embedder.embed(text, deadline).await.map_err(|error| {
            tracing::warn!(cause = %telemetry::chain(&error), "a text was not turned into a vector");
            Refusal::new("vets cannot be found by meaning right now; list_vets lists them by specialty")
        })
    }
}

fn unavailable(error: &db::Error) -> Refusal {
    tracing::warn!(cause = %telemetry::chain(error), "vectors of vets cannot be read or kept");
    Refusal::new("vets cannot be found by meaning right now; list_vets lists them by specialty")
}

/// Describes a vet's skills in a sentence.
fn text(vet: &Vet) -> String {
    let specialties: Vec<_> = vet.specialties.iter().map(|it| it.name.as_str()).collect();
    let specialties =
        if specialties.is_empty() { "none (general practice)".to_owned() } else { specialties.join(", ") };
    format!("Veterinarian {} {}. Specialties: {specialties}.", vet.first_name, vet.last_name)
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
