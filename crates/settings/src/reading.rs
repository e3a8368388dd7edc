//! The first reading of a process's settings.

use aws_config::SdkConfig;
use contract::service::Service;

use crate::environment::Variables;
use crate::error::Error;
use crate::live::{Origin, Settings};
use crate::parameters::Store;

/// Whether to read Parameter Store.
pub enum Parameters<'a> {
    /// Read it with this configuration.
    Store(&'a SdkConfig),
    /// Use defaults and environment only.
    Offline,
}

/// Reads all layers: the defaults, the shared parameters, those of `service`, and `variables`
/// ([`environment`](crate::environment())). A later layer wins. It logs nothing, because the log's own settings are
/// among them; call [`Settings::report`] afterwards.
///
/// # Errors
/// All invalid values, or the reason that Parameter Store cannot be read, after at most 10 seconds.
pub async fn load(
    service: Service,
    variables: impl IntoIterator<Item = (String, String)>,
    parameters: Parameters<'_>,
) -> Result<Settings, Error> {
    let Variables { env, values: variables, mut unknown, bad } = Variables::read(service, variables);
    if let Some(bad) = bad {
        // The parameters are unknown then, but the variables can still be checked.
        let others = variables.typed(&env, service).err().unwrap_or_default();
        return Err(Error::Invalid([bad].into_iter().chain(others).collect()));
    }
    let mut values = crate::layers::Values::default();
    let mut store = None;
    if let Parameters::Store(config) = parameters {
        let opened = Store::new(config, &env, service);
        let found = opened.read().await.map_err(Error::Unreachable)?;
        values = found.values;
        unknown.extend(found.unknown);
        store = Some(opened);
    }
    values.overlay(variables.clone());
    let typed = values.typed(&env, service).map_err(Error::Invalid)?;
    Ok(Settings::new(Origin { service, env, store, variables }, values, typed, unknown))
}
