use crate::services::SCHEMAS;

/// What is known of a resource type, as JSON text (see `schemas/README.md`), if the feature of its service is on.
#[must_use]
pub fn schema_of(type_name: &str) -> Option<&'static str> {
    let (namespace, _) = type_name.rsplit_once("::")?;
    let (_, schemas) = SCHEMAS.iter().find(|(service, _)| *service == namespace)?;
    schemas.lines().find_map(|line| line.strip_prefix(type_name)?.strip_prefix(' '))
}

/// The names of all resource types, in order, whatever the features.
pub fn type_names() -> impl Iterator<Item = &'static str> {
    include_str!("../schemas/types.txt").lines()
}

/// The versions of engines and runtimes that were known on a day, as JSON text (see `schemas/README.md`).
#[must_use]
pub const fn versions() -> &'static str {
    include_str!("../schemas/versions.json")
}
