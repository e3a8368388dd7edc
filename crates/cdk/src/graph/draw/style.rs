//! Colours and fonts, for light and for dark surroundings.

use std::fmt::Write;

use crate::graph::family::Family;

const SHEET: &str = "\
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; fill: #1f2430; }
.paper { fill: #f7f8fa; }
.stack { fill: #ffffff; stroke: #c3c9d4; stroke-width: 1.5; }
.stack-title { font-size: 15px; font-weight: 600; }
.note { font-size: 11px; fill: #687082; }
.box { fill-opacity: 0.1; stroke-width: 1.4; }
.title { font-size: 12.5px; font-weight: 600; }
.row { font-size: 11px; }
.count { fill: #687082; }
.arrow, .crossing { fill: none; stroke: #8089a0; stroke-width: 1.3; }
.crossing { stroke: #2f7fd6; stroke-width: 1.8; }
.order { stroke-dasharray: 5 4; }
.label { font-size: 11px; fill: #2f7fd6; stroke: #f7f8fa; stroke-width: 4px; paint-order: stroke; }
.head { fill: #8089a0; }
.crossing-head { fill: #2f7fd6; }
@media (prefers-color-scheme: dark) {
text { fill: #e6e9f0; }
.paper { fill: #14161b; }
.stack { fill: #1b1e25; stroke: #454c5b; }
.note, .count { fill: #98a1b3; }
.label { fill: #6aa9ee; stroke: #14161b; }
}
";

/// The style sheet, and the heads of arrows.
pub(super) fn sheet() -> String {
    let mut sheet = format!("<style>\n{SHEET}");
    for family in Family::ALL {
        let (class, color) = (family.class(), family.color());
        let _ = writeln!(sheet, ".{class} {{ fill: {color}; stroke: {color}; }}");
    }
    sheet.push_str("circle { stroke-width: 0; }\n</style>\n<defs>\n");
    for head in ["head", "crossing-head"] {
        let _ = writeln!(
            sheet,
            r#"<marker id="{head}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="{head}" d="M0 1L10 5L0 9z"/></marker>"#
        );
    }
    sheet.push_str("</defs>");
    sheet
}
