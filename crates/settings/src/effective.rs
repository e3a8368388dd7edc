//! Effective settings and their sources, for people.

use crate::layers::Layer;

/// The effective value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The setting's name.
    pub name: &'static str,
    /// Its value; masked if it is a secret, empty if it has none.
    pub value: String,
    /// The layer that provides the value.
    pub layer: Layer,
    /// Whether a change takes effect while the process runs.
    pub live: bool,
}

/// A table with the columns name, value, whether it is live, and layer; an empty line between groups.
#[must_use]
pub fn render(settings: &[Effective]) -> String {
    let width = |column: fn(&Effective) -> &str| {
        settings.iter().map(|it| column(it).chars().count()).max().unwrap_or(0)
    };
    let (names, values) = (width(|it| it.name), width(|it| &it.value));
    let mut table = String::new();
    let mut last = None;
    for it in settings {
        let group = it.name.split('.').next();
        if last.is_some_and(|last| last != group) {
            table.push('\n');
        }
        last = Some(group);
        let live = if it.live { "live" } else { "" };
        table.push_str(&format!("{:names$}  {:values$}  {live:4}  {}\n", it.name, it.value, it.layer));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_aligned_and_keeps_groups_apart() {
        let setting = |name, value: &str, layer| {
            let live = name != "log.format";
            Effective { name, value: value.to_owned(), layer, live }
        };
        let table = render(&[
            setting("log.level", "info", Layer::Default),
            setting("log.format", "text", Layer::Variable("PETCLINIC_LOG_FORMAT".to_owned())),
            setting("peers.call-timeout", "1s", Layer::Parameter("/petclinic/dev/common/x".to_owned())),
        ]);
        assert_eq!(
            table,
            "log.level           info  live  default\n\
             log.format          text        PETCLINIC_LOG_FORMAT\n\
             \n\
             peers.call-timeout  1s    live  /petclinic/dev/common/x\n"
        );
    }
}
