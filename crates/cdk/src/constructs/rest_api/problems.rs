use cdk_aws::apigateway;

use super::{Cors, RestApiHandle};

/// What API Gateway itself may answer: its name for it, the status, and the status in words.
const ANSWERS: [(&str, u16, &str); 14] = [
    ("ACCESS_DENIED", 403, "Forbidden"),
    ("API_CONFIGURATION_ERROR", 500, "Internal Server Error"),
    ("BAD_REQUEST_BODY", 400, "Bad Request"),
    ("BAD_REQUEST_PARAMETERS", 400, "Bad Request"),
    ("INTEGRATION_FAILURE", 504, "Gateway Timeout"),
    ("INTEGRATION_TIMEOUT", 504, "Gateway Timeout"),
    // API Gateway's name for a path or a method that the API does not have.
    ("MISSING_AUTHENTICATION_TOKEN", 404, "Not Found"),
    ("QUOTA_EXCEEDED", 429, "Too Many Requests"),
    ("REQUEST_TOO_LARGE", 413, "Content Too Large"),
    ("RESOURCE_NOT_FOUND", 404, "Not Found"),
    ("THROTTLED", 429, "Too Many Requests"),
    ("UNAUTHORIZED", 401, "Unauthorized"),
    ("UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type"),
    ("WAF_FILTERED", 403, "Forbidden"),
];

/// Members of a problem in addition to those of RFC 9457: a name, and a JSON value in which `$context` stands for the request.
#[derive(Clone, Debug, Default)]
pub(super) struct Problems(pub(super) Vec<(String, String)>);

impl Problems {
    pub(super) fn declare(&self, api: &RestApiHandle) {
        for (kind, status, title) in ANSWERS {
            // API Gateway's own words for a path that is not there are "Missing Authentication Token".
            let detail = match status {
                404 => "\"there is nothing at this path\"",
                _ => "$context.error.messageString",
            };
            let own = self.0.iter().map(|(name, value)| {
                let value = value.replace("{title}", title);
                format!(",\"{name}\":{value}")
            });
            let body = format!(
                "{{\"type\":\"about:blank\",\"title\":\"{title}\",\"status\":{status},\"detail\":{detail}{}}}",
                own.collect::<String>()
            );
            let content_type = ("gatewayresponse.header.Content-Type", "'application/problem+json'");
            let mut headers = vec![(content_type.0.to_owned(), content_type.1.to_owned())];
            headers.extend(api.cors().map(Cors::error_header));
            let answer = apigateway::GatewayResponse::new()
                .response_type(kind)
                .rest_api_id(api.rest_api_id())
                .status_code(status.to_string())
                .response_parameters(headers)
                .response_templates([("application/json", body)]);
            let answer = api.scope().child_once("Problems").add(kind, answer);
            api.deploy_after(&answer);
        }
    }
}
