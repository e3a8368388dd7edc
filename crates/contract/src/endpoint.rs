//! What a route is, and the type that each route has.

use std::fmt;

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};
use utoipa::ToSchema;
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{RefOr, Schema};

use crate::openapi::{Operation, Schemas};
use crate::params::{PathParams, QueryParams};
use crate::problem::FieldError;

/// One operation of the API, as a type: a handler or a client that disagrees with it does not compile.
pub trait Endpoint: Copy + Send + Sync + 'static {
    /// What the path carries.
    type Path: PathParams;
    /// What the query string carries.
    type Query: QueryParams;
    /// What the request body carries.
    type Body: RequestBody<Self::Path>;
    /// What a success answers.
    type Answer: ResponseBody;
    /// The row of the route table.
    const ROUTE: Route;
}

/// A row of the route table.
#[derive(Clone, Copy)]
pub struct Route {
    /// Operation id: a verb and a resource, camel case.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Canonical path; parameters in braces.
    pub path: &'static str,
    /// The other paths under which the original's clients know the same operation.
    pub aliases: &'static [&'static str],
    /// The service that answers.
    pub service: Service,
    /// Who may call it.
    pub audience: Audience,
    /// One line for people.
    pub summary: &'static str,
    /// Status of a success.
    pub success: u16,
    /// Statuses of the refusals that are this operation's own; [`Route::refusals`] has them all.
    pub own_refusals: &'static [u16],
    /// What a request's body is written in.
    pub takes: Media,
    /// The media type of a success, where it has a body.
    pub answers: &'static str,
    /// Writes parameters, bodies and schemas into an OpenAPI document.
    pub describe: fn(&mut Schemas) -> Operation,
}

impl Route {
    /// Every path of the operation, the canonical one first.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.path).chain(self.aliases.iter().copied())
    }

    /// Whether a request has a body.
    pub const fn has_body(&self) -> bool {
        !matches!(self.takes, Media::Nothing)
    }

    /// Whether an `Idempotency-Key` is honoured. What is said to the assistant is no order to change something; an order
    /// is confirmed, once.
    pub const fn takes_idempotency_key(&self) -> bool {
        matches!(self.method, Method::Post) && !matches!(self.service, Service::Genai)
    }

    /// Whether `If-Match` is honoured. Conversations have no versions.
    pub const fn takes_if_match(&self) -> bool {
        matches!(self.method, Method::Put | Method::Delete)
            && matches!(self.audience, Audience::Public)
            && !matches!(self.service, Service::Genai)
    }

    /// Every status that refuses or fails an operation, ascending.
    pub fn refusals(&self) -> Vec<u16> {
        let mut all = vec![400, 503];
        all.extend_from_slice(self.own_refusals);
        if self.has_body() {
            all.extend([408, 413]);
        }
        if matches!(self.takes, Media::Json) {
            all.push(415);
        }
        if self.takes_idempotency_key() {
            all.push(422);
        }
        if self.takes_if_match() {
            all.push(412);
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.name, self.method, self.path)
    }
}

/// HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// As written on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether repeating a request has the effect of sending it once (RFC 9110, 9.2.2).
    pub const fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a body is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// There is no body.
    Nothing,
    /// A JSON object.
    Json,
    /// Text, plain or as a JSON string, whatever the content type says.
    Text,
}

/// The services that answer requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    Customers,
    Vets,
    Visits,
    /// The chat assistant, a Lambda function.
    Genai,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Customers, Self::Vets, Self::Visits, Self::Genai];

    /// Those that run as tasks on Fargate.
    pub const TASKS: [Self; 3] = [Self::Customers, Self::Vets, Self::Visits];

    /// Whether it runs as a task on Fargate, and not as a Lambda function.
    pub const fn is_task(self) -> bool {
        !matches!(self, Self::Genai)
    }

    /// The service's name in paths, logs and discovery.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Vets => "vets",
            Self::Visits => "visits",
            Self::Genai => "genai",
        }
    }

    /// The name of its program, of its image and of its tasks, or of its function.
    pub const fn program(self) -> &'static str {
        match self {
            Self::Customers => "customers-service",
            Self::Vets => "vets-service",
            Self::Visits => "visits-service",
            Self::Genai => "genai",
        }
    }

    /// The services that it calls.
    pub const fn calls(self) -> &'static [Self] {
        match self {
            Self::Customers => &[Self::Visits],
            Self::Vets => &[],
            Self::Visits => &[Self::Customers],
            Self::Genai => &[Self::Customers, Self::Vets, Self::Visits],
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anyone who reaches the clinic.
    Public,
    /// The clinic's other services; never exposed at the edge, absent from the OpenAPI document.
    Peers,
}

/// A request body and the rules its fields obey.
pub trait RequestBody<P>: DeserializeOwned + Send {
    /// The body once its rules hold.
    type Checked: Send;
    /// What it is written in.
    const MEDIA: Media = Media::Json;

    /// Applies every rule and reports every broken one.
    fn check(self, path: &P, today: Date) -> Result<Self::Checked, Vec<FieldError>>;

    /// The body's schema.
    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>>;
}

/// The body of requests that have none.
#[derive(Debug, Default, serde::Deserialize)]
pub struct NoBody {}

impl<P> RequestBody<P> for NoBody {
    type Checked = ();
    const MEDIA: Media = Media::Nothing;

    fn check(self, _: &P, _: Date) -> Result<(), Vec<FieldError>> {
        Ok(())
    }

    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        None
    }
}

/// What a success carries.
pub trait ResponseBody: Send + 'static {
    /// Its media type.
    const MEDIA: &'static str = "application/json";

    /// The body's schema; `None` where there is no body.
    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>>;
}

impl ResponseBody for () {
    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        None
    }
}

impl<T: Serialize + ToSchema + Send + 'static> ResponseBody for Vec<T> {
    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(ArrayBuilder::new().items(schemas.add::<T>()).into())
    }
}

/// Makes named types answers.
macro_rules! response_bodies {
    ($($type:ty),+) => {$(
        impl $crate::endpoint::ResponseBody for $type {
            fn schema(schemas: &mut $crate::openapi::Schemas) -> Option<utoipa::openapi::RefOr<utoipa::openapi::Schema>> {
                Some(schemas.add::<$type>())
            }
        }
    )+};
}
pub(crate) use response_bodies;
