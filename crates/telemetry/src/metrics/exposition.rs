//! Metrics in Prometheus's text format 0.0.4.

use std::fmt::{Display, Write};

use contract::objective::DURATION_BOUNDS;

use super::family::{Family, Labels, Series};
use super::names;

/// The media type of the exposition.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Writes families, sorted by name, with labels that all series have.
pub(super) fn write(families: &[Family], common: &Labels) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let sample = |out: &mut String, name: &str, suffix: &str, labels: &Labels, value: &dyn Display| {
        let own = labels.iter().filter(|(name, _)| common.iter().all(|(known, _)| known != name));
        sample(out, &format!("{name}{suffix}"), common.iter().chain(own), value);
    };
    for Family { name, help, series } in families {
        match series {
            Series::Counter(series) => {
                head(&mut out, name, help, "counter");
                series.iter().for_each(|(labels, count)| sample(&mut out, name, "", labels, &Number(*count)));
            }
            Series::Gauge(series) => {
                head(&mut out, name, help, "gauge");
                series.iter().for_each(|(labels, value)| sample(&mut out, name, "", labels, &Number(*value)));
            }
            Series::Timer(series) => {
                let has_buckets = series.values().any(|timed| timed.buckets.is_some());
                head(&mut out, name, help, if has_buckets { "histogram" } else { "summary" });
                for (labels, timed) in series {
                    let bounds = DURATION_BOUNDS.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
                    let counts = timed.buckets.iter().flat_map(|it| it.iter().chain([&timed.count]));
                    for (bound, count) in bounds.zip(counts) {
                        let labels = [labels.as_slice(), &[("le".to_owned(), bound)]].concat();
                        sample(&mut out, name, "_bucket", &labels, count);
                    }
                    sample(&mut out, name, "_count", labels, &timed.count);
                    sample(&mut out, name, "_sum", labels, &Number(timed.sum));
                }
                // A metric with this very name takes precedence.
                let max = format!("{name}_max");
                if families.binary_search_by(|family| family.name.as_str().cmp(&max)).is_err() {
                    head(&mut out, &max, &format!("{help} The greatest of the last minutes."), "gauge");
                    series
                        .iter()
                        .for_each(|(labels, timed)| sample(&mut out, &max, "", labels, &Number(timed.max)));
                }
            }
        }
    }
    out
}

fn head(out: &mut String, name: &str, help: &str, kind: &str) {
    let help = help.replace('\\', r"\\").replace('\n', r"\n");
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn sample<'a>(
    out: &mut String,
    name: &str,
    labels: impl Iterator<Item = &'a (String, String)>,
    value: &dyn Display,
) {
    let _ = write!(out, "{name}{{");
    for (n, (key, value)) in labels.enumerate() {
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(out, "{comma}{}=\"", names::clean(key));
        for c in value.chars() {
            match c {
                '\\' => out.push_str(r"\\"),
                '"' => out.push_str("\\\""),
                '\n' => out.push_str(r"\n"),
                c => out.push(c),
            }
        }
        out.push('"');
    }
    let _ = writeln!(out, "}} {value}");
}

/// A number in Go's notation, which Prometheus expects for infinities.
struct Number(f64);

impl Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            f64::INFINITY => f.write_str("+Inf"),
            f64::NEG_INFINITY => f.write_str("-Inf"),
            value => value.fmt(f),
        }
    }
}
