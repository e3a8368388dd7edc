//! The OpenAPI 3.1 document, made from the route table.

use std::collections::BTreeMap;

use utoipa::ToSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, Type};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Required, Schema,
};

use crate::endpoint::{Audience, Endpoint, Media, Method, RequestBody, ResponseBody, Route, Service};
use crate::params::{PathParams, QueryParams, parameter};
use crate::problem::{self, Problem};
use crate::routes;

/// The schemas that a document has collected so far.
#[derive(Default)]
pub struct Schemas(BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    /// Adds a type with all that it refers to, and refers to it.
    pub fn add<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut found = Vec::new();
        T::schemas(&mut found);
        self.0.extend(found);
        self.0.insert(T::name().into_owned(), T::schema());
        Ref::from_schema_name(T::name()).into()
    }
}

/// The parts of an operation that follow from its types.
pub struct Operation {
    parameters: Vec<Parameter>,
    body: Option<RefOr<Schema>>,
    answer: Option<RefOr<Schema>>,
}

/// Describes an endpoint's types.
pub(crate) fn describe<E: Endpoint>(schemas: &mut Schemas) -> Operation {
    Operation {
        parameters: E::Path::parameters().into_iter().chain(E::Query::parameters()).collect(),
        body: E::Body::schema(schemas),
        answer: E::Answer::schema(schemas),
    }
}

/// The document of every public route, under its canonical path.
pub fn document(version: &str) -> OpenApi {
    let mut schemas = Schemas::default();
    let problem = schemas.add::<Problem>();
    let mut paths = Paths::new();
    for route in routes::ALL.iter().filter(|it| it.audience == Audience::Public) {
        let operation = (route.describe)(&mut schemas);
        let item = PathItem::new(http_method(route.method), assemble(route, operation, &problem));
        match paths.paths.get_mut(route.path) {
            Some(known) => known.merge_operations(item),
            None => drop(paths.paths.insert(route.path.to_owned(), item)),
        }
    }
    let info = InfoBuilder::new()
        .title("PetClinic")
        .version(version)
        .description(Some("The veterinary clinic's API: owners, pets, vets, visits and an assistant."));
    let tags = Service::ALL.map(|it| TagBuilder::new().name(it.name()).build());
    let components = ComponentsBuilder::new().schemas_from_iter(schemas.0).build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).tags(Some(tags)).build()
}

fn assemble(route: &Route, mut operation: Operation, problem: &RefOr<Schema>) -> OperationBuilder {
    operation.parameters.extend(header_parameters(route));
    let mut success = ResponseBuilder::new().description(route.summary);
    if let Some(schema) = operation.answer {
        success = success.content(route.answers, ContentBuilder::new().schema(Some(schema)).build());
    }
    for (name, about) in answer_headers(route) {
        let text = ObjectBuilder::new().schema_type(Type::String);
        success =
            success.header(name, HeaderBuilder::new().schema(Some(text)).description(Some(about)).build());
    }
    let mut built = OperationBuilder::new()
        .operation_id(Some(route.name))
        .tag(route.service.name())
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
        let content = ContentBuilder::new().schema(Some(problem.clone())).build();
        let answer = ResponseBuilder::new().description(reason(status)).content(problem::MEDIA_TYPE, content);
        built = built.response(status.to_string(), answer);
    }
    built
}

fn header_parameters(route: &Route) -> Vec<Parameter> {
    let text = |pattern: &str, most| {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).max_length(Some(most)).into()
    };
    let mut headers = Vec::new();
    if route.takes_idempotency_key() {
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
    if route.takes_if_match() {
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

fn answer_headers(route: &Route) -> Vec<(&'static str, &'static str)> {
    match (route.name, route.method) {
        ("listOwners", _) => vec![
            ("Link", "The first and the next page (RFC 8288)"),
            ("X-Total-Count", "How many owners there are on all pages"),
        ],
        ("findOwner" | "findPet" | "findVisit" | "listVets", _) => {
            vec![("ETag", "The version of what is answered")]
        }
        (_, Method::Post) if route.takes_idempotency_key() => {
            vec![("ETag", "The version of what is answered")]
        }
        _ => Vec::new(),
    }
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
        404 => "There is no such thing",
        408 => "The body took too long to arrive",
        412 => "Someone else was faster",
        413 => "The body is too large",
        415 => "The body is not JSON",
        422 => "The idempotency key was used for another request",
        503 => "Overloaded, draining, or without a database; try again",
        _ => "Refused",
    }
}
