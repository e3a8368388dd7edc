//! Where the API is when it is not where AWS has it.

use aws_sdk_servicediscovery::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_servicediscovery::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_servicediscovery::error::BoxError;

/// Looking instances up is served by hosts of their own, so the SDK puts `data-` before the name of any host. Only AWS
/// has such hosts; an endpoint that was configured is meant as it is written.
#[derive(Debug)]
pub(super) struct DataPrefix;

impl Intercept for DataPrefix {
    fn name(&self) -> &'static str {
        "DataPrefix"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        if let Some(meant) = as_configured(request.uri()) {
            request.set_uri(meant)?;
        }
        Ok(())
    }
}

/// The address without the prefix, where it is to go.
fn as_configured(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://data-")?;
    (!rest.starts_with("servicediscovery")).then(|| format!("{scheme}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_aws_keep_their_prefix() {
        for aws in [
            "https://data-servicediscovery.us-west-2.amazonaws.com/",
            "https://data-servicediscovery-fips.us-east-1.amazonaws.com/",
            "http://127.0.0.1:5000/data-",
        ] {
            assert_eq!(as_configured(aws), None, "{aws}");
        }
        assert_eq!(as_configured("http://data-127.0.0.1:5000/").as_deref(), Some("http://127.0.0.1:5000/"));
    }
}
