//! Generates the OpenAPI 3.1 document from the route table and the types of its routes.

mod examples;

use serde_json::Value;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, Type};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{self, HttpMethod, InfoBuilder, OpenApiBuilder, Paths, RefOr, Required, Schema};

use crate::admin::CHANGE_HEADER;
use crate::endpoint::{Endpoint, RequestBody, ResponseBody};
use crate::params::{PathParams, QueryParams, parameter};
use crate::problem::{self, Problem};
use crate::route::{Audience, Media, Method, ResponseHeader, Route};
use crate::routes::{self, Visitor};
use crate::schemas::Schemas;
use crate::service::Service;

/// The tag of operations at the original's paths.
const ORIGINAL: &str = "original";

/// The document with every public route: under its canonical path and, tagged `original`, under the paths that clients of Spring
/// PetClinic Microservices use.
pub fn document() -> Value {
    let mut document = Document::default();
    document.problem = Some(document.schemas.add::<Problem>());
    routes::visit(&mut document);
    let info = InfoBuilder::new()
        .title("PetClinic")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("The veterinary clinic's API: owners, pets, vets, visits and an assistant."));
    let tag = |name: &str, about: &str| TagBuilder::new().name(name).description(Some(about)).build();
    let mut tags: Vec<_> = Service::http().map(|it| tag(it.name(), it.row().about)).collect();
    tags.push(tag(ORIGINAL, "The same operations at the paths of Spring PetClinic Microservices"));
    let components = ComponentsBuilder::new().schemas_from_iter(document.schemas.0).build();
    let built = OpenApiBuilder::new()
        .info(info)
        .paths(document.paths)
        .components(Some(components))
        .tags(Some(tags))
        .build();
    // Cannot fail: a document consists of texts and numbers.
    let mut written = serde_json::to_value(built).unwrap_or_default();
    examples::add(&mut written);
    written
}

/// The text of the file `openapi.json`.
pub fn file() -> String {
    written(&document())
}

/// A document as the file `openapi.json` has it.
pub fn written(document: &Value) -> String {
    format!("{document:#}\n")
}

/// A document under construction.
#[derive(Default)]
struct Document {
    schemas: Schemas,
    problem: Option<RefOr<Schema>>,
    paths: Paths,
}

impl Visitor for Document {
    fn endpoint<E: Endpoint>(&mut self, _: E) {
        let route = E::ROUTE;
        if route.audience != Audience::Public {
            return;
        }
        let operation = Operation {
            parameters: E::Path::parameters().into_iter().chain(E::Query::parameters()).collect(),
            body: E::Body::schema(&mut self.schemas),
            answer: E::Answer::schema(&mut self.schemas),
        };
        let canonical = assemble(&route, operation, self.problem.as_ref());
        for (index, path) in route.paths().enumerate() {
            let operation = match index {
                0 if route.is_originals => renamed(&canonical, route.name.to_owned()),
                0 => canonical.clone(),
                1 => renamed(&canonical, format!("{}Original", route.name)),
                _ => renamed(&canonical, format!("{}Original{index}", route.name)),
            };
            let item = PathItem::new(http_method(route.method), operation);
            match self.paths.paths.get_mut(path) {
                Some(known) => known.merge_operations(item),
                None => drop(self.paths.paths.insert(path.to_owned(), item)),
            }
        }
    }
}

/// A copy of an operation for one of the original's paths.
fn renamed(operation: &openapi::path::Operation, id: String) -> openapi::path::Operation {
    let mut renamed = operation.clone();
    renamed.operation_id = Some(id);
    renamed.tags = Some(vec![ORIGINAL.to_owned()]);
    renamed
}

/// The parts of an operation that follow from its types.
struct Operation {
    parameters: Vec<Parameter>,
    body: Option<RefOr<Schema>>,
    answer: Option<RefOr<Schema>>,
}

fn assemble(
    route: &Route,
    mut operation: Operation,
    problem: Option<&RefOr<Schema>>,
) -> openapi::path::Operation {
    operation.parameters.extend(header_parameters(route));
    let mut success = ResponseBuilder::new().description(route.summary);
    if let Some(schema) = operation.answer {
        success = success.content(route.answers, ContentBuilder::new().schema(Some(schema)).build());
    }
    for ResponseHeader { name, about, example } in route.headers {
        let text = ObjectBuilder::new().schema_type(Type::String).examples([*example]);
        success =
            success.header(*name, HeaderBuilder::new().schema(Some(text)).description(Some(*about)).build());
    }
    let mut built = OperationBuilder::new()
        .operation_id(Some(route.name))
        .tag(route.service.map_or("", Service::name))
        .summary(Some(route.summary))
        .parameters(Some(operation.parameters))
        .response(route.success.to_string(), success);
    if let Some(schema) = operation.body {
        let media = if route.takes == Media::Text { "text/plain" } else { "application/json" };
        let body = RequestBodyBuilder::new()
            .content(media, ContentBuilder::new().schema(Some(schema)).build())
            .required(Some(Required::True));
        built = built.request_body(Some(body.build()));
    }
    for status in route.refusals() {
        let content = ContentBuilder::new().schema(problem.cloned()).build();
        let answer = ResponseBuilder::new().description(reason(status)).content(problem::MEDIA_TYPE, content);
        built = built.response(status.to_string(), answer);
    }
    built.build()
}

fn header_parameters(route: &Route) -> Vec<Parameter> {
    let text = |pattern: &str, most| {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).max_length(Some(most)).into()
    };
    let mut headers = Vec::new();
    if route.needs.is_some() && route.method != Method::Get {
        let about = "Any text. A change that a session's cookie authorizes needs it; pages of other sites cannot send it";
        headers.push(parameter(CHANGE_HEADER, ParameterIn::Header, false, about, text("^[ -~]{1,64}$", 64)));
    }
    if route.takes_idempotency_key {
        let about =
            "Makes repeating the request safe: the same key gets the same answer and one row, for 24 hours";
        headers.push(parameter(
            "Idempotency-Key",
            ParameterIn::Header,
            false,
            about,
            text("^[!-~]{1,255}$", 255),
        ));
    }
    if route.takes_if_match {
        let about = "The `ETag` that the change is based on: 412 if someone else was faster";
        headers.push(parameter(
            "If-Match",
            ParameterIn::Header,
            false,
            about,
            text(r#"^(\*|"[0-9]{1,9}")$"#, 64),
        ));
    }
    headers
}

fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
        Method::Put => HttpMethod::Put,
        Method::Delete => HttpMethod::Delete,
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "A field, a parameter or the JSON breaks a rule",
        401 => "Nobody is signed in, or the password is wrong",
        403 => "The account may not do this, or a page of another site asks for it",
        404 => "There is no such thing",
        409 => "It contradicts what is there, such as another appointment at the same time",
        408 => "The body took too long to arrive",
        412 => "Someone else was faster",
        413 => "The body is too large",
        415 => "The body is not JSON",
        422 => "The idempotency key was used for another request",
        429 => "Too many attempts to sign in; `Retry-After` says when to try again",
        502 => "The instance does not answer as it should",
        503 => "Overloaded, draining, or without a database; try again",
        _ => "Refused",
    }
}
