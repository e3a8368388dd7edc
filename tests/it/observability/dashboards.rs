//! Grafana's own model reads the dashboards.

use std::process::Command;

use observability::dashboards;
use serde_json::Value;
use xtask::workspace::root;
use xtask::{prerequisites, process};

#[test]
fn grafanas_model_knows_every_field_of_the_dashboards() {
    let mut python = Command::new(prerequisites::grafana_python().unwrap());
    python.arg(root().join("tests/grafana/check.py"));
    for dashboard in dashboards::all() {
        python.arg(root().join(format!("observability/grafana/{}.json", dashboard.name)));
    }
    assert_eq!(process::capture(&mut python).unwrap(), "");
}

#[test]
fn each_dashboard_asks_for_its_data_source_and_for_regions() {
    for dashboard in dashboards::all() {
        let json: Value = serde_json::from_str(&dashboard.file()).unwrap();
        let variables = json["templating"]["list"].as_array().unwrap().iter();
        let names: Vec<_> = variables.map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["source", "region"]);
        let panels = json["panels"].as_array().unwrap();
        assert!(panels.len() >= 8, "{}", dashboard.name);
        assert!(panels.iter().all(|it| it["datasource"]["uid"] == "${source}"), "{}", dashboard.name);
    }
}
