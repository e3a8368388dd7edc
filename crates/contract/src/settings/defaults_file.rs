//! Renders the table as a file for people.

use super::key::Key;
use super::name::variable_name;
use super::table::{GROUPS, keys};
use crate::service::Service;

const HEADER: &str = "\
# GENERATED from the table in crates/contract/src/settings/table.rs by `cargo xtask codegen`: change the table, not this file.
#
# Every setting of the service `{service}`. Later layers win:
#   1. the default, as it stands here; it is built in, and this file is for people
#   2. the parameter  /petclinic/{env}/common/{group}.{name}
#   3. the parameter  /petclinic/{env}/{service}/{group}.{name}
#   4. the variable   PETCLINIC_{GROUP}_{NAME}, with _ for - in names
# {env} is PETCLINIC_ENV, or dev. \"live\": a change of the parameter takes effect while the service runs.
";

/// The text of `services/{service}/config.default.toml`.
pub fn defaults_file(service: Service) -> String {
    let mut file = HEADER.replace("{service}", service.name());
    for (group, doc) in GROUPS {
        let keys: Vec<_> = keys().filter(|it| it.group() == *group && it.is_for(service)).collect();
        if keys.is_empty() {
            continue;
        }
        file.push('\n');
        comment(&mut file, doc);
        file.push_str(&format!("[{group}]\n"));
        for key in keys {
            file.push('\n');
            entry(&mut file, key, service);
        }
    }
    file
}

fn entry(file: &mut String, key: &Key, service: Service) {
    comment(file, key.doc);
    let mut about = vec![variable_name(key), key.accepts()];
    about.extend(key.live.then(|| "live".to_owned()));
    about.extend(key.secret.then(|| "secret".to_owned()));
    comment(file, &[&about.join("; ")]);
    let value = key.default_for("{env}", service);
    let value = if (key.bare)() { value } else { format!("\"{value}\"") };
    file.push_str(&format!("{} = {value}\n", key.short_name()));
}

fn comment(file: &mut String, lines: &[&str]) {
    for line in lines {
        file.push_str(&format!("# {}\n", line.trim()));
    }
}
