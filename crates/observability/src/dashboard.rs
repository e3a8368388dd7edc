//! Dashboards in Grafana's JSON model.

use crate::alert::JOB;
use crate::node::{GENERATED, Node, list, map, texts};

/// The version of Grafana's model that the files have: that of Grafana 12.
const SCHEMA_VERSION: i64 = 41;
/// The width of Grafana's grid.
const COLUMNS: i64 = 24;

/// A dashboard.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// Its name in addresses and files.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Whom it is for and what it answers.
    pub about: &'static str,
    /// The time that it shows at first, such as `now-6h`.
    pub from: &'static str,
    /// Its panels, from left to right and from top to bottom.
    pub panels: Vec<Panel>,
}

/// A panel.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Its heading.
    pub title: &'static str,
    /// How it looks.
    pub look: Look,
    /// Grafana's name of the unit, such as `s` or `percentunit`.
    pub unit: &'static str,
    /// What it shows.
    pub queries: Vec<Query>,
}

/// How a panel looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Lines over time, half as wide as the page.
    Lines,
    /// One number for each series, a quarter as wide as the page.
    Number,
    /// A row for each series, as wide as the page.
    Table,
}

impl Look {
    const fn kind(self) -> &'static str {
        match self {
            Self::Lines => "timeseries",
            Self::Number => "stat",
            Self::Table => "table",
        }
    }

    /// Width and height in cells of the grid.
    const fn size(self) -> (i64, i64) {
        match self {
            Self::Lines => (12, 8),
            Self::Number => (6, 5),
            Self::Table => (COLUMNS, 8),
        }
    }
}

/// A query of a panel.
#[derive(Clone, Debug)]
pub struct Query {
    /// The expression. It may use the variables `$region` and `$__rate_interval`.
    pub expr: String,
    /// The name of a series, with labels as `{{service}}`.
    pub legend: &'static str,
}

/// A panel with lines.
pub(crate) fn lines<const N: usize>(
    title: &'static str,
    unit: &'static str,
    queries: [(&str, &'static str); N],
) -> Panel {
    panel(Look::Lines, title, unit, queries)
}

/// A panel with numbers.
pub(crate) fn number<const N: usize>(
    title: &'static str,
    unit: &'static str,
    queries: [(&str, &'static str); N],
) -> Panel {
    panel(Look::Number, title, unit, queries)
}

/// A panel with a table of the series of one expression.
pub(crate) fn table(title: &'static str, unit: &'static str, expr: &str) -> Panel {
    panel(Look::Table, title, unit, [(expr, "")])
}

fn panel<const N: usize>(
    look: Look,
    title: &'static str,
    unit: &'static str,
    queries: [(&str, &'static str); N],
) -> Panel {
    let query = |(expr, legend): (&str, _)| Query { expr: expr.to_owned(), legend };
    Panel { title, look, unit, queries: queries.into_iter().map(query).collect() }
}

impl Dashboard {
    /// The dashboard as a file.
    pub fn file(&self) -> String {
        map([
            ("uid", format!("petclinic-{}", self.name).into()),
            ("title", format!("PetClinic: {}", self.title).into()),
            ("description", format!("{} {GENERATED}", self.about).into()),
            ("tags", list(["petclinic"])),
            ("schemaVersion", SCHEMA_VERSION.into()),
            ("editable", false.into()),
            ("graphTooltip", 1.into()),
            ("refresh", "1m".into()),
            ("time", texts([("from", self.from), ("to", "now")])),
            ("timezone", "browser".into()),
            ("templating", map([("list", list([source(), region()]))])),
            ("links", list([links()])),
            ("panels", list(self.placed())),
        ])
        .json()
    }

    /// The panels in rows of the grid; one that does not fit begins a row.
    fn placed(&self) -> Vec<Node> {
        let (mut x, mut y, mut below) = (0, 0, 0);
        let place = |(n, panel): (usize, &Panel)| {
            let (width, height) = panel.look.size();
            if x + width > COLUMNS {
                (x, y) = (0, below);
            }
            let node = panel.node(n, [height, width, x, y]);
            x += width;
            below = below.max(y + height);
            node
        };
        self.panels.iter().enumerate().map(place).collect()
    }
}

impl Panel {
    fn node(&self, number: usize, [h, w, x, y]: [i64; 4]) -> Node {
        let targets = self.queries.iter().zip('A'..).map(|(query, letter)| {
            map([
                ("refId", letter.to_string().into()),
                ("datasource", datasource()),
                ("expr", query.expr.as_str().into()),
                ("legendFormat", query.legend.into()),
                // A table shows how things are, and so do numbers that no line is drawn of.
                ("instant", (self.look != Look::Lines).into()),
                ("range", (self.look == Look::Lines).into()),
                ("format", if self.look == Look::Table { "table" } else { "time_series" }.into()),
            ])
        });
        let defaults = map([("unit", self.unit.into())]);
        let node = map([
            ("id", i64::try_from(number + 1).unwrap_or(i64::MAX).into()),
            ("type", self.look.kind().into()),
            ("title", self.title.into()),
            ("datasource", datasource()),
            ("gridPos", map([("h", h.into()), ("w", w.into()), ("x", x.into()), ("y", y.into())])),
            ("fieldConfig", map([("defaults", defaults), ("overrides", list::<Node>([]))])),
            ("options", self.options()),
            ("targets", list(targets)),
        ]);
        if self.look != Look::Table {
            return node;
        }
        // A query's time is of no use in a row about the present.
        let hidden = map([("Time", true.into()), ("__name__", true.into())]);
        let organize = map([("excludeByName", hidden)]);
        node.with("transformations", list([map([("id", "organize".into()), ("options", organize)])]))
    }

    fn options(&self) -> Node {
        match self.look {
            Look::Lines => map([
                (
                    "legend",
                    map([
                        ("showLegend", true.into()),
                        ("displayMode", "list".into()),
                        ("placement", "bottom".into()),
                        ("calcs", list::<Node>([])),
                    ]),
                ),
                ("tooltip", texts([("mode", "multi"), ("sort", "desc")])),
            ]),
            Look::Number => map([
                (
                    "reduceOptions",
                    map([("values", false.into()), ("calcs", list(["lastNotNull"])), ("fields", "".into())]),
                ),
                ("colorMode", "value".into()),
                ("graphMode", "none".into()),
                ("textMode", "auto".into()),
            ]),
            Look::Table => map([("showHeader", true.into()), ("cellHeight", "sm".into())]),
        }
    }
}

/// The data source that the variable names, so that a dashboard fits any Grafana.
fn datasource() -> Node {
    texts([("type", "prometheus"), ("uid", "${source}")])
}

fn source() -> Node {
    texts([("name", "source"), ("label", "Data source"), ("type", "datasource"), ("query", "prometheus")])
}

/// All regions at first. A clinic on one machine has none, which `.*` matches, too.
fn region() -> Node {
    let query = format!("label_values(up{{job=\"{JOB}\"}}, region)");
    map([
        ("name", "region".into()),
        ("label", "Region".into()),
        ("type", "query".into()),
        ("datasource", datasource()),
        ("query", texts([("query", query.as_str()), ("refId", "regions")])),
        ("refresh", 2.into()),
        ("includeAll", true.into()),
        ("allValue", ".*".into()),
        ("multi", true.into()),
        ("current", map([("selected", true.into()), ("text", "All".into()), ("value", "$__all".into())])),
    ])
}

/// Links to the other dashboards of the clinic.
fn links() -> Node {
    map([
        ("type", "dashboards".into()),
        ("title", "PetClinic".into()),
        ("tags", list(["petclinic"])),
        ("asDropdown", true.into()),
        ("includeVars", true.into()),
        ("keepTime", true.into()),
        ("targetBlank", false.into()),
        ("icon", "external link".into()),
        ("tooltip", "".into()),
        ("url", "".into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboards;

    #[test]
    fn panels_fill_the_grid_without_overlap() {
        for dashboard in dashboards::all() {
            let mut taken = std::collections::BTreeSet::new();
            for panel in dashboard.placed() {
                let Node::Map(entries) = panel else { panic!("no map") };
                let Some((_, Node::Map(grid))) = entries.iter().find(|it| it.0 == "gridPos") else {
                    panic!("no place")
                };
                let at = |key: &str| match grid.iter().find(|it| it.0 == key) {
                    Some((_, Node::Whole(value))) => *value,
                    _ => panic!("no {key}"),
                };
                assert!(at("x") + at("w") <= COLUMNS, "{}", dashboard.name);
                for x in at("x")..at("x") + at("w") {
                    for y in at("y")..at("y") + at("h") {
                        assert!(taken.insert((x, y)), "{}", dashboard.name);
                    }
                }
            }
        }
    }
}
