//! Texts as vectors, so that those of like meaning can be found.

use std::pin::Pin;

use tokio::time::Instant;

use crate::model::Error;

/// An embedding under way.
pub type Embedding<'a> = Pin<Box<dyn Future<Output = Result<Vec<f32>, Error>> + Send + 'a>>;

/// What turns texts into vectors.
pub trait Embedder: Send + Sync {
    /// The model's id: vectors of different models cannot be compared.
    fn model(&self) -> String;

    /// The vector of a text, before a deadline. All of a model's vectors have the same length.
    fn embed<'a>(&'a self, text: &'a str, deadline: Instant) -> Embedding<'a>;
}

/// How alike two vectors are, by the angle between them: 1 for the same direction, 0 where nothing is shared or nothing can be said.
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
    fn vectors_are_compared_by_direction_alone() {
        assert!((similarity(&[1.0, 2.0], &[2.0, 4.0]) - 1.0).abs() < 1e-6);
        assert!(similarity(&[1.0, 0.0], &[0.0, 3.0]).abs() < 1e-6);
        assert!(similarity(&[1.0, 0.0], &[-1.0, 0.0]) < 0.0);
    }

    #[test]
    fn what_cannot_be_compared_is_not_alike() {
        assert!(similarity(&[1.0], &[1.0, 2.0]).abs() < 1e-6);
        assert!(similarity(&[0.0, 0.0], &[1.0, 2.0]).abs() < 1e-6);
        assert!(similarity(&[], &[]).abs() < 1e-6);
    }
}
