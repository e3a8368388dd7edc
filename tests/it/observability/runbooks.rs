//! Every alert has a runbook, and every runbook an alert.

use std::collections::BTreeSet;
use std::fs;

use observability::{RUNBOOKS, alerts};
use xtask::workspace::root;

#[test]
fn every_alert_has_a_runbook_and_every_runbook_an_alert() {
    let entries = root().join(RUNBOOKS).read_dir().unwrap();
    let pages: BTreeSet<_> = entries
        .map(|it| format!("{RUNBOOKS}/{}", it.unwrap().file_name().to_string_lossy()))
        .filter(|it| !it.ends_with("/README.md"))
        .collect();
    let wanted: BTreeSet<_> = alerts::all().iter().map(observability::Alert::runbook).collect();
    assert_eq!(pages, wanted);
}

#[test]
fn a_runbook_says_what_it_means_where_to_look_and_how_to_mend_it() {
    for alert in alerts::all() {
        let text = fs::read_to_string(root().join(alert.runbook())).unwrap();
        assert!(text.starts_with(&format!("# {}\n", alert.name)), "{}", alert.name);
        for part in ["\n## First looks\n\n1. ", "\n2. ", "\n3. ", "\n## How to mend it\n"] {
            assert!(text.contains(part), "{part} of {}", alert.name);
        }
    }
}
