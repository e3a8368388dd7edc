//! The parameters that an endpoint accepts. Some models refuse a temperature, others name the token limit differently.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::endpoint::Endpoint;
use super::failure::Rejection;

/// The optional parameters of requests. It learns from refusals, so a model receives a refused parameter only once.
#[derive(Debug, Default)]
pub(super) struct Dialect {
    has_no_temperature: AtomicBool,
    /// Newer models of OpenAI refuse `max_tokens`; other servers may not know its successor.
    has_max_completion_tokens: AtomicBool,
    has_no_usage: AtomicBool,
}

impl Dialect {
    /// The dialect that an endpoint is likely to speak.
    pub(super) fn of(endpoint: Option<&Endpoint>) -> Self {
        let is_openai = endpoint.is_some_and(Endpoint::needs_key);
        Self { has_max_completion_tokens: AtomicBool::new(is_openai), ..Self::default() }
    }

    /// Adds the parameters to a request.
    pub(super) fn add_to(&self, body: &mut Value, temperature: f64, max_tokens: u32) {
        if !is(&self.has_no_temperature) {
            body["temperature"] = json!(temperature);
        }
        let limit = if is(&self.has_max_completion_tokens) { "max_completion_tokens" } else { "max_tokens" };
        body[limit] = json!(max_tokens);
        if !is(&self.has_no_usage) {
            body["stream_options"] = json!({"include_usage": true});
        }
    }

    /// Whether a refusal concerns one of the parameters, so that the next request differs.
    pub(super) fn learns_from(&self, rejection: &Rejection) -> bool {
        if !matches!(rejection.status, 400 | 422) {
            return false;
        }
        match rejection.parameter.as_deref() {
            Some("temperature") => !self.has_no_temperature.swap(true, Ordering::Relaxed),
            Some("max_tokens") => !self.has_max_completion_tokens.swap(true, Ordering::Relaxed),
            Some(it) if it.starts_with("stream_options") => !self.has_no_usage.swap(true, Ordering::Relaxed),
            _ => false,
        }
    }
}

fn is(flag: &AtomicBool) -> bool {
    flag.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(parameter: &str) -> Rejection {
        let mut rejection = Rejection::of_status(400);
        rejection.parameter = Some(parameter.to_owned());
        rejection
    }

    #[test]
    fn a_refused_parameter_is_offered_once() {
        let dialect = Dialect::of(Some(&Endpoint::parse("http://127.0.0.1:8000/v1").unwrap()));
        let body = || {
            let mut body = json!({});
            dialect.add_to(&mut body, 0.5, 800);
            body
        };
        let usage = json!({"include_usage": true});
        assert_eq!(body(), json!({"temperature": 0.5, "max_tokens": 800, "stream_options": usage}));
        for parameter in ["temperature", "max_tokens", "stream_options"] {
            assert!(dialect.learns_from(&refused(parameter)), "{parameter}");
            assert!(!dialect.learns_from(&refused(parameter)), "{parameter}");
        }
        assert!(!dialect.learns_from(&refused("messages")));
        assert_eq!(body(), json!({"max_completion_tokens": 800}));
    }

    #[test]
    fn openai_and_azure_get_the_limit_by_its_new_name_from_the_start() {
        for url in ["https://api.openai.com/v1", "https://clinic.openai.azure.com/openai/v1"] {
            let mut body = json!({});
            Dialect::of(Some(&Endpoint::parse(url).unwrap())).add_to(&mut body, 0.5, 800);
            assert_eq!(body["max_completion_tokens"], 800);
        }
    }
}
