//! Parameter Store.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{Parameter, ParameterType};
use contract::service::Service;
use contract::settings::{common_path, keys, service_path};

use crate::aws;
use crate::error::StoreError;
use crate::layers::{Given, Layer, Values};

/// Timeout of reading all parameters, however many calls it takes.
const LONGEST: Duration = Duration::from_secs(9);
/// Most parameters that one call returns.
const PAGE: i32 = 10;

/// The folders of a service's parameters.
pub(crate) struct Store {
    client: Client,
    place: String,
    common: String,
    own: String,
    service: Service,
}

/// The parameters found.
pub(crate) struct Found {
    pub(crate) values: Values,
    /// Full names of parameters that match no setting of this service.
    pub(crate) unknown: Vec<String>,
}

impl Store {
    pub(crate) fn new(config: &SdkConfig, env: &str, service: Service) -> Self {
        Self {
            client: Client::new(config),
            place: aws::place(config),
            common: common_path(env),
            own: service_path(env, service),
            service,
        }
    }

    /// Reads the shared and the service's own parameters concurrently.
    pub(crate) async fn read(&self) -> Result<Found, StoreError> {
        let both = async { tokio::try_join!(self.folder(&self.common), self.folder(&self.own)) };
        let (common, own) = tokio::time::timeout(LONGEST, both)
            .await
            .unwrap_or_else(|_| Err(self.error(&self.common, format!("no answer within {LONGEST:?}"))))?;
        let mut found = Found { values: Values::default(), unknown: Vec::new() };
        self.lay(&mut found, &self.common, common);
        self.lay(&mut found, &self.own, own);
        Ok(found)
    }

    async fn folder(&self, path: &str) -> Result<Vec<Parameter>, StoreError> {
        let request = self.client.get_parameters_by_path().path(path).recursive(true).with_decryption(true);
        let mut pages = request.into_paginator().page_size(PAGE).send();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| self.error(path, aws::cause(&error)))?;
            all.extend(page.parameters.unwrap_or_default());
        }
        Ok(all)
    }

    fn lay(&self, found: &mut Found, path: &str, parameters: Vec<Parameter>) {
        for parameter in parameters {
            let name = parameter.name.unwrap_or_default();
            let key = name.strip_prefix(path).and_then(|short| keys().find(|key| key.name == short));
            match key {
                Some(key) if key.is_for(self.service) => found.values.set(Given {
                    key,
                    text: parameter.value.unwrap_or_default(),
                    layer: Layer::Parameter(name),
                    sensitive: key.secret || parameter.r#type == Some(ParameterType::SecureString),
                }),
                // A shared parameter may be meant for another service.
                Some(_) if path == self.common => {}
                _ => found.unknown.push(name),
            }
        }
    }

    fn error(&self, path: &str, cause: String) -> StoreError {
        StoreError { path: path.to_owned(), place: self.place.clone(), cause }
    }
}
