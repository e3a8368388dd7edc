//! The type that each route has: what it takes and what it answers.

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};
use utoipa::ToSchema;
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{RefOr, Schema};

use crate::params::{PathParams, QueryParams};
use crate::problem::FieldError;
use crate::route::{Media, Route};
use crate::schemas::Schemas;
use crate::service::Service;

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
    /// The service that answers.
    const SERVICE: Service;
    /// The row of the route table.
    const ROUTE: Route;
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
    /// Whether it is sent while it is made.
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

/// Makes named types answers.
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
