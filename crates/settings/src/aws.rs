//! AWS access of the process: region, credentials, endpoints and timeouts, resolved once and shared by every client.

use std::error::Error;
use std::time::Duration;

use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileRegionProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_secretsmanager::config::http::HttpResponse;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};

pub use aws_config::SdkConfig;

/// Connect timeout.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Timeout of one attempt.
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(2500);
/// Timeout of a call, including all attempts and finding credentials.
pub const OPERATION_TIMEOUT: Duration = Duration::from_secs(8);

/// Resolves region, credentials and endpoints in the usual way of the AWS SDKs. It makes no call.
///
/// The region comes from the environment or the profile, never from the metadata service: most machines have none, and
/// its silence takes seconds. ECS sets `AWS_REGION`.
pub async fn config() -> SdkConfig {
    let region = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
        .or_else(ProfileFileRegionProvider::new());
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build();
    aws_config::defaults(BehaviorVersion::latest()).region(region).timeout_config(timeouts).load().await
}

/// The region, if one is set.
#[must_use]
pub fn region(config: &SdkConfig) -> Option<&str> {
    config.region().map(Region::as_ref)
}

/// The endpoint, if one is set, and the region, for messages.
pub(crate) fn place(config: &SdkConfig) -> String {
    let region = region(config).unwrap_or("no region, AWS_REGION is not set");
    match config.endpoint_url() {
        Some(endpoint) => format!("{endpoint} ({region})"),
        None => region.to_owned(),
    }
}

/// The cause of a failed call in one line.
pub(crate) fn cause<E: ProvideErrorMetadata + Error + 'static>(error: &SdkError<E, HttpResponse>) -> String {
    if let Some(refusal) = error.as_service_error() {
        let code = refusal.code().unwrap_or("refused without a reason");
        return one_line(&refusal.message().map_or_else(|| code.to_owned(), |it| format!("{code}: {it}")));
    }
    let mut told = match error.raw_response() {
        // Not an answer of AWS, but of something in between, such as a proxy.
        Some(answer) => format!("an answer with status {} that is not understood", answer.status().as_u16()),
        None => error.to_string(),
    };
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        if !told.contains(&text) {
            told = format!("{told}: {text}");
        }
        source = error.source();
    }
    one_line(&told)
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}
