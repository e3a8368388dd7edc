//! Embeddings: vectors of texts, close to each other if the texts have similar meanings.

use std::pin::Pin;

use tokio::time::Instant;

use crate::Error;

/// A future that resolves to a vector.
pub type Embedding<'a> = Pin<Box<dyn Future<Output = Result<Vec<f32>, Error>> + Send + 'a>>;

/// Turns texts into vectors.
pub trait Embedder: Send + Sync {
    /// The id of the model behind the vectors; vectors of different models are not comparable. `None` while there is no model.
    fn model(&self) -> Option<String>;

    /// Computes the vector of a text before a deadline. All vectors of a model have the same length.
    fn embed<'a>(&'a self, text: &'a str, deadline: Instant) -> Embedding<'a>;
}

/// The cosine of the angle between two vectors: 1 for the same direction; 0 for orthogonal vectors and for vectors of different
/// lengths.
pub fn similarity(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let dot: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    let length = |it: &[f32]| it.iter().map(|x| x * x).sum::<f32>().sqrt();
    let product = length(a) * length(b);
    if product > 0.0 { dot / product } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarity_depends_on_direction_alone() {
        assert!((similarity(&[1.0, 2.0], &[2.0, 4.0]) - 1.0).abs() < 1e-6);
        assert!(similarity(&[1.0, 0.0], &[0.0, 3.0]).abs() < 1e-6);
        assert!(similarity(&[1.0, 0.0], &[-1.0, 0.0]) < 0.0);
    }

    #[test]
    fn vectors_that_cannot_be_compared_are_not_similar() {
        assert!(similarity(&[1.0], &[1.0, 2.0]).abs() < 1e-6);
        assert!(similarity(&[0.0, 0.0], &[1.0, 2.0]).abs() < 1e-6);
        assert!(similarity(&[], &[]).abs() < 1e-6);
    }
}
