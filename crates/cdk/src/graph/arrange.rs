//! Where everything of a picture is, and how large.

use super::layout::{Layout, Point, Room, Size, layered};
use super::model::{Arrow, BoxPicture, Model, StackPicture};

/// A picture with places.
pub(super) struct Arranged {
    pub(super) stacks: Vec<(Point, Size, ArrangedStack)>,
    pub(super) crossings: Vec<(Arrow, Vec<Point>)>,
    pub(super) size: Size,
    pub(super) implied: usize,
}

/// A stack with places relative to its upper left corner.
pub(super) struct ArrangedStack {
    pub(super) picture: StackPicture,
    pub(super) places: Vec<(Point, Size)>,
    pub(super) routes: Vec<Vec<Point>>,
}

pub(super) const PADDING: f64 = 18.0;
pub(super) const STACK_TITLE: f64 = 46.0;
pub(super) const BOX_TITLE: f64 = 25.0;
pub(super) const ROW: f64 = 16.0;
/// Rows of a box that are drawn; the rest is counted.
pub(super) const ROWS: usize = 7;
/// The height of the label of an arrow between stacks.
pub(super) const LABEL: f64 = 14.0;
pub(super) const TITLE_LENGTH: usize = 38;

const INSIDE: Room = Room { across: 22.0, down: 52.0, widest: 1250.0 };
const BETWEEN: Room = Room { across: 44.0, down: 64.0, widest: 2600.0 };

pub(super) fn arrange(model: Model) -> Arranged {
    let inner: Vec<(Size, ArrangedStack)> = model.stacks.into_iter().map(stack).collect();
    let sizes: Vec<Size> = inner.iter().map(|(size, _)| *size).collect();
    let arrows: Vec<(usize, usize)> = model.crossings.iter().map(|arrow| (arrow.from, arrow.to)).collect();
    let most = (0..sizes.len()).map(|stack| arrows.iter().filter(|(_, to)| *to == stack).count()).max();
    let room = Room { down: BETWEEN.down + LABEL * most.unwrap_or(0) as f64, ..BETWEEN };
    let Layout { places, routes, size } = layered(&sizes, &arrows, room);
    let stacks = places.into_iter().zip(inner).map(|(place, (size, stack))| (place, size, stack)).collect();
    Arranged {
        stacks,
        crossings: model.crossings.into_iter().zip(routes).collect(),
        size,
        implied: model.implied,
    }
}

fn stack(picture: StackPicture) -> (Size, ArrangedStack) {
    let sizes: Vec<Size> = picture.boxes.iter().map(box_size).collect();
    let arrows: Vec<(usize, usize)> = picture.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
    let Layout { places, routes, size } = layered(&sizes, &arrows, INSIDE);
    let inside = |point: Point| Point { x: point.x + PADDING, y: point.y + STACK_TITLE };
    let titles = text_width(&picture.title, 15.0).max(text_width(&picture.note, 11.0));
    let width = size.width.max(titles) + 2.0 * PADDING;
    let height = size.height + STACK_TITLE + PADDING;
    let places = places.into_iter().map(inside).zip(sizes).collect();
    let routes = routes.into_iter().map(|route| route.into_iter().map(inside).collect()).collect();
    (Size { width: width.ceil(), height: height.ceil() }, ArrangedStack { picture, places, routes })
}

fn box_size(picture: &BoxPicture) -> Size {
    let title = text_width(&crate::diff::cut(&picture.title, TITLE_LENGTH), 13.6) + 22.0;
    let rows = picture.rows.iter().take(ROWS).map(|(name, _, count)| {
        let count = if *count > 1 { text_width(&format!(" ×{count}"), 11.0) } else { 0.0 };
        text_width(name, 11.0) + count + 36.0
    });
    let width = rows.fold(title, f64::max).max(110.0);
    let lines = picture.rows.len().min(ROWS) + usize::from(picture.rows.len() > ROWS);
    Size { width: width.ceil(), height: BOX_TITLE + ROW * lines as f64 + 7.0 }
}

/// An upper bound for common sans-serif fonts, in pixels.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | '/' | ' ' | '-' => 0.4,
        'm' | 'w' | 'M' | 'W' => 0.95,
        c if c.is_uppercase() => 0.74,
        _ => 0.62,
    };
    text.chars().map(of).sum::<f64>() * size
}
