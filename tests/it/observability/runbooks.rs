//! Every alert has a runbook, and every runbook an alert or an alarm of AWS.

use std::collections::BTreeSet;
use std::fs;

use observability::{RUNBOOKS, on_aws};
use xtask::workspace::root;

#[test]
fn every_alert_and_alarm_has_a_runbook_and_every_runbook_one_of_them() {
    let entries = root().join(RUNBOOKS).read_dir().unwrap();
    let pages: BTreeSet<_> = entries
        .map(|it| format!("{RUNBOOKS}/{}", it.unwrap().file_name().to_string_lossy()))
        .filter(|it| !it.ends_with("/README.md"))
        .collect();
    let wanted: BTreeSet<_> = on_aws::runbooks().into_iter().map(|(path, _)| path).collect();
    assert_eq!(pages, wanted);
}

#[test]
fn a_runbook_says_what_it_means_where_to_look_and_how_to_mend_it() {
    for (path, _) in on_aws::runbooks() {
        let text = fs::read_to_string(root().join(&path)).unwrap();
        let name = path.rsplit('/').next().and_then(|it| it.strip_suffix(".md")).unwrap();
        assert!(text.starts_with(&format!("# {name}\n")), "{path}");
        for part in ["\n## First looks\n\n1. ", "\n2. ", "\n3. ", "\n## How to mend it\n"] {
            assert!(text.contains(part), "{part} of {path}");
        }
    }
}
