//! The type of each route: its inputs and its answer.

use std::marker::PhantomData;

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::params::{PathParams, QueryParams};
use crate::problem::FieldError;
use crate::route::{Media, Route};
use crate::schemas::Schemas;
use crate::service::Service;

/// One operation of the API, as a type. A handler or client that disagrees with it does not compile.
pub trait Endpoint: Copy + Send + Sync + 'static {
    /// The parameters in the path.
    type Path: PathParams;
    /// The parameters in the query string.
    type Query: QueryParams;
    /// The request body.
    type Body: RequestBody<Self::Path>;
    /// The answer of a success.
    type Answer: ResponseBody;
    /// The service that answers.
    const SERVICE: Service;
    /// Its row in the route table.
    const ROUTE: Route;
}

/// A request body and the rules its fields obey.
pub trait RequestBody<P>: DeserializeOwned + Send {
    /// The body after validation.
    type Checked: Send;
    /// Its media type.
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

/// The body of a success.
pub trait ResponseBody: Send + 'static {
    /// Its media type.
    const MEDIA: &'static str = "application/json";
    /// Whether the service streams it while producing it.
    const IS_STREAMED: bool = false;

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

/// A list of any length, streamed as one JSON array.
#[derive(Clone, Copy, Debug)]
pub struct Streamed<T>(PhantomData<T>);

impl<T: ToSchema + Send + 'static> ResponseBody for Streamed<T> {
    const IS_STREAMED: bool = true;

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(ArrayBuilder::new().items(schemas.add::<T>()).into())
    }
}

/// A stream of server-sent events.
pub trait EventStream: ResponseBody {}

/// The media type of server-sent events.
pub const EVENTS: &str = "text/event-stream";

/// The schema of one event: an object with the fields of the event-stream format.
pub(crate) fn event_schema(about: &str) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Object).description(Some(about)).into()
}

/// Implements [`ResponseBody`] for named types.
macro_rules! response_bodies {
    ($($type:ty),+) => {$(
        impl $crate::endpoint::ResponseBody for $type {
            fn schema(schemas: &mut $crate::schemas::Schemas) -> Option<utoipa::openapi::RefOr<utoipa::openapi::Schema>> {
                Some(schemas.add::<$type>())
            }
        }
    )+};
}
pub(crate) use response_bodies;
