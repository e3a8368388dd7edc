use cdk_aws::apigateway::method;
use cdk_aws::{kinds, lambda};
use cdk_core::{IntoVal, Val, pseudo, text};

use super::RestApiHandle;
use crate::constructs::{FunctionHandle, ListenerHandle};

/// The backend that answers a method.
#[derive(Clone, Debug)]
pub struct Integration {
    kind: Kind,
    is_streamed: bool,
    timeout_millis: Option<u32>,
    headers: Vec<(String, String)>,
}

/// How long API Gateway may wait for an answer, in milliseconds: a buffered one, and a streamed one until its end.
const LONGEST: (u32, u32) = (29_000, 900_000);

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
        Self::of(Kind::Function(function.clone()))
    }

    const fn of(kind: Kind) -> Self {
        Self { kind, is_streamed: false, timeout_millis: None, headers: Vec::new() }
    }

    /// An application load balancer of the same account, by a VPC link of version 2 that is made for it: the listener speaks HTTP, and
    /// `{name}` in the path stands for a parameter of the API's path. API Gateway puts the name of the stage before the path that the
    /// load balancer gets.
    pub fn balancer(listener: &ListenerHandle, path: impl Into<String>) -> Self {
        Self::of(Kind::Balancer { listener: Box::new(listener.clone()), host: None, path: path.into() })
    }

    /// As [`balancer`](Self::balancer), of a listener that speaks HTTPS: `host` is a name in its certificate.
    pub fn secure_balancer(
        listener: &ListenerHandle,
        host: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Self::of(Kind::Balancer {
            listener: Box::new(listener.clone()),
            host: Some(host.into()),
            path: path.into(),
        })
    }

    /// A server in a network behind a network load balancer, by a VPC link of version 1. `{name}` in the URL stands for a parameter of the
    /// path.
    pub fn vpc_link(link: impl IntoVal<kinds::apigateway::VpcLinkId>, url: impl IntoVal<String>) -> Self {
        Self::of(Kind::Link { link: link.into_val(), url: url.into_val() })
    }

    /// A server on the internet. `{name}` in the URL stands for a parameter of the path.
    pub fn http(url: impl IntoVal<String>) -> Self {
        Self::of(Kind::Http { url: url.into_val() })
    }

    /// Passes the answer on while it arrives, rather than as a whole. It may be larger than 10 MB then, and take up to 15 minutes. A
    /// function must stream all its answers (`InvokeWithResponseStream`).
    #[must_use]
    pub const fn streamed(mut self) -> Self {
        self.is_streamed = true;
        self
    }

    /// How long API Gateway waits for the whole answer: 50 to 29,000, or to 900,000 where it is streamed; 29,000 unless given.
    #[must_use]
    pub const fn timeout_millis(mut self, millis: u32) -> Self {
        self.timeout_millis = Some(millis);
        self
    }

    /// A header that the backend gets with this value, whatever the client sent. A function gets the client's.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(super) fn property(
        &self,
        api: &RestApiHandle,
        verb: &str,
        parameters: &[String],
    ) -> method::Integration {
        let mut integration = self.backend(api, verb, parameters);
        if let Some(millis) = self.timeout_millis {
            let longest = if self.is_streamed { LONGEST.1 } else { LONGEST.0 };
            if !(50..=longest).contains(&millis) {
                api.scope().fail(format!(
                    "API Gateway waits for 50 to {longest} ms for this answer, and not for {millis}"
                ));
            }
            integration = integration.timeout_in_millis(millis);
        }
        if self.is_streamed {
            integration = integration.response_transfer_mode(method::ResponseTransferMode::Stream);
        }
        integration
    }

    fn backend(&self, api: &RestApiHandle, verb: &str, parameters: &[String]) -> method::Integration {
        match &self.kind {
            Kind::Function(function) => {
                let region = api.scope().stack().region();
                let (version, invocations) = match self.is_streamed {
                    false => ("2015-03-31", "invocations"),
                    true => ("2021-11-15", "response-streaming-invocations"),
                };
                let uri = text!(
                    "arn:{}:apigateway:{}:lambda:path/{}/functions/{}/{}",
                    pseudo::partition(),
                    region,
                    version,
                    function.arn(),
                    invocations
                );
                method::Integration::new()
                    .type_(method::Type::AwsProxy)
                    .integration_http_method("POST")
                    .uri(uri)
            }
            Kind::Link { link, url } => passing(verb, url, parameters, &self.headers)
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
                passing(verb, &url, parameters, &self.headers)
                    .connection_type(method::ConnectionType::VpcLink)
                    .connection_id(balancer.link_to(port))
                    .integration_target(balancer.load_balancer_arn().cast::<String>())
            }
            Kind::Http { url } => passing(verb, url, parameters, &self.headers),
        }
    }

    /// Lets the API call the function for one method of one path.
    pub(super) fn allow(&self, api: &RestApiHandle, at: &cdk_core::Scope, verb: &str, path: &str) {
        let Kind::Function(function) = &self.kind else { return };
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

fn passing(
    verb: &str,
    url: &Val<String>,
    parameters: &[String],
    headers: &[(String, String)],
) -> method::Integration {
    let mut mapped: Vec<(String, String)> = parameters
        .iter()
        .map(|name| (format!("integration.request.path.{name}"), format!("method.request.path.{name}")))
        .collect();
    let fixed = headers
        .iter()
        .map(|(name, value)| (format!("integration.request.header.{name}"), format!("'{value}'")));
    mapped.extend(fixed);
    let integration =
        method::Integration::new().type_(method::Type::HttpProxy).integration_http_method(verb).uri(url);
    if mapped.is_empty() { integration } else { integration.request_parameters(mapped) }
}

impl From<&FunctionHandle> for Integration {
    fn from(function: &FunctionHandle) -> Self {
        Self::function(function)
    }
}
