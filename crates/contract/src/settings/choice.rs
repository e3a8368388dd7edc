//! Settings whose value is one of a few words.

/// Declares an enum and the words for its values.
macro_rules! choice {
    ($(#[doc = $doc:literal])* $type:ident { $($(#[doc = $value_doc:literal])* $value:ident = $word:literal),+ $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type { $($(#[doc = $value_doc])* $value),+ }

        impl $type {
            /// Every value with its word.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$value)),+];
        }
    };
}

choice! {
    /// The requests that the log records. It never records probes and operators' requests.
    LogRequests {
        /// All others.
        All = "all",
        /// Requests answered with 400 or above.
        Failed = "failed",
        /// None.
        None = "none",
    }
}

impl LogRequests {
    /// Whether the log records a request answered with this status.
    pub const fn has(self, status: u16) -> bool {
        match self {
            Self::All => true,
            Self::Failed => status >= 400,
            Self::None => false,
        }
    }
}

choice! {
    /// The format of log lines.
    LogFormat {
        /// One JSON object a line.
        Json = "json",
        /// Text for people.
        Text = "text",
    }
}

choice! {
    /// The protection of a connection to the database.
    Tls {
        /// Not encrypted.
        Off = "off",
        /// Encrypted, without verification of the server.
        Required = "required",
        /// Encrypted, with verification of the server's identity.
        VerifyIdentity = "verify-identity",
    }
}

choice! {
    /// The provider of the assistant's models. The offline assistant is not one of them: it is part of `petclinic`, not of the
    /// function.
    Provider {
        /// Amazon Bedrock.
        Bedrock = "bedrock",
        /// An endpoint that speaks the OpenAI chat completions API.
        OpenAi = "openai",
    }
}
