//! The base URL of an endpoint.

use reqwest::Url;

/// Host names of Azure, which takes the key in a header of its own.
const AZURE: [&str; 4] =
    [".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com", ".azure-api.net"];
const OPENAI: &str = "api.openai.com";

/// A base URL, below which the API is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

/// A text that is no base URL: the rule that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadEndpoint(&'static str);

impl Endpoint {
    /// Reads a base URL such as `https://api.openai.com/v1`. A query, such as Azure's `api-version`, goes with every request; the URL
    /// of chat completions stands for its base.
    ///
    /// # Errors
    /// Names the rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, BadEndpoint> {
        let mut url = Url::parse(text.trim())
            .map_err(|_| BadEndpoint("is no URL such as https://api.openai.com/v1"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BadEndpoint("must begin with https:// or http://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadEndpoint("must hold no user and no password"));
        }
        if url.fragment().is_some() {
            return Err(BadEndpoint("must have no part after #"));
        }
        if let Some(base) = url.path().trim_end_matches('/').strip_suffix("/chat/completions") {
            let base = base.to_owned();
            url.set_path(&base);
        }
        Ok(Self(url))
    }

    /// The URL of a path below the base.
    pub(super) fn at(&self, path: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    /// Whether it is one of Azure's.
    pub(super) fn is_azure(&self) -> bool {
        AZURE.iter().any(|it| self.host().ends_with(it))
    }

    /// Whether it is OpenAI's own.
    pub(super) fn is_openai(&self) -> bool {
        self.host() == OPENAI
    }

    /// Whether it is known to refuse requests without a key.
    #[must_use]
    pub fn needs_key(&self) -> bool {
        self.is_openai() || self.is_azure()
    }

    /// The host, which may be shown.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_is_below_the_base_and_a_query_stays() {
        for (base, expected) in [
            ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
            ("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1/chat/completions"),
            ("http://localhost:8000", "http://localhost:8000/chat/completions"),
            ("https://host/v1/chat/completions", "https://host/v1/chat/completions"),
            (
                "https://clinic.openai.azure.com/openai/deployments/gpt?api-version=2024-10-21",
                "https://clinic.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21",
            ),
        ] {
            let endpoint = Endpoint::parse(base).unwrap();
            assert_eq!(endpoint.at(&["chat", "completions"]).as_str(), expected);
        }
    }

    #[test]
    fn azure_is_known_by_its_hosts() {
        let is_azure = |url: &str| Endpoint::parse(url).unwrap().is_azure();
        assert!(is_azure("https://clinic.openai.azure.com/openai/v1"));
        assert!(!is_azure("https://openai.azure.com.example/v1") && !is_azure("http://127.0.0.1/v1"));
    }

    #[test]
    fn a_text_that_is_no_base_url_is_refused_without_a_quote() {
        for text in
            ["", "hush", "ftp://host/hush", "https://me:hush@host/v1", "https://", "https://host/#hush"]
        {
            let refused = Endpoint::parse(text).unwrap_err().to_string();
            assert!(!refused.contains("hush"), "{text}: {refused}");
        }
    }
}
