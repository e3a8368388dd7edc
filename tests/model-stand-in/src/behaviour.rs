//! Ways to answer.

use std::time::Duration;

use serde_json::Value;

/// A way to answer a request.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// As a model does.
    Answer(Answer),
    /// With an error of the service.
    Refuse(Refusal),
    /// With a status and a page that are not the service's, but those of something on the way.
    Page(u16),
    /// With any status, headers and body.
    Raw(Raw),
    /// Not at all.
    Silence,
}

/// An answer as it is on the wire.
#[derive(Clone, Debug)]
pub struct Raw {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Behaviour {
    /// Too many requests.
    pub fn throttled() -> Self {
        Self::refuse("ThrottlingException", "Too many requests, please wait before trying again.")
    }

    /// JSON with this status.
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self::Raw(Raw { status, headers, body: body.to_string() })
    }

    /// A stream of this text.
    pub fn events(text: impl Into<String>) -> Self {
        let headers = vec![("content-type", "text/event-stream".to_owned())];
        Self::Raw(Raw { status: 200, headers, body: text.into() })
    }

    /// With one more header, where the answer is raw.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Raw(raw) = &mut self {
            raw.headers.push((name, value.into()));
        }
        self
    }

    /// An error of the service by its name on Bedrock, such as `AccessDeniedException`; the OpenAI API has its own for each.
    pub fn refuse(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refuse(Refusal { code, message: message.into() })
    }
}

impl From<Answer> for Behaviour {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// An error of the service.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub code: &'static str,
    pub message: String,
}

impl Refusal {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self { code: "ValidationException", message: message.into() }
    }

    /// The status that belongs to the code.
    pub(crate) fn status(&self) -> u16 {
        match self.code {
            "ValidationException" | "ServiceQuotaExceededException" => 400,
            "AccessDeniedException" | "MissingAuthenticationTokenException" | "ExpiredTokenException" => 403,
            "ResourceNotFoundException" | "UnknownOperationException" => 404,
            "ModelTimeoutException" => 408,
            "ModelErrorException" | "ModelStreamErrorException" => 424,
            "ThrottlingException" | "ModelNotReadyException" => 429,
            "ServiceUnavailableException" => 503,
            _ => 500,
        }
    }
}

/// What a model says, and how it ends.
#[derive(Clone, Debug)]
pub struct Answer {
    pub blocks: Vec<Block>,
    /// The reason to stop; none for `tool_use` where tools are called and else `end_turn`.
    pub stop: Option<&'static str>,
    /// The time before each piece.
    pub pause: Duration,
    pub ending: Ending,
}

/// A part of an answer.
#[derive(Clone, Debug)]
pub enum Block {
    /// Text, in the pieces in which it is sent.
    Text(Vec<String>),
    /// A call of a tool, whose input is JSON text in pieces, if the model got it right.
    Call { name: String, input: Vec<String> },
}

/// How a stream ends.
#[derive(Clone, Debug)]
pub enum Ending {
    /// As it should.
    Whole,
    /// With an exception, such as `throttlingException`, instead of the reason to stop.
    Exception(&'static str, String),
    /// Never: nothing comes any more.
    Stall,
    /// With the connection.
    Cut,
}

impl Answer {
    fn new(block: Block) -> Self {
        Self { blocks: vec![block], stop: None, pause: Duration::ZERO, ending: Ending::Whole }
    }

    /// Text in pieces.
    pub fn text<T: Into<String>>(pieces: impl IntoIterator<Item = T>) -> Self {
        Self::new(Block::Text(pieces.into_iter().map(Into::into).collect()))
    }

    /// A call of a tool, whose input is sent in two pieces.
    pub fn call(name: impl Into<String>, input: &Value) -> Self {
        let text = input.to_string();
        let half = (text.len() / 2..text.len()).find(|it| text.is_char_boundary(*it)).unwrap_or_default();
        let (begin, end) = text.split_at(half);
        Self::raw_call(name, [begin, end])
    }

    /// A call of a tool with any text in place of its input.
    pub fn raw_call<T: Into<String>>(name: impl Into<String>, pieces: impl IntoIterator<Item = T>) -> Self {
        let input = pieces.into_iter().map(Into::into).collect();
        Self::new(Block::Call { name: name.into(), input })
    }

    /// And then all that another answer says, which ends as that one does.
    #[must_use]
    pub fn and(mut self, next: Self) -> Self {
        self.blocks.extend(next.blocks);
        Self { blocks: self.blocks, ..next }
    }

    /// With this reason to stop, such as `max_tokens`.
    #[must_use]
    pub fn stop(self, reason: &'static str) -> Self {
        Self { stop: Some(reason), ..self }
    }

    /// With this time before each piece.
    #[must_use]
    pub fn paced(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }

    /// With an exception in the stream at its end.
    #[must_use]
    pub fn exception(self, kind: &'static str, message: impl Into<String>) -> Self {
        Self { ending: Ending::Exception(kind, message.into()), ..self }
    }

    /// With a stream that stays open and silent.
    #[must_use]
    pub fn stall(self) -> Self {
        Self { ending: Ending::Stall, ..self }
    }

    /// With a connection that breaks.
    #[must_use]
    pub fn cut(self) -> Self {
        Self { ending: Ending::Cut, ..self }
    }

    /// Tokens, roughly.
    pub(crate) fn tokens(&self) -> usize {
        let lengths = self.blocks.iter().flat_map(|it| match it {
            Block::Text(pieces) | Block::Call { input: pieces, .. } => pieces.iter().map(String::len),
        });
        lengths.sum::<usize>().div_ceil(4)
    }

    /// Why the model stopped.
    pub(crate) fn reason(&self) -> &'static str {
        let calls = self.blocks.iter().any(|it| matches!(it, Block::Call { .. }));
        self.stop.unwrap_or(if calls { "tool_use" } else { "end_turn" })
    }
}
