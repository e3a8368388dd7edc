//! Context values that change an environment.

mod given;
mod table;

use cdk::Context;
use contract::service::Service;
use contract::settings::{is_environment_name, keys};

use self::given::text;
pub use self::table::{Override, overrides};
use super::{Environment, Error};

/// Keys of an app's context that are no overrides: see [`crate::declare`].
const OTHERS: [&str; 5] = ["environment", "functions", "like", "root", "site"];

/// The most characters that an environment's name may have. X-Ray allows 32 in the name of a sampling rule, and the longest of ours is
/// `petclinic-{env}-assistant`.
const LONGEST_NAME: usize = 12;

/// The preset that the context names, with all other values of the context over it.
pub(super) fn apply(context: &Context) -> Result<Environment, Error> {
    let mut environment = named(context)?;
    let is_topology = |key: &&str| *key == "topology";
    let ours = || context.keys().filter(|key| is_ours(key) && !OTHERS.contains(key));
    // The topology first, since other values change parts of it.
    for key in ours().filter(is_topology).chain(ours().filter(|key| !is_topology(key))) {
        let value = text(context, key);
        match overrides().iter().find(|known| known.key == key) {
            Some(known) => known.apply(&mut environment, &value)?,
            None => setting(&mut environment, key, &value)?,
        }
    }
    given::consistent(context, &environment)?;
    Ok(environment)
}

/// Whether a key is not one that the cdk CLI keeps for itself or for look-ups.
fn is_ours(key: &str) -> bool {
    !key.contains([':', '@']) && !key.starts_with("aws-cdk")
}

fn named(context: &Context) -> Result<Environment, Error> {
    let name = context.text("environment").unwrap_or("dev");
    // Some resources take single dashes between letters and digits only.
    let is_plain = !name.starts_with('-') && !name.ends_with('-') && !name.contains("--");
    if !is_environment_name(name) || !is_plain || name.len() > LONGEST_NAME {
        let rule = format!("1 to {LONGEST_NAME} lower-case letters, digits and single dashes between them");
        return Err(Error::Value { key: "environment", value: name.to_owned(), rule });
    }
    let like = context.text("like").unwrap_or(name);
    let Some(preset) = Environment::preset(like) else {
        let key = if context.text("like").is_some() { "like" } else { "environment" };
        let known = Environment::preset_names().collect::<Vec<_>>().join(", ");
        let rule = match key {
            "like" => format!("one of {known}"),
            _ => {
                format!("one of {known}; for one of another name, `like` says which of these it begins with")
            }
        };
        return Err(Error::Value { key, value: like.to_owned(), rule });
    };
    Ok(Environment { name: name.to_owned(), ..preset })
}

/// A setting of services by its name in `contract`, such as `log.level`, or of one service, such as `visits/log.level`.
fn setting(environment: &mut Environment, key: &str, value: &str) -> Result<(), Error> {
    let (service, name) = match key.split_once('/') {
        Some((service, name)) => (Service::ALL.into_iter().find(|it| it.name() == service), name),
        None => (None, key),
    };
    let is_for_nobody = key.contains('/') && service.is_none();
    let known = keys().find(|it| it.name == name && !it.secret && !is_for_nobody);
    let Some(known) = known.filter(|it| service.is_none_or(|service| it.is_for(service))) else {
        return Err(unknown(key));
    };
    known.check(value).map_err(|_| Error::Value {
        key: known.name,
        value: value.to_owned(),
        rule: known.accepts(),
    })?;
    environment.settings.set(service, known, value);
    Ok(())
}

fn unknown(key: &str) -> Error {
    let all = || overrides().iter().map(|it| it.key).chain(OTHERS);
    let settings = keys().filter(|it| !it.secret).map(|it| it.name);
    let similar = all()
        .chain(settings)
        .map(|known| (known, strsim::jaro_winkler(known, key)))
        .filter(|(_, likeness)| *likeness > 0.85)
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(known, _)| known);
    let mut known: Vec<&str> = all().collect();
    known.sort_unstable();
    Error::Unknown {
        key: key.to_owned(),
        similar,
        known: format!("{}, and the settings of services", known.join(", ")),
    }
}
