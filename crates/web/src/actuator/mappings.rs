//! The routes of the process, from the route table.

use axum::extract::State;
use axum::response::Response;
use contract::route::{Media, Route};
use contract::service::Service;
use http::HeaderMap;
use serde_json::{Value, json};

use crate::actuator::media::answer;
use crate::actuator::{Shared, endpoints};

pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Response {
    let mut own: Vec<_> = endpoints().map(|it| it.path).collect();
    own.dedup();
    let own = own.into_iter().map(operators);
    let all: Vec<_> = sources.routes.iter().map(route).chain(own).collect();
    answer(
        &headers,
        &json!({
            "contexts": { "application": {
                "mappings": {
                    "dispatcherServlets": { "dispatcherServlet": all },
                    "servletFilters": [],
                    "servlets": [],
                },
                "parentId": null,
            } }
        }),
    )
}

fn route(route: &Route) -> Value {
    let media_types =
        |name: &'static str, is_there: bool| if is_there { json!([media_type(name)]) } else { json!([]) };
    let patterns: Vec<_> = route.paths().collect();
    let method = route.method.as_str();
    let service = route.service.map_or("", Service::name);
    json!({
        "handler": format!("{service}#{}", route.name),
        "predicate": format!("{{{method} [{}]}}", patterns.join(", ")),
        "details": {
            "handlerMethod": { "className": service, "name": route.name, "descriptor": route.summary },
            "requestMappingConditions": {
                "consumes": media_types("application/json", route.takes == Media::Json),
                "headers": [],
                "methods": [method],
                "params": [],
                "patterns": patterns,
                "produces": media_types(route.answers, route.success != 204),
            },
        },
    })
}

fn operators(path: &'static str) -> Value {
    json!({ "handler": "actuator", "predicate": format!("{{[{path}]}}"), "details": null })
}

fn media_type(name: &str) -> Value {
    json!({ "mediaType": name, "negated": false })
}
