//! "The most pets", "the fewest animals", "the city with the most owners", "가장 많은".

use super::{Accounted, Part, is_hit, low};
use crate::lexicon::{Concept, Hit};
use crate::words::Word;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Amount {
    Most,
    Fewest,
}

/// A superlative: the amount, and the things that it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Superlative {
    pub(in super::super) amount: Amount,
    /// `Pet`, `Owner`, `Specialty`, or `Kind` for the commonness of types.
    pub(in super::super) of: Concept,
}

const THINGS: [Concept; 3] = [Concept::Pet, Concept::Owner, Concept::Specialty];

pub(super) fn read(words: &[Word], hits: &[Hit], used: &mut Accounted) -> Option<Superlative> {
    (0..words.len()).find_map(|at| english(words, hits, at, used).or_else(|| korean(words, hits, at, used)))
}

fn english(words: &[Word], hits: &[Hit], at: usize, used: &mut Accounted) -> Option<Superlative> {
    let (amount, mut next) = match low(words, at) {
        "most" if ["common", "popular", "frequent", "numerous"].contains(&low(words, at + 1)) => {
            used.extend([at, at + 1].map(|it| (it, Part::Superlative)));
            return Some(Superlative { amount: Amount::Most, of: Concept::Kind });
        }
        "most" => (Amount::Most, at + 1),
        "fewest" | "least" => (Amount::Fewest, at + 1),
        "largest" | "greatest" | "highest" | "biggest" if low(words, at + 1) == "number" => {
            (Amount::Most, at + 2)
        }
        "smallest" | "lowest" if low(words, at + 1) == "number" => (Amount::Fewest, at + 2),
        _ => return None,
    };
    if at > 0 && low(words, at - 1) == "at" {
        return None;
    }
    while ["of", "our", "the", "your"].contains(&low(words, next)) {
        next += 1;
    }
    let of = THINGS.into_iter().find(|it| is_hit(hits, next, *it))?;
    used.extend((at..=next).map(|it| (it, Part::Superlative)));
    Some(Superlative { amount, of })
}

/// "반려동물이 가장 많은", "가장 많은 반려동물을".
fn korean(words: &[Word], hits: &[Hit], at: usize, used: &mut Accounted) -> Option<Superlative> {
    if !["가장", "제일"].contains(&low(words, at)) {
        return None;
    }
    let amount = match low(words, at + 1) {
        it if it.starts_with("많") => Amount::Most,
        it if it.starts_with("적") => Amount::Fewest,
        it if it.starts_with("흔한") || it.starts_with("흔하") => {
            used.extend([at, at + 1].map(|it| (it, Part::Superlative)));
            return Some(Superlative { amount: Amount::Most, of: Concept::Kind });
        }
        _ => return None,
    };
    let subject = |at: usize| words.get(at).is_some_and(|it| ["이", "가"].contains(&it.particle.as_str()));
    let thing = |at: usize| THINGS.into_iter().find(|it| is_hit(hits, at, *it));
    let before = at.checked_sub(1).filter(|it| subject(*it)).and_then(|it| Some((it, thing(it)?)));
    let (place, of) = before.or_else(|| Some((at + 2, thing(at + 2)?)))?;
    used.extend([place, at, at + 1].map(|it| (it, Part::Superlative)));
    Some(Superlative { amount, of })
}
