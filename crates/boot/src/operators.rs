//! The part of the actuator that depends on the settings and secrets of a task.

use std::sync::Arc;

use contract::service::Service;
use settings::{OperatorToken, SecretStore, Settings};
use telemetry::LogTail;
use web::actuator::{Freshness, Property, TokenOf};

use crate::build;
use crate::process::Operators;

/// The operators' view of a task, and their controls.
pub(crate) fn of(
    service: Service,
    version: &'static str,
    settings: &Settings,
    secrets: Option<SecretStore>,
    log_tail: LogTail,
) -> Operators {
    Operators {
        environment: settings.env().to_owned(),
        info: build::info(service.program(), version),
        properties: {
            let settings = settings.clone();
            Arc::new(move || properties(&settings))
        },
        refresh: {
            let settings = settings.clone();
            Arc::new(move || {
                let settings = settings.clone();
                Box::pin(async move {
                    let changed = settings.refresh().await?;
                    Ok(changed.into_iter().map(str::to_owned).collect())
                })
            })
        },
        log_tail,
        token: token(settings, secrets),
        trusts_loopback: settings.current().actuator.loopback,
    }
}

fn token(settings: &Settings, secrets: Option<SecretStore>) -> TokenOf {
    let name = settings.current().actuator.token_secret.clone();
    let token = secrets.map(|secrets| Arc::new(OperatorToken::new(secrets, name)));
    Arc::new(move |freshness| {
        let token = token.clone();
        Box::pin(async move {
            let token = token?;
            let token = match freshness {
                Freshness::Cached => token.get().await?,
                Freshness::Renewed => token.renewed().await?,
            };
            Some(token.expose().trim().to_owned())
        })
    })
}

fn properties(settings: &Settings) -> Vec<Property> {
    let property = |it: settings::Effective| Property {
        name: it.name.to_owned(),
        value: it.value,
        source: it.layer.to_string(),
    };
    settings.effective().into_iter().map(property).collect()
}
