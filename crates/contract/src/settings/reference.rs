//! Renders all settings, secrets and permissions as a page for people.

use std::fmt::Write;

use super::key::Key;
use super::name::variable_name;
use super::secrets::{self, Secret};
use super::table::{GROUPS, keys};
use crate::permission::{Action, Permission, Resource};
use crate::service::Service;

const INTRODUCTION: &str = "\
<!-- GENERATED from the tables in crates/contract by `cargo xtask codegen`: change the tables, not this file. -->

# Settings, secrets and permissions

A setting has one name everywhere. `log.level`, for instance, is

- the parameter `/petclinic/{env}/common/log.level` for all services, or `/petclinic/{env}/customers/log.level` for one of them,
- the environment variable `PETCLINIC_LOG_LEVEL`.

Values come in layers, and later ones win: the default below, the common parameter, the service's own parameter, the variable.
`{env}` is the value of `PETCLINIC_ENV`, else `dev`. A change of a *live* setting takes effect within 30 seconds while the service
runs; others wait for its next start, and the log says so. A service that finds wrong values lists all of them and ends with exit
code 78. `customers-service config` prints the value of every setting and the layer that it comes from.

`migrate` and `slack-notifier`, which events start, read their own settings from the environment only.

A length of time is a whole number with a unit: `300ms`, `10s`, `5m`, `1h`.
";

/// The text of `docs/settings.md`.
pub fn reference_page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for (group, about) in GROUPS {
        let about: String = about.concat();
        let _ = write!(
            page,
            "\n## {group}\n\n{}\n\n| setting | default | what it does |\n| --- | --- | --- |\n",
            about.trim()
        );
        for key in keys().filter(|it| it.group() == *group) {
            page.push_str(&row(key));
        }
    }
    page.push_str("\n## Secrets\n\nSecrets Manager holds these. A setting may name another secret.\n\n");
    page.push_str("| secret | what it holds | who reads it |\n| --- | --- | --- |\n");
    for secret in &secrets::ALL {
        let key = secret.key.map(|it| format!(" (`{it:?}`)")).unwrap_or_default();
        let _ = writeln!(page, "| `{}`{key} | {} | {} |", secret.name, secret.doc, readers(secret));
    }
    page.push_str("\n## Permissions\n\nWhat each service does on AWS, so what its role permits. A key of one's own for parameters or secrets\n");
    page.push_str(
        "needs `kms:Decrypt` with that key as well.\n\n| service | action | on |\n| --- | --- | --- |\n",
    );
    for service in Service::ALL {
        for Permission { actions, on } in service.row().may {
            for Action { iam, .. } in *actions {
                let _ = writeln!(page, "| {service} | `{iam}` | {} |", resource(service, on));
            }
        }
    }
    page
}

fn row(key: &Key) -> String {
    let default = match key.default {
        "" => "none".to_owned(),
        "{port}" => "8080".to_owned(),
        default => format!("`{default}`"),
    };
    let live = if key.live { "; live" } else { "" };
    let services: Vec<_> = Service::ALL.into_iter().filter(|it| key.is_for(*it)).map(Service::name).collect();
    let of = if services.len() == Service::ALL.len() { "all".to_owned() } else { services.join(", ") };
    let accepts = key.accepts().replace('|', "\\|");
    format!(
        "| `{}`<br>`{}` | {default} | {} Must be {accepts}{live}. Services: {of}. |\n",
        key.name,
        variable_name(key),
        key.description().replace('|', "\\|"),
    )
}

fn readers(secret: &Secret) -> String {
    let reads = |service: &Service| {
        service.row().may.iter().any(|it| match it.on {
            Resource::Secret(read) | Resource::SecretOfDatabases(read) => read.name == secret.name,
            _ => false,
        })
    };
    Service::ALL.into_iter().filter(reads).map(Service::name).collect::<Vec<_>>().join(", ")
}

fn resource(service: Service, resource: &Resource) -> String {
    match resource {
        Resource::OwnParameters => {
            format!("parameters below `/petclinic/{{env}}/common` and `/petclinic/{{env}}/{service}`")
        }
        Resource::ParametersOfDatabases => {
            "parameters below `/petclinic/{env}/common` and those of each service with a database".to_owned()
        }
        Resource::Secret(secret) => {
            format!("the secret `{}`", secret.name.replace("{service}", service.name()))
        }
        Resource::SecretOfDatabases(secret) => {
            format!("the secret `{}` of each service with a database", secret.name)
        }
        Resource::Namespace => {
            "the Cloud Map namespace, as the condition `servicediscovery:NamespaceName`".to_owned()
        }
        Resource::Model { id, profile: None } => format!("the model that `{id:?}` names"),
        Resource::Model { id, profile: Some(profile) } => {
            format!(
                "the model that `{id:?}` names, or the inference profile in `{profile:?}` with its models"
            )
        }
        Resource::Guardrail(id) => format!("the guardrail that `{id:?}` names, if it names one"),
        Resource::Account => "`*`, since AWS permits it on nothing narrower".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_setting_every_secret_and_every_permission() {
        let page = reference_page();
        assert!(keys().all(|it| page.contains(&format!("`{}`<br>", it.name))));
        assert!(secrets::ALL.iter().all(|it| page.contains(it.name)));
        let actions = Service::ALL.into_iter().flat_map(|it| it.row().may).flat_map(|it| it.actions);
        assert!(actions.into_iter().all(|it| page.contains(it.iam)));
    }
}
