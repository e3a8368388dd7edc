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
    /// Which requests leave a line in the log.
    LogRequests {
        /// Every one.
        All = "all",
        /// Those answered with 500 or above.
        Failed = "failed",
        /// None.
        None = "none",
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
