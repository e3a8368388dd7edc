//! Settings that are one of a few words.

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
    /// Which requests leave a line in the log; probes and operators' requests never do.
    LogRequests {
        /// All others.
        All = "all",
        /// Those answered with 400 or above.
        Failed = "failed",
        /// None.
        None = "none",
    }
}

impl LogRequests {
    /// Whether a request that was answered with this status leaves a line.
    pub const fn has(self, status: u16) -> bool {
        match self {
            Self::All => true,
            Self::Failed => status >= 400,
            Self::None => false,
        }
    }
}

choice! {
    /// How a line of the log is written.
    LogFormat {
        /// One JSON object a line.
        Json = "json",
        /// For people.
        Text = "text",
    }
}

choice! {
    /// How far a connection to the database is protected.
    Tls {
        /// In the clear.
        Off = "off",
        /// Encrypted, whoever answers.
        Required = "required",
        /// Encrypted, and the server proves that it is who it should be.
        VerifyIdentity = "verify-identity",
    }
}

choice! {
    /// Who runs the assistant's models. The offline assistant is none of them: it is part of `petclinic` and not of the function.
    Provider {
        /// Amazon Bedrock.
        Bedrock = "bedrock",
        /// An endpoint that speaks the OpenAI chat completions API.
        OpenAi = "openai",
    }
}
