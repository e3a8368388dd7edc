use cdk_aws::apigateway::method;
use cdk_aws::{kinds, lambda};
use cdk_core::{IntoVal, Val, pseudo, text};

use super::RestApiHandle;
use crate::constructs::{FunctionHandle, ListenerHandle};

/// The backend that answers a method.
#[derive(Clone, Debug)]
pub struct Integration(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Function(FunctionHandle),
    Link { link: Val<kinds::apigateway::VpcLinkId>, url: Val<String> },
    Balancer { listener: Box<ListenerHandle>, host: Option<String>, path: String },
    Http { url: Val<String> },
}

impl Integration {
    /// A function, which gets the whole request and gives the whole answer.
    #[must_use]
    pub fn function(function: &FunctionHandle) -> Self {
        Self(Kind::Function(function.clone()))
    }

    /// An application load balancer of the same account, by a VPC link of version 2 that is made for it: the listener speaks HTTP, and
    /// `{name}` in the path stands for a parameter of the API's path. API Gateway puts the name of the stage before the path that the
    /// load balancer gets.
    pub fn balancer(listener: &ListenerHandle, path: impl Into<String>) -> Self {
        Self(Kind::Balancer { listener: Box::new(listener.clone()), host: None, path: path.into() })
    }

    /// As [`balancer`](Self::balancer), of a listener that speaks HTTPS: `host` is a name in its certificate.
    pub fn secure_balancer(
        listener: &ListenerHandle,
        host: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Self(Kind::Balancer {
            listener: Box::new(listener.clone()),
            host: Some(host.into()),
            path: path.into(),
        })
    }

    /// A server in a network behind a network load balancer, by a VPC link of version 1. `{name}` in the URL stands for a parameter of the
    /// path.
    pub fn vpc_link(link: impl IntoVal<kinds::apigateway::VpcLinkId>, url: impl IntoVal<String>) -> Self {
        Self(Kind::Link { link: link.into_val(), url: url.into_val() })
    }

    /// A server on the internet. `{name}` in the URL stands for a parameter of the path.
    pub fn http(url: impl IntoVal<String>) -> Self {
        Self(Kind::Http { url: url.into_val() })
    }

    pub(super) fn property(
        &self,
        api: &RestApiHandle,
        verb: &str,
        parameters: &[String],
    ) -> method::Integration {
        match &self.0 {
            Kind::Function(function) => {
                let region = api.scope().stack().region();
                let path = "lambda:path/2015-03-31/functions";
                let arn = function.arn();
                method::Integration::new().type_(method::Type::AwsProxy).integration_http_method("POST").uri(
                    text!("arn:{}:apigateway:{}:{}/{}/invocations", pseudo::partition(), region, path, arn),
                )
            }
            Kind::Link { link, url } => passing(verb, url, parameters)
                .connection_type(method::ConnectionType::VpcLink)
                .connection_id(link),
            Kind::Balancer { listener, host, path } => {
                let (balancer, port) = (listener.balancer(), listener.port());
                let path = path.trim_start_matches('/');
                if listener.is_secure() != host.is_some() {
                    api.scope().fail(format!(
                        "a listener that speaks HTTPS is called by `secure_balancer`, one that speaks HTTP by `balancer`, and `/{path}` is not"
                    ));
                }
                let url = match host {
                    Some(host) => Val::of(format!("https://{host}:{port}/{path}").into()),
                    None => text!("http://{}:{}/{}", balancer.dns_name(), port.to_string(), path),
                };
                passing(verb, &url, parameters)
                    .connection_type(method::ConnectionType::VpcLink)
                    .connection_id(balancer.link_to(port))
                    .integration_target(balancer.load_balancer_arn().cast::<String>())
            }
            Kind::Http { url } => passing(verb, url, parameters),
        }
    }

    /// Lets the API call the function for one method of one path.
    pub(super) fn allow(&self, api: &RestApiHandle, at: &cdk_core::Scope, verb: &str, path: &str) {
        let Kind::Function(function) = &self.0 else { return };
        let verb = if verb == "ANY" { "*" } else { verb };
        let request = format!("{}/{verb}{path}", api.stage_name());
        let permission = lambda::Permission::new()
            .action("lambda:InvokeFunction")
            .function_name(function.arn())
            .principal("apigateway.amazonaws.com")
            .source_arn(api.execution_arn(request));
        at.add("MayCall", permission);
    }
}

fn passing(verb: &str, url: &Val<String>, parameters: &[String]) -> method::Integration {
    let mapped: Vec<(String, String)> = parameters
        .iter()
        .map(|name| (format!("integration.request.path.{name}"), format!("method.request.path.{name}")))
        .collect();
    let integration =
        method::Integration::new().type_(method::Type::HttpProxy).integration_http_method(verb).uri(url);
    if mapped.is_empty() { integration } else { integration.request_parameters(mapped) }
}

impl From<&FunctionHandle> for Integration {
    fn from(function: &FunctionHandle) -> Self {
        Self::function(function)
    }
}
