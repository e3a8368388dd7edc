//! Boxes in layers, each above the boxes it points at: Sugiyama's method.

mod layers;
mod order;
mod place;

use self::layers::Layers;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Space between boxes, and how wide a layer may become.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) across: f64,
    pub(super) down: f64,
    pub(super) widest: f64,
}

pub(super) struct Layout {
    /// The upper left corner of each box.
    pub(super) places: Vec<Point>,
    /// The way of each arrow: where it begins, then pairs of points between which it runs straight, then its end.
    pub(super) routes: Vec<Vec<Point>>,
    pub(super) size: Size,
}

/// Arranges boxes so that arrows point downwards, unless they form a circle. Boxes without arrows stand side by side.
pub(super) fn layered(sizes: &[Size], arrows: &[(usize, usize)], room: Room) -> Layout {
    let mut parts: Vec<Part> =
        islands(sizes.len(), arrows).into_iter().map(|part| Part::of(part, sizes, arrows, room)).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.boxes.len()));
    let area: f64 = parts
        .iter()
        .map(|part| (part.layout.size.width + room.across) * (part.layout.size.height + room.down))
        .sum();
    let widest = parts.iter().map(|part| part.layout.size.width).fold((area * 1.8).sqrt(), f64::max);
    let mut whole = Layout {
        places: vec![Point::default(); sizes.len()],
        routes: vec![Vec::new(); arrows.len()],
        size: Size::default(),
    };
    let (mut x, mut y, mut tallest) = (0.0, 0.0, 0.0_f64);
    let mut alone = true;
    for part in parts {
        let size = part.layout.size;
        if x > 0.0 && x + size.width > widest {
            let gap = if alone { room.across } else { room.down };
            (x, y, tallest) = (0.0, y + tallest + gap, 0.0);
        }
        alone = part.boxes.len() == 1;
        part.put(Point { x, y }, &mut whole);
        tallest = tallest.max(size.height);
        whole.size.width = whole.size.width.max(x + size.width);
        whole.size.height = whole.size.height.max(y + tallest);
        x += size.width + room.across;
    }
    whole
}

/// Boxes that arrows join, arranged on their own.
struct Part {
    boxes: Vec<usize>,
    arrows: Vec<usize>,
    layout: Layout,
}

impl Part {
    fn of(boxes: Vec<usize>, sizes: &[Size], arrows: &[(usize, usize)], room: Room) -> Self {
        let place = |index: &usize| boxes.binary_search(index).ok();
        let inside = arrows
            .iter()
            .enumerate()
            .filter_map(|(arrow, (from, to))| Some((arrow, (place(from)?, place(to)?))));
        let (arrows, ends): (Vec<usize>, Vec<(usize, usize)>) = inside.unzip();
        let sizes: Vec<Size> = boxes.iter().map(|index| sizes[*index]).collect();
        let mut layers = Layers::of(&sizes, &ends, room);
        order::untangle(&mut layers);
        let layout = place::place(&layers, &sizes, room);
        Self { boxes, arrows, layout }
    }

    fn put(self, at: Point, whole: &mut Layout) {
        let moved = |point: Point| Point { x: point.x + at.x, y: point.y + at.y };
        for (index, place) in self.boxes.into_iter().zip(self.layout.places) {
            whole.places[index] = moved(place);
        }
        for (index, route) in self.arrows.into_iter().zip(self.layout.routes) {
            whole.routes[index] = route.into_iter().map(moved).collect();
        }
    }
}

/// The boxes that are joined in any way, each island ascending, in the order of their first boxes.
fn islands(boxes: usize, arrows: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut island: Vec<usize> = (0..boxes).collect();
    for (from, to) in arrows {
        let (one, other) = (island[*from].min(island[*to]), island[*from].max(island[*to]));
        island.iter_mut().filter(|own| **own == other).for_each(|own| *own = one);
    }
    let all = |first: usize| (0..boxes).filter(|index| island[*index] == first).collect::<Vec<_>>();
    (0..boxes).map(all).filter(|island| !island.is_empty()).collect()
}
