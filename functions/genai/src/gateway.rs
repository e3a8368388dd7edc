//! Adapts requests as API Gateway and function URLs pass them on.

use std::convert::Infallible;

use contract::genai;
use http::Uri;
use http::header::ACCEPT_ENCODING;
use http::uri::PathAndQuery;
use lambda_http::{Body, Request, RequestExt};
use tower::{Service, ServiceExt};
use web::edge::{Edge, EdgeBody};

/// The edge as the service of a Lambda function.
pub(crate) fn service(
    edge: Edge,
) -> impl Service<Request, Response = http::Response<EdgeBody>, Error = Infallible, Future: Send> + Clone + Send
{
    edge.map_request(|mut request: http::Request<Body>| {
        // A REST API takes compressed bodies for text and corrupts them. CloudFront in front of it compresses instead.
        request.headers_mut().remove(ACCEPT_ENCODING);
        let raw = request.raw_http_path().to_owned();
        if let Some(uri) = without_stage(&raw, request.uri()) {
            *request.uri_mut() = uri;
        }
        request
    })
}

/// The URI as the route table knows it, without the stage's name or base path that a gateway puts in front.
fn without_stage(raw: &str, uri: &Uri) -> Option<Uri> {
    let path = &raw[raw.find(genai::ROOT)?..];
    let query = uri.query().map(|it| format!("?{it}")).unwrap_or_default();
    let path = PathAndQuery::try_from(format!("{path}{query}")).ok()?;
    Some(Uri::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stage_and_the_base_path_are_taken_off() {
        let uri = Uri::from_static("https://abc.execute-api.us-west-2.amazonaws.com/prod/api/genai/chat?a=1");
        for raw in ["/prod/api/genai/chat", "/api/genai/chat", "/v1/base/api/genai/chat"] {
            assert_eq!(without_stage(raw, &uri).unwrap(), "/api/genai/chat?a=1");
        }
        assert_eq!(without_stage("/favicon.ico", &uri), None);
    }
}
