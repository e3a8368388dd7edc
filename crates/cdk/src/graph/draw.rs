//! The picture as SVG.

mod style;

use std::fmt::Write;

use super::arrange::{
    Arranged, ArrangedStack, BOX_TITLE, LABEL, PADDING, ROW, ROWS, TITLE_LENGTH, text_width,
};
use super::family::Family;
use super::layout::{Point, Size};
use super::model::{Arrow, BoxPicture};
use super::xml::escaped;
use crate::diff::cut;

const MARGIN: f64 = 24.0;
const LEGEND: f64 = 40.0;
/// The longest label of an arrow between stacks, in characters.
const LABEL_LENGTH: usize = 64;

pub(super) fn svg(picture: &Arranged) -> String {
    let legend = legend_width(picture);
    let labels = picture
        .crossings
        .iter()
        .map(|(arrow, route)| route.last().map_or(0.0, |end| end.x + text_width(&label(arrow), 11.0)));
    let width = labels.fold(picture.size.width.max(legend), f64::max) + 2.0 * MARGIN;
    let height = picture.size.height + 2.0 * MARGIN + LEGEND;
    let mut svg = String::new();
    let out = &mut svg;
    put(
        out,
        &format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" role="img">"#
        ),
    );
    put(out, &style::sheet());
    put(out, &format!(r#"<rect class="paper" width="{width:.0}" height="{height:.0}"/>"#));
    put(out, &format!(r#"<g transform="translate({MARGIN} {MARGIN})">"#));
    for (place, size, stack) in &picture.stacks {
        self::stack(out, *place, *size, stack);
    }
    for (index, (arrow, route)) in picture.crossings.iter().enumerate() {
        let before = picture.crossings[..index].iter().filter(|(other, _)| other.to == arrow.to).count();
        crossing(out, picture, arrow, route, before);
    }
    put(out, "</g>");
    put(out, &format!(r#"<g transform="translate({MARGIN} {:.0})">"#, height - MARGIN - 8.0));
    self::legend(out, picture);
    put(out, "</g>");
    put(out, "</svg>");
    svg
}

fn put(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn stack(out: &mut String, place: Point, size: Size, stack: &ArrangedStack) {
    put(out, &format!(r#"<g transform="translate({} {})">"#, place.x, place.y));
    put(out, &format!(r#"<rect class="stack" width="{}" height="{}" rx="10"/>"#, size.width, size.height));
    put(
        out,
        &format!(
            r#"<text class="stack-title" x="{PADDING}" y="22">{}</text>"#,
            escaped(&stack.picture.title)
        ),
    );
    put(out, &format!(r#"<text class="note" x="{PADDING}" y="37">{}</text>"#, escaped(&stack.picture.note)));
    for (arrow, route) in stack.picture.arrows.iter().zip(&stack.routes) {
        let name = |index: usize| stack.picture.boxes.get(index).map_or("", |one| one.title.as_str());
        let class = if arrow.values.is_empty() { "arrow order" } else { "arrow" };
        way(out, class, "head", route, &tooltip(name(arrow.from), name(arrow.to), arrow));
    }
    for ((place, size), picture) in stack.places.iter().zip(&stack.picture.boxes) {
        construct(out, *place, *size, picture);
    }
    put(out, "</g>");
}

fn construct(out: &mut String, place: Point, size: Size, picture: &BoxPicture) {
    let family = picture.family.class();
    put(out, &format!(r#"<g transform="translate({} {})">"#, place.x, place.y));
    put(out, &format!("<title>{}</title>", escaped(&picture.title)));
    put(
        out,
        &format!(r#"<rect class="box {family}" width="{}" height="{}" rx="6"/>"#, size.width, size.height),
    );
    let title = cut(&picture.title, TITLE_LENGTH);
    put(out, &format!(r#"<text class="title" x="10" y="17">{}</text>"#, escaped(&title)));
    let mut y = BOX_TITLE + 8.0;
    for (name, family, count) in picture.rows.iter().take(ROWS) {
        let times = if *count > 1 {
            format!(r#"<tspan class="count" dx="5">×{count}</tspan>"#)
        } else {
            String::new()
        };
        put(out, &format!(r#"<circle class="{}" cx="14" cy="{}" r="3.5"/>"#, family.class(), y - 4.0));
        put(out, &format!(r#"<text class="row" x="23" y="{y}">{}{times}</text>"#, escaped(name)));
        y += ROW;
    }
    let more = picture.rows.len().saturating_sub(ROWS);
    if more > 0 {
        put(out, &format!(r#"<text class="row count" x="23" y="{y}">{more} more types</text>"#));
    }
    put(out, "</g>");
}

fn tooltip(from: &str, to: &str, arrow: &Arrow) -> String {
    if arrow.values.is_empty() {
        return format!("{from} is made after {to}");
    }
    format!("{from} uses {}", arrow.values.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// Straight where it goes down, curved where it goes aside.
fn way(out: &mut String, class: &str, head: &str, route: &[Point], tooltip: &str) {
    let Some((first, rest)) = route.split_first() else { return };
    let mut path = format!("M{} {}", first.x, first.y);
    let mut at = *first;
    for (index, next) in rest.iter().enumerate() {
        // The tip of the head is the end of the way.
        let last = index + 1 == rest.len();
        let next = if last { Point { y: next.y - 2.0 * (next.y - at.y).signum(), ..*next } } else { *next };
        if (next.x - at.x).abs() < 0.5 {
            let _ = write!(path, "V{}", next.y);
        } else {
            let middle = (at.y + next.y) / 2.0;
            let _ = write!(path, "C{} {middle} {} {middle} {} {}", at.x, next.x, next.x, next.y);
        }
        at = next;
    }
    put(
        out,
        &format!(
            r#"<path class="{class}" d="{path}" marker-end="url(#{head})"><title>{}</title></path>"#,
            escaped(tooltip)
        ),
    );
}

fn crossing(out: &mut String, picture: &Arranged, arrow: &Arrow, route: &[Point], before: usize) {
    let name =
        |index: usize| picture.stacks.get(index).map_or("", |(.., stack)| stack.picture.title.as_str());
    let class = if arrow.values.is_empty() { "crossing order" } else { "crossing" };
    way(out, class, "crossing-head", route, &tooltip(name(arrow.from), name(arrow.to), arrow));
    if let Some(end) = route.last().filter(|_| !arrow.values.is_empty()) {
        let y = end.y - 16.0 - LABEL * before as f64;
        put(
            out,
            &format!(r#"<text class="label" x="{}" y="{y}">{}</text>"#, end.x + 7.0, escaped(&label(arrow))),
        );
    }
}

/// The crossing values, as many as fit.
fn label(arrow: &Arrow) -> String {
    let mut text = String::new();
    for (index, value) in arrow.values.iter().enumerate() {
        if index > 0 && text.chars().count() + value.chars().count() > LABEL_LENGTH {
            let _ = write!(text, " and {} more", arrow.values.len() - index);
            return text;
        }
        text.push_str(if index > 0 { ", " } else { "" });
        text.push_str(&cut(value, LABEL_LENGTH));
    }
    text
}

fn families(picture: &Arranged) -> Vec<Family> {
    let rows = picture.stacks.iter().flat_map(|(.., stack)| &stack.picture.boxes).flat_map(|one| &one.rows);
    let present: std::collections::BTreeSet<Family> = rows.map(|(_, family, _)| *family).collect();
    present.into_iter().collect()
}

fn implied(picture: &Arranged) -> String {
    match picture.implied {
        0 => String::new(),
        1 => "1 arrow that follows from others is left out".to_owned(),
        count => format!("{count} arrows that follow from others are left out"),
    }
}

const LEGEND_STEP: f64 = 30.0;

fn legend_width(picture: &Arranged) -> f64 {
    let families = families(picture).into_iter().map(|family| text_width(family.class(), 11.0) + LEGEND_STEP);
    families.sum::<f64>() + text_width(&implied(picture), 11.0)
}

fn legend(out: &mut String, picture: &Arranged) {
    let mut x = 6.0;
    for family in families(picture) {
        let name = family.class();
        put(out, &format!(r#"<circle class="{name}" cx="{x:.0}" cy="0" r="4.5"/>"#));
        put(out, &format!(r#"<text class="note" x="{:.0}" y="4">{name}</text>"#, x + 9.0));
        x += text_width(name, 11.0) + LEGEND_STEP;
    }
    put(out, &format!(r#"<text class="note" x="{x:.0}" y="4">{}</text>"#, implied(picture)));
}
