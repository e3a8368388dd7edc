//! promtool and amtool read the files in the folder `observability`.

use std::fs;

use observability::alertmanager::{RECORD, receiver};
use observability::{Severity, alerts, managed};
use xtask::alertmanager::amtool;
use xtask::prometheus::promtool;
use xtask::workspace::root;

use crate::tidy::{packages, sources, text};

fn path(file: &str) -> String {
    root().join("observability").join(file).display().to_string()
}

#[test]
fn promtool_accepts_the_configurations_and_the_rules() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    for name in observability::RULE_FILES {
        fs::copy(path(&format!("prometheus/{name}")), folder.path().join(name)).unwrap();
    }
    // promtool looks for the file with the token.
    fs::write(folder.path().join("operator-token"), "secret").unwrap();
    for name in ["prometheus.yml", "one-machine.yml"] {
        let text = fs::read_to_string(path(&format!("prometheus/{name}"))).unwrap();
        let here = text.replace("/etc/prometheus/petclinic", &folder.path().display().to_string());
        let file = folder.path().join(name);
        fs::write(&file, here).unwrap();
        let said = promtool(&["check", "config", &file.display().to_string()]).unwrap();
        assert!(said.contains("SUCCESS") && said.contains("3 rule files found"), "{said}");
    }
}

#[test]
fn the_tools_accept_what_a_managed_prometheus_gets() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    for namespace in managed::namespaces() {
        let file = write(namespace.name, &namespace.text);
        let said = promtool(&["check", "rules", &file]).unwrap();
        assert!(said.contains("SUCCESS"), "{said}");
    }
    let definition = managed::alert_manager("arn:aws:sns:us-west-2:123456789012:alerts", "us-west-2");
    let inner = definition
        .lines()
        .skip_while(|it| !it.starts_with("alertmanager_config"))
        .skip(1)
        .map(|it| format!("{}\n", it.strip_prefix("  ").unwrap()));
    amtool(&["check-config", &write("alertmanager.yml", &inner.collect::<String>())]).unwrap();
}

#[test]
fn each_alert_fires_above_its_threshold_and_is_quiet_below_it() {
    let tests = ["requests", "services"].map(|it| path(&format!("prometheus/tests/{it}.yml")));
    let texts: String = tests.iter().map(|it| fs::read_to_string(it).unwrap()).collect();
    for alert in alerts::all() {
        let cases = texts.matches(&format!("alertname: {}\n", alert.name)).count();
        assert_eq!(cases, 2, "{}", alert.name);
    }
    promtool(&["test", "rules", &tests[0], &tests[1]]).unwrap();
}

#[test]
fn amtool_accepts_the_delivery_and_sends_each_severity_to_its_receiver() {
    let (sends, shows) = (path("alertmanager/alertmanager.yml"), path("alertmanager/one-machine.yml"));
    amtool(&["check-config", &sends, &shows]).unwrap();
    let file = format!("--config.file={sends}");
    for severity in Severity::ALL {
        let expected = format!("{RECORD},{}", receiver(severity));
        let verify = format!("--verify.receivers={expected}");
        let label = format!("severity={}", severity.as_str());
        let said = amtool(&["config", "routes", "test", &file, &verify, &label]).unwrap();
        assert_eq!(said.trim(), expected);
    }
    // What has no severity is in the record nevertheless.
    let said = amtool(&["config", "routes", "test", &file, "alertname=Unknown"]).unwrap();
    assert_eq!(said.trim(), RECORD);
}

#[test]
fn no_secret_is_in_a_configuration() {
    let text = fs::read_to_string(path("alertmanager/alertmanager.yml")).unwrap();
    for line in text.lines().map(str::trim_start) {
        let (key, _) = line.split_once(':').unwrap_or((line, ""));
        let is_secret =
            ["password", "key", "api_url", "credentials", "token"].iter().any(|it| key.contains(it));
        assert!(!is_secret || key.ends_with("_file"), "{line}");
    }
}

#[test]
fn the_definitions_do_no_input_or_output() {
    let packages = packages();
    let package = packages.iter().find(|it| it["name"] == "observability").unwrap();
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    assert_eq!(dependencies.map(|it| text(&it["name"])).collect::<Vec<_>>(), ["contract", "prices"]);
    for (file, source) in
        ["crates/observability/src", "crates/prices/src"].into_iter().flat_map(|it| sources(it, "rs"))
    {
        for word in ["std::fs", "std::net", "std::env", "std::process", "std::thread", "SystemTime"] {
            assert!(!source.contains(word), "{word} in {file}");
        }
    }
}
