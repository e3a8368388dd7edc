//! Custom endpoints of the Cloud Map API.

use aws_sdk_servicediscovery::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_servicediscovery::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_servicediscovery::error::BoxError;

/// Keeps configured endpoints as they are written. AWS serves instance look-ups on separate hosts, so the SDK prepends
/// `data-` to every host name, even to one that is not of AWS.
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

/// The address without the prefix, if it is a custom endpoint.
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
