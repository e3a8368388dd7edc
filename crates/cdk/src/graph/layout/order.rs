//! The order of boxes in their layers, so that few arrows cross.

use super::layers::Layers;

const SWEEPS: usize = 24;

/// Sorts each layer by where its neighbours are, down and up again, and keeps the best order seen.
pub(super) fn untangle(layers: &mut Layers) {
    let mut best = (crossings(layers), layers.rows.clone());
    for sweep in 0..SWEEPS {
        let downwards = sweep % 2 == 0;
        let count = layers.rows.len();
        for step in 1..count {
            let row = if downwards { step } else { count - 1 - step };
            let fixed = if downwards { row - 1 } else { row + 1 };
            sort(layers, row, fixed, downwards);
        }
        let now = crossings(layers);
        if now < best.0 {
            best = (now, layers.rows.clone());
        }
    }
    layers.rows = best.1;
}

fn sort(layers: &mut Layers, row: usize, fixed: usize, downwards: bool) {
    let places = places(layers, fixed);
    let slots = &layers.slots;
    let middle = |slot: usize, place: usize| {
        let joined = if downwards { &slots[slot].above } else { &slots[slot].below };
        let sum: f64 = joined.iter().map(|other| places[*other]).sum();
        if joined.is_empty() { place as f64 } else { sum / joined.len() as f64 }
    };
    let mut keyed: Vec<(f64, usize)> =
        layers.rows[row].iter().enumerate().map(|(place, slot)| (middle(*slot, place), *slot)).collect();
    keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
    layers.rows[row] = keyed.into_iter().map(|(_, slot)| slot).collect();
}

fn places(layers: &Layers, row: usize) -> Vec<f64> {
    let mut places = vec![0.0; layers.slots.len()];
    for (place, slot) in layers.rows[row].iter().enumerate() {
        places[*slot] = place as f64;
    }
    places
}

fn crossings(layers: &Layers) -> usize {
    let mut count = 0;
    for row in 1..layers.rows.len() {
        let places = places(layers, row - 1);
        let ends: Vec<Vec<f64>> = layers.rows[row]
            .iter()
            .map(|slot| layers.slots[*slot].above.iter().map(|other| places[*other]).collect())
            .collect();
        for (index, left) in ends.iter().enumerate() {
            for right in &ends[index + 1..] {
                count +=
                    left.iter().map(|one| right.iter().filter(|other| *other < one).count()).sum::<usize>();
            }
        }
    }
    count
}
