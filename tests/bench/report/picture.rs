//! The CPU times as bars in SVG.

use std::fmt::{Error, Write};

use super::{Ceilings, markdown};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 60.0;
const ROW: f64 = 26.0;
const BAR: f64 = 18.0;
const TOP: f64 = 48.0;
const SERVICE: &str = "#2f6f4f";
const PARTS: [&str; 2] = ["#8fb8a2", "#c9a45c"];

/// Draws, for each database, one bar for the service and one for its parts.
pub(super) fn draw(ceilings: &[Ceilings]) -> Result<String, Error> {
    let groups: Vec<_> = ceilings.iter().map(|it| (it.database, markdown::rows(it))).collect();
    let lengths = groups.iter().flat_map(|(_, rows)| rows).map(|(_, _, parts)| parts.iter().sum::<f64>());
    let longest = lengths.fold(1.0, f64::max);
    let scale = (WIDTH - LEFT - RIGHT) / longest;
    let mut bars = String::new();
    let mut y = TOP;
    for (database, rows) in &groups {
        for (name, is_service, parts) in rows {
            let middle = y + BAR * 0.75;
            writeln!(
                bars,
                r#"<text x="{:.1}" y="{middle:.1}" text-anchor="end">{database}, {name}</text>"#,
                LEFT - 10.0
            )?;
            let mut x = LEFT;
            for (part, colour) in parts.iter().zip(PARTS) {
                let (width, colour) = (part * scale, if *is_service { SERVICE } else { colour });
                writeln!(
                    bars,
                    r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{BAR}" fill="{colour}"/>"#
                )?;
                x += width;
            }
            let total: f64 = parts.iter().sum();
            writeln!(bars, r#"<text x="{:.1}" y="{middle:.1}">{total:.1} µs</text>"#, x + 8.0)?;
            y += ROW;
        }
        y += ROW / 2.0;
    }
    let mut legend = String::new();
    let entries = [("service", SERVICE), ("axum alone", PARTS[0]), ("database client alone", PARTS[1])];
    for (place, (name, colour)) in [0.0, 100.0, 220.0].into_iter().zip(entries) {
        let x = LEFT + place;
        writeln!(legend, r#"<rect x="{x}" y="18" width="12" height="12" fill="{colour}"/>"#)?;
        writeln!(legend, r#"<text x="{}" y="28">{name}</text>"#, x + 18.0)?;
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>CPU time of the service for a request</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{legend}{bars}</svg>\n"
    ))
}
