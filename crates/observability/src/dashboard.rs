//! Dashboards in Grafana's JSON model.

use crate::alert::JOB;
use crate::node::{GENERATED, Node, list, map, texts};
use crate::panel::{Panel, datasource};

/// The version of Grafana's model that the files have: that of Grafana 12.
const SCHEMA_VERSION: i64 = 41;
/// The width of Grafana's grid.
pub(crate) const COLUMNS: i64 = 24;

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
