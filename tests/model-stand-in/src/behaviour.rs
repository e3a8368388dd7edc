//! The ways in which the stand-in can answer.

use std::time::Duration;

use serde_json::Value;

/// A way to answer a request.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// A model's reply.
    Answer(Answer),
    /// An error of the service.
    Refuse(Refusal),
    /// A status with an HTML page, as a proxy between client and service sends.
    Page(u16),
    /// Any status, headers and body.
    Raw(Raw),
    /// No answer at all.
    Silence,
}

/// A response, exactly as sent.
#[derive(Clone, Debug)]
pub struct Raw {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Behaviour {
    /// Refuses with "too many requests".
    pub fn throttled() -> Self {
        Self::refuse("ThrottlingException", "Too many requests, please wait before trying again.")
    }

    /// Answers with a status and a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self::Raw(Raw { status, headers, body: body.to_string() })
    }

    /// Answers with this text as an event stream.
    pub fn events(text: impl Into<String>) -> Self {
        let headers = vec![("content-type", "text/event-stream".to_owned())];
        Self::Raw(Raw { status: 200, headers, body: text.into() })
    }

    /// Adds a header, if the behaviour is raw.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Raw(raw) = &mut self {
            raw.headers.push((name, value.into()));
        }
        self
    }

    /// Refuses with an error of the service, named as on Bedrock, such as `AccessDeniedException`. The OpenAI protocol translates
    /// it.
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

    /// The HTTP status of the code.
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

/// A model's reply and the way it ends.
#[derive(Clone, Debug)]
pub struct Answer {
    pub blocks: Vec<Block>,
    /// The reason to stop; `None` stands for `tool_use` if the reply calls tools, else for `end_turn`.
    pub stop: Option<&'static str>,
    /// The pause before each piece.
    pub pause: Duration,
    pub ending: Ending,
}

/// A part of an answer.
#[derive(Clone, Debug)]
pub enum Block {
    /// Text, in the pieces in which the stream sends it.
    Text(Vec<String>),
    /// A tool call. The pieces of `input` form JSON text, unless a test wants the model to get it wrong.
    Call { name: String, input: Vec<String> },
}

/// How a stream ends.
#[derive(Clone, Debug)]
pub enum Ending {
    /// Normally.
    Whole,
    /// With an exception, such as `throttlingException`, in place of the reason to stop.
    Exception(&'static str, String),
    /// Never: the stream stays open and sends nothing more.
    Stall,
    /// With a broken connection.
    Cut,
}

impl Answer {
    fn new(block: Block) -> Self {
        Self { blocks: vec![block], stop: None, pause: Duration::ZERO, ending: Ending::Whole }
    }

    /// A reply with text in pieces.
    pub fn text<T: Into<String>>(pieces: impl IntoIterator<Item = T>) -> Self {
        Self::new(Block::Text(pieces.into_iter().map(Into::into).collect()))
    }

    /// A reply with a tool call, whose input is sent in two pieces.
    pub fn call(name: impl Into<String>, input: &Value) -> Self {
        let text = input.to_string();
        let half = (text.len() / 2..text.len()).find(|it| text.is_char_boundary(*it)).unwrap_or_default();
        let (begin, end) = text.split_at(half);
        Self::raw_call(name, [begin, end])
    }

    /// A reply with a tool call whose input is any text.
    pub fn raw_call<T: Into<String>>(name: impl Into<String>, pieces: impl IntoIterator<Item = T>) -> Self {
        let input = pieces.into_iter().map(Into::into).collect();
        Self::new(Block::Call { name: name.into(), input })
    }

    /// Appends the blocks of another reply, and takes its ending and pause.
    #[must_use]
    pub fn and(mut self, next: Self) -> Self {
        self.blocks.extend(next.blocks);
        Self { blocks: self.blocks, ..next }
    }

    /// Sets the reason to stop, such as `max_tokens`.
    #[must_use]
    pub fn stop(self, reason: &'static str) -> Self {
        Self { stop: Some(reason), ..self }
    }

    /// Sets the pause before each piece.
    #[must_use]
    pub fn paced(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }

    /// Ends the stream with an exception.
    #[must_use]
    pub fn exception(self, kind: &'static str, message: impl Into<String>) -> Self {
        Self { ending: Ending::Exception(kind, message.into()), ..self }
    }

    /// Leaves the stream open and silent at the end.
    #[must_use]
    pub fn stall(self) -> Self {
        Self { ending: Ending::Stall, ..self }
    }

    /// Breaks the connection at the end.
    #[must_use]
    pub fn cut(self) -> Self {
        Self { ending: Ending::Cut, ..self }
    }

    /// An estimate of the number of tokens.
    pub(crate) fn tokens(&self) -> usize {
        let lengths = self.blocks.iter().flat_map(|it| match it {
            Block::Text(pieces) | Block::Call { input: pieces, .. } => pieces.iter().map(String::len),
        });
        lengths.sum::<usize>().div_ceil(4)
    }

    /// The reason to stop.
    pub(crate) fn reason(&self) -> &'static str {
        let calls = self.blocks.iter().any(|it| matches!(it, Block::Call { .. }));
        self.stop.unwrap_or(if calls { "tool_use" } else { "end_turn" })
    }
}
