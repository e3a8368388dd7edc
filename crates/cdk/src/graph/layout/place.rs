//! Where boxes and arrows are.

use super::layers::Layers;
use super::{Layout, Point, Room, Size};

const ROUNDS: usize = 16;

pub(super) fn place(layers: &Layers, sizes: &[Size], room: Room) -> Layout {
    let mut centers = vec![0.0; layers.slots.len()];
    for row in &layers.rows {
        let mut x = 0.0;
        for slot in row {
            centers[*slot] = x + layers.slots[*slot].width / 2.0;
            x += layers.slots[*slot].width + room.across;
        }
    }
    for round in 0..ROUNDS {
        let count = layers.rows.len();
        for step in 0..count {
            let row = if round % 2 == 0 { step } else { count - 1 - step };
            settle(layers, row, &mut centers, room);
        }
    }
    let left = |slot: usize| centers[slot] - layers.slots[slot].width / 2.0;
    let slots = || layers.rows.iter().flatten().copied();
    let leftmost = slots().map(left).fold(f64::INFINITY, f64::min);
    let leftmost = if leftmost.is_finite() { leftmost } else { 0.0 };
    centers.iter_mut().for_each(|center| *center = (*center - leftmost).round());
    let width = slots().map(|slot| centers[slot] + layers.slots[slot].width / 2.0).fold(0.0, f64::max);
    let mut tops = Vec::new();
    let mut y = 0.0;
    for row in &layers.rows {
        let height =
            row.iter().filter_map(|slot| Some(sizes[layers.slots[*slot].of?].height)).fold(0.0, f64::max);
        tops.push((y, y + height));
        y += height + room.down;
    }
    let mut places = vec![Point::default(); sizes.len()];
    for (row, (top, _)) in layers.rows.iter().zip(&tops) {
        for slot in row {
            if let Some(index) = layers.slots[*slot].of {
                places[index] = Point { x: (centers[*slot] - sizes[index].width / 2.0).round(), y: *top };
            }
        }
    }
    let height = (y - room.down).max(0.0);
    let mut layout = Layout { places, routes: Vec::new(), size: Size { width, height } };
    layout.routes = routes(layers, sizes, &centers, &tops, &layout.places);
    layout
}

/// Moves the slots of a row towards the middle of their neighbours, in their order and with room between them.
///
/// With the room taken off, that is isotonic regression, for which pooling adjacent violators is exact.
fn settle(layers: &Layers, row: usize, centers: &mut [f64], room: Room) {
    struct Block {
        sum: f64,
        weight: f64,
        count: usize,
    }
    let slots = &layers.rows[row];
    let mut offset = 0.0;
    let mut offsets = Vec::new();
    let mut blocks: Vec<Block> = Vec::new();
    for (index, slot) in slots.iter().enumerate() {
        let this = &layers.slots[*slot];
        if let Some(before) = index.checked_sub(1).map(|before| &layers.slots[slots[before]]) {
            let lanes = before.of.is_none() && this.of.is_none();
            offset += (before.width + this.width) / 2.0 + if lanes { room.across / 3.0 } else { room.across };
        }
        offsets.push(offset);
        let joined: Vec<f64> = this.above.iter().chain(&this.below).map(|other| centers[*other]).collect();
        let wanted =
            if joined.is_empty() { centers[*slot] } else { joined.iter().sum::<f64>() / joined.len() as f64 };
        // Arrows that pass are to be straight, more than boxes are to be in the middle.
        let weight = if this.of.is_none() { 4.0 } else { 1.0 };
        blocks.push(Block { sum: (wanted - offset) * weight, weight, count: 1 });
        while let [.., one, other] = blocks.as_mut_slice()
            && one.sum / one.weight >= other.sum / other.weight
        {
            one.sum += other.sum;
            one.weight += other.weight;
            one.count += other.count;
            blocks.pop();
        }
    }
    let settled = blocks.iter().flat_map(|block| std::iter::repeat_n(block.sum / block.weight, block.count));
    for ((slot, offset), at) in slots.iter().zip(offsets).zip(settled) {
        centers[*slot] = at + offset;
    }
}

fn routes(
    layers: &Layers,
    sizes: &[Size],
    centers: &[f64],
    tops: &[(f64, f64)],
    places: &[Point],
) -> Vec<Vec<Point>> {
    let mut row_of = vec![0; layers.slots.len()];
    for (row, slots) in layers.rows.iter().enumerate() {
        slots.iter().for_each(|slot| row_of[*slot] = row);
    }
    // Arrows leave and reach a box side by side, in the order of where they come from.
    let port = |way: usize, at_end: bool| {
        let toward = |way: &[usize]| if at_end { way[way.len() - 2] } else { way[1] };
        let own = |way: &[usize]| if at_end { way[way.len() - 1] } else { way[0] };
        let this = own(&layers.ways[way]);
        let mut all: Vec<(f64, usize)> = (0..layers.ways.len())
            .filter(|other| own(&layers.ways[*other]) == this)
            .map(|other| (centers[toward(&layers.ways[other])], other))
            .collect();
        all.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let position = all.iter().position(|(_, other)| *other == way).unwrap_or_default();
        let width = sizes[this].width;
        let step = (width * 0.8 / all.len() as f64).min(22.0);
        (centers[this] + step * (position as f64 - (all.len() - 1) as f64 / 2.0)).round()
    };
    let mut routes = Vec::new();
    for (index, way) in layers.ways.iter().enumerate() {
        let (first, last) = (way[0], way[way.len() - 1]);
        let start = port(index, false);
        let bottom = places[first].y + sizes[first].height;
        let mut points = vec![Point { x: start, y: bottom }, Point { x: start, y: tops[row_of[first]].1 }];
        for slot in &way[1..way.len() - 1] {
            let (top, bottom) = tops[row_of[*slot]];
            points.push(Point { x: centers[*slot], y: top });
            points.push(Point { x: centers[*slot], y: bottom });
        }
        points.push(Point { x: port(index, true), y: places[last].y });
        if layers.upwards[index] {
            points.reverse();
        }
        routes.push(points);
    }
    routes
}
