//! What a route is: a row of the table in [`crate::routes`], which says all that any room needs to know of it.

use std::fmt;
use std::time::Duration;

use crate::service::Service;

/// A row of the route table.
#[derive(Clone, Copy)]
pub struct Route {
    /// Operation id: a verb and a resource, camel case. The endpoints of a process have the names that Spring Boot gives them.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Canonical path; parameters in braces.
    pub path: &'static str,
    /// The other paths under which the original's clients know the same operation.
    pub aliases: &'static [&'static str],
    /// The service that answers; `None` where every process does.
    pub service: Option<Service>,
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
    /// Whether a success is sent while it is made, so that nothing on the way may hold it back.
    pub is_streamed: bool,
    /// How long an answer may take.
    pub patience: Patience,
    /// Whether `If-Match` is honoured: a change can be based on a version.
    pub takes_if_match: bool,
    /// Whether an `Idempotency-Key` is honoured: a repeated request has the effect of one.
    pub takes_idempotency_key: bool,
    /// The headers of a success, besides those that every answer has.
    pub headers: &'static [ResponseHeader],
    /// How old an answer may be that is given from memory; `None` where each request is answered from the database.
    pub cacheable: Option<Duration>,
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
        if self.takes_idempotency_key {
            all.push(422);
        }
        if self.takes_if_match {
            all.push(412);
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// It has these paths, too.
    pub(crate) const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Changes can be based on a version.
    pub(crate) const fn if_match(mut self) -> Self {
        self.takes_if_match = true;
        self
    }

    /// A repeated request has the effect of one.
    pub(crate) const fn idempotent(mut self) -> Self {
        self.takes_idempotency_key = true;
        self
    }

    /// A success has these headers.
    pub(crate) const fn headers(mut self, headers: &'static [ResponseHeader]) -> Self {
        self.headers = headers;
        self
    }

    /// A model has to be waited for.
    pub(crate) const fn patient(mut self) -> Self {
        self.patience = Patience::Assistant;
        self
    }

    /// An answer may be so many seconds old.
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

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anyone who reaches the clinic.
    Public,
    /// The clinic's other services; never exposed at the edge, absent from the OpenAPI document.
    Peers,
    /// Operators, who show a token or are on the machine itself; never exposed at the edge, absent from the OpenAPI document.
    Operators,
    /// Load balancers and container engines that ask how a process is. They are answered however busy it is: an instance that was
    /// taken for dead because it is busy would leave the others busier.
    Probes,
}

/// How long an answer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// As long as the setting `server.request-timeout` says.
    Usual,
    /// As long as a model may take: [`crate::genai::PATIENCE`].
    Assistant,
    /// As long as an operator waits, who may have others asked: 30 s.
    Operators,
}

/// A header of a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseHeader {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// What it may look like.
    pub example: &'static str,
}

/// The version of what is answered: a number, or a digest of the answer.
pub const ETAG: ResponseHeader =
    ResponseHeader { name: "ETag", about: "The version of what is answered", example: "\"1\"" };
/// Where the pages of a list are.
pub const LINK: ResponseHeader = ResponseHeader {
    name: "Link",
    about: "The first and the next page (RFC 8288)",
    example: "</api/customers/owners?size=100>; rel=\"first\", </api/customers/owners?size=100&after=100>; rel=\"next\"",
};
/// How long a list is on all its pages.
pub const X_TOTAL_COUNT: ResponseHeader =
    ResponseHeader { name: "X-Total-Count", about: "How many owners there are on all pages", example: "10" };
