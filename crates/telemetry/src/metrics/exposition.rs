//! Metrics as Prometheus reads them, text format 0.0.4.

use std::fmt::{Display, Write};

use super::family::{Family, Labels, Series};
use super::names;

/// What it is served as.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The label that all series have, as those of the original do.
pub(super) const APPLICATION: (&str, &str) = ("application", "petclinic");

pub(super) fn write(families: &[Family]) -> String {
    let mut out = String::with_capacity(16 * 1024);
    for Family { name, help, series } in families {
        match series {
            Series::Counter(series) => {
                head(&mut out, name, help, "counter");
                series.iter().for_each(|(labels, count)| sample(&mut out, name, "", labels, count));
            }
            Series::Total(series) => {
                head(&mut out, name, help, "counter");
                series.iter().for_each(|(labels, value)| sample(&mut out, name, "", labels, &Number(*value)));
            }
            Series::Gauge(series) => {
                head(&mut out, name, help, "gauge");
                series.iter().for_each(|(labels, value)| sample(&mut out, name, "", labels, &Number(*value)));
            }
            Series::Timer(series) => {
                head(&mut out, name, help, "summary");
                for (labels, timed) in series {
                    sample(&mut out, name, "_count", labels, &timed.count);
                    sample(&mut out, name, "_sum", labels, &Number(timed.sum));
                }
                // Those who know the other metric of this name have it.
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

fn sample(out: &mut String, name: &str, suffix: &str, labels: &Labels, value: &dyn Display) {
    let (key, all) = APPLICATION;
    let _ = write!(out, "{name}{suffix}{{{key}=\"{all}\"");
    for (key, value) in labels.iter().filter(|(name, _)| name != key) {
        let _ = write!(out, ",{}=\"", names::clean(key));
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

/// As Go writes those that are not finite.
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
