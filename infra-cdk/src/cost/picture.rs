//! A picture of estimates: a bar for each stack.

use std::fmt::Write;

use super::Estimate;
use super::estimate::count;

const ROW: f64 = 20.0;
const LEFT: f64 = 190.0;
const BAR: f64 = 420.0;
const WIDTH: f64 = 700.0;

/// Draws estimates under their names, with bars to one scale.
pub(super) fn svg(estimates: &[(String, Estimate)]) -> String {
    let most =
        estimates.iter().flat_map(|(_, it)| it.stacks.values()).fold(1.0, |most: f64, usd| most.max(*usd));
    let rows: usize = estimates.iter().map(|(_, it)| it.stacks.len() + 2).sum();
    let height = ROW * count(rows) + ROW;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif" font-size="12"><title>USD a month by stack</title><rect width="100%" height="100%" fill="#fff"/>"##
    );
    svg.push('\n');
    let mut y = ROW;
    for (name, estimate) in estimates {
        let _ = writeln!(
            svg,
            r#"<text x="10" y="{y}" font-weight="bold">{name}: {:.0} USD a month</text>"#,
            estimate.total
        );
        for (stack, usd) in &estimate.stacks {
            y += ROW;
            let stack = layer(stack);
            let (top, width) = (y - 12.0, BAR * usd / most);
            let after = LEFT + width + 6.0;
            let _ = writeln!(
                svg,
                r##"<text x="20" y="{y}">{stack}</text><rect x="{LEFT}" y="{top}" width="{width:.1}" height="15" rx="2" fill="#4a7ebb"/><text x="{after:.1}" y="{y}">{usd:.0}</text>"##
            );
        }
        y += 2.0 * ROW;
    }
    svg.push_str("</svg>\n");
    svg
}

/// A stack's name without what all stacks of the environment begin with.
pub(super) fn layer(stack: &str) -> &str {
    let digit = stack.match_indices('-').find(|(at, _)| {
        let number: Vec<char> = stack.chars().skip(at + 1).take(3).collect();
        matches!(number.as_slice(), [one, two, '-'] if one.is_ascii_digit() && two.is_ascii_digit())
    });
    digit.and_then(|(at, _)| stack.get(at + 1..)).unwrap_or(stack)
}
