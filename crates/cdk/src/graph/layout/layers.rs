//! Which box is in which layer.

use super::{Room, Size};

/// A box, or the place where an arrow passes a layer.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// The box; none for an arrow.
    pub(super) of: Option<usize>,
    pub(super) width: f64,
    /// Slots of the layer above that are joined to it, and of the one below.
    pub(super) above: Vec<usize>,
    pub(super) below: Vec<usize>,
}

pub(super) struct Layers {
    pub(super) slots: Vec<Slot>,
    /// Slots of each layer, from left to right.
    pub(super) rows: Vec<Vec<usize>>,
    /// The slots that each arrow passes, from top to bottom.
    pub(super) ways: Vec<Vec<usize>>,
    /// Whether an arrow points upwards, because it closes a circle.
    pub(super) upwards: Vec<bool>,
}

/// The width of an arrow that passes a layer.
const LANE: f64 = 6.0;

impl Layers {
    pub(super) fn of(sizes: &[Size], arrows: &[(usize, usize)], room: Room) -> Self {
        let upwards = closing(sizes.len(), arrows);
        let down: Vec<(usize, usize)> = arrows
            .iter()
            .zip(&upwards)
            .map(|((from, to), up)| if *up { (*to, *from) } else { (*from, *to) })
            .collect();
        let layer = assign(sizes, &down, room);
        let depth = layer.iter().map(|layer| layer + 1).max().unwrap_or(0);
        let mut layers = Self { slots: Vec::new(), rows: vec![Vec::new(); depth], ways: Vec::new(), upwards };
        for (index, size) in sizes.iter().enumerate() {
            // The slot of a box has the box's own index.
            layers.slots.push(Slot {
                of: Some(index),
                width: size.width,
                above: Vec::new(),
                below: Vec::new(),
            });
            layers.rows[layer[index]].push(index);
        }
        for (from, to) in down {
            let mut way = vec![from];
            for row in layer[from] + 1..layer[to] {
                let slot = layers.slots.len();
                layers.slots.push(Slot { of: None, width: LANE, above: Vec::new(), below: Vec::new() });
                layers.rows[row].push(slot);
                way.push(slot);
            }
            way.push(to);
            for pair in way.windows(2) {
                layers.slots[pair[0]].below.push(pair[1]);
                layers.slots[pair[1]].above.push(pair[0]);
            }
            layers.ways.push(way);
        }
        layers
    }
}

/// Which arrows would close a circle, going through the boxes in their order.
fn closing(boxes: usize, arrows: &[(usize, usize)]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Open,
        Done,
    }
    let mut seen = vec![Seen::Not; boxes];
    let mut closing = vec![false; arrows.len()];
    let out: Vec<Vec<usize>> = (0..boxes)
        .map(|index| (0..arrows.len()).filter(|arrow| arrows[*arrow].0 == index).collect())
        .collect();
    // Boxes without incoming arrows come first, so that circles are opened where one would begin to read.
    let mut starts: Vec<usize> = (0..boxes).collect();
    starts.sort_by_key(|index| arrows.iter().filter(|(_, to)| to == index).count());
    for start in starts {
        let mut open = vec![(start, 0)];
        if seen[start] != Seen::Not {
            continue;
        }
        seen[start] = Seen::Open;
        while let Some((at, next)) = open.pop() {
            let Some(arrow) = out[at].get(next) else {
                seen[at] = Seen::Done;
                continue;
            };
            open.push((at, next + 1));
            let to = arrows[*arrow].1;
            match seen[to] {
                Seen::Open => closing[*arrow] = true,
                Seen::Not => {
                    seen[to] = Seen::Open;
                    open.push((to, 0));
                }
                Seen::Done => {}
            }
        }
    }
    closing
}

/// Each box below all that point at it, and no layer wider than the room.
fn assign(sizes: &[Size], down: &[(usize, usize)], room: Room) -> Vec<usize> {
    let mut layer = vec![0; sizes.len()];
    let mut missing: Vec<usize> =
        (0..sizes.len()).map(|index| down.iter().filter(|(_, to)| *to == index).count()).collect();
    let mut widths: Vec<f64> = Vec::new();
    let mut ready: Vec<usize> = (0..sizes.len()).rev().filter(|index| missing[*index] == 0).collect();
    let mut order = Vec::new();
    while let Some(at) = ready.pop() {
        order.push(at);
        for (_, to) in down.iter().filter(|(from, _)| *from == at) {
            missing[*to] -= 1;
            if missing[*to] == 0 {
                ready.push(*to);
            }
        }
    }
    // Longest ways first: the box with the most layers below it is placed first, so that it gets the upper layers.
    let mut height = vec![0_usize; sizes.len()];
    for at in order.iter().rev() {
        let below = down.iter().filter(|(from, _)| from == at).map(|(_, to)| height[*to] + 1);
        height[*at] = below.max().unwrap_or(0);
    }
    let deepest = order.iter().map(|at| height[*at]).max().unwrap_or(0);
    for at in order {
        let lowest = down.iter().filter(|(_, to)| *to == at).map(|(from, _)| layer[*from] + 1).max();
        // A box with nothing above it stands as near to its targets as it can.
        let mut row = lowest.unwrap_or(deepest - height[at]);
        loop {
            if row >= widths.len() {
                widths.resize(row + 1, 0.0);
            }
            if widths[row] == 0.0 || widths[row] + sizes[at].width <= room.widest {
                break;
            }
            row += 1;
        }
        widths[row] += sizes[at].width + room.across;
        layer[at] = row;
    }
    layer
}
