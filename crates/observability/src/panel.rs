//! Panels of dashboards.

use crate::dashboard::COLUMNS;
use crate::node::{Node, list, map, texts};

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
    pub(crate) const fn size(self) -> (i64, i64) {
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

impl Panel {
    pub(crate) fn node(&self, number: usize, [h, w, x, y]: [i64; 4]) -> Node {
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
pub(crate) fn datasource() -> Node {
    texts([("type", "prometheus"), ("uid", "${source}")])
}
