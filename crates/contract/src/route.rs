//! A route: a row of the table in [`crate::routes`], with everything that any room needs to know of it.

use std::fmt;
use std::time::Duration;

use crate::admin::Role;
use crate::service::Service;

/// The largest body of a request, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// A row of the route table.
#[derive(Clone, Copy)]
pub struct Route {
    /// Operation id: a verb and a resource in camel case. Routes of a process have Spring Boot's names instead.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Canonical path; parameters in braces.
    pub path: &'static str,
    /// Further paths of the same operation, which the original's clients use.
    pub aliases: &'static [&'static str],
    /// Whether the canonical path is the original's as well. The original's paths ignore parameters that they do not know, all others
    /// refuse them.
    pub is_originals: bool,
    /// The service that answers; `None` for routes of every process.
    pub service: Option<Service>,
    /// The permitted callers.
    pub audience: Audience,
    /// Whom the service must know the caller to be before it reads the request; `None` if it asks nobody.
    pub needs: Option<Role>,
    /// One line for people.
    pub summary: &'static str,
    /// Status of a success.
    pub success: u16,
    /// Statuses of refusals specific to this operation. [`Route::refusals`] lists all.
    pub own_refusals: &'static [u16],
    /// The media type of a request's body.
    pub takes: Media,
    /// The media type of a success, if it has a body.
    pub answers: &'static str,
    /// Whether the service streams a success, so that nothing on the way may buffer it.
    pub is_streamed: bool,
    /// How long an answer may take.
    pub patience: Patience,
    /// Whether the route honours `If-Match`, so that a change can depend on a version.
    pub takes_if_match: bool,
    /// Whether the route honours `Idempotency-Key`, so that a repeated request takes effect once.
    pub takes_idempotency_key: bool,
    /// The headers of a success, in addition to those of every answer.
    pub headers: &'static [ResponseHeader],
    /// The maximum age of a cached answer; `None` if the database answers each request.
    pub cacheable: Option<Duration>,
}

impl Route {
    /// Every path of the operation, the canonical one first.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.path).chain(self.aliases.iter().copied())
    }

    /// Whether one of its paths refuses parameters that it does not know.
    pub fn is_strict(&self, path: &str) -> bool {
        path == self.path && !self.is_originals
    }

    /// Whether a request has a body.
    pub const fn has_body(&self) -> bool {
        !matches!(self.takes, Media::Nothing)
    }

    /// Every error status of the operation, ascending.
    pub fn refusals(&self) -> Vec<u16> {
        let mut all = vec![400, 503];
        all.extend_from_slice(self.own_refusals);
        if self.has_body() {
            all.extend([408, 413]);
        }
        if matches!(self.takes, Media::Json) {
            all.push(415);
        }
        if self.takes_idempotency_key {
            all.push(422);
        }
        if self.takes_if_match {
            all.push(412);
        }
        if self.needs.is_some() {
            all.extend([401, 403]);
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Adds further paths.
    pub(crate) const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Has the original's path.
    pub(crate) const fn originals(mut self) -> Self {
        self.is_originals = true;
        self
    }

    /// Honours `If-Match`.
    pub(crate) const fn if_match(mut self) -> Self {
        self.takes_if_match = true;
        self
    }

    /// Honours `Idempotency-Key`.
    pub(crate) const fn idempotent(mut self) -> Self {
        self.takes_idempotency_key = true;
        self
    }

    /// Adds headers to a success.
    pub(crate) const fn headers(mut self, headers: &'static [ResponseHeader]) -> Self {
        self.headers = headers;
        self
    }

    /// Is for those who are signed in.
    pub(crate) const fn viewers(mut self) -> Self {
        self.needs = Some(Role::Viewer);
        self
    }

    /// Is for those who are signed in as operators.
    pub(crate) const fn operators(mut self) -> Self {
        self.needs = Some(Role::Operator);
        self
    }

    /// Allows the time that an operator waits.
    pub(crate) const fn unhurried(mut self) -> Self {
        self.patience = Patience::Operators;
        self
    }

    /// Allows the time that a model needs.
    pub(crate) const fn patient(mut self) -> Self {
        self.patience = Patience::Assistant;
        self
    }

    /// Allows cached answers up to this age in seconds.
    pub(crate) const fn cacheable(mut self, seconds: u64) -> Self {
        self.cacheable = Some(Duration::from_secs(seconds));
        self
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
    /// The method's name on the wire.
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

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// No body.
    Nothing,
    /// A JSON object.
    Json,
    /// Text, plain or as a JSON string, regardless of the content type.
    Text,
}

/// The permitted callers of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anyone who reaches the clinic.
    Public,
    /// The clinic's other services; never exposed at the edge, absent from the OpenAPI document.
    Peers,
    /// Operators, who show a token or are on the machine itself; never exposed at the edge, absent from the OpenAPI document.
    Operators,
    /// Load balancers and container engines that probe a process. Even a busy process answers them: an instance that counts as dead
    /// because it is busy would only add load to the others.
    Probes,
}

/// How long an answer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// The setting `server.request-timeout`.
    Usual,
    /// The time that a model may take: [`crate::genai::PATIENCE`].
    Assistant,
    /// The time that an operator waits: 30 s, since the process may have to ask others.
    Operators,
}

/// A header of a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseHeader {
    /// Its name.
    pub name: &'static str,
    /// Its meaning.
    pub about: &'static str,
    /// An example value.
    pub example: &'static str,
}

/// The version of the resource: a number, or a digest of the answer.
pub const ETAG: ResponseHeader =
    ResponseHeader { name: "ETag", about: "The version of the answer's content", example: "\"1\"" };
/// Where something new is, or where to go on.
pub const LOCATION: ResponseHeader = ResponseHeader {
    name: "Location",
    about: "The path to go on with",
    example: "/admin/instances/3f9a1c04b7e2",
};
/// Links to the pages of a list.
pub const LINK: ResponseHeader = ResponseHeader {
    name: "Link",
    about: "The first and the next page (RFC 8288)",
    example: "</api/customers/owners?size=100>; rel=\"first\", </api/customers/owners?size=100&after=100>; rel=\"next\"",
};
/// The length of a list over all its pages.
pub const X_TOTAL_COUNT: ResponseHeader =
    ResponseHeader { name: "X-Total-Count", about: "How many owners there are on all pages", example: "10" };
