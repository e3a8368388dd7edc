//! Who a token is about, and whether it is accepted: OpenID Connect Core 1.0, section 3.1.3.7, and RFC 9068, section 4.

use contract::admin::{NAME, Role};
use contract::field::is_plain;
use contract::settings::Oidc;
use serde_json::Value;
use web::secret::is_same;

use crate::audit::SERVER;
use crate::caller::PROGRAM;

/// How far clocks may differ, in seconds.
const LEEWAY: f64 = 60.0;

/// Someone whom the issuer knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// What the audit journal calls them.
    pub(crate) who: String,
    pub(crate) role: Role,
}

/// Why a token is not accepted. No text says what is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("it is of another issuer")]
    OtherIssuer,
    #[error("it is for somebody else")]
    OtherAudience,
    #[error("it is no identity token")]
    OtherUse,
    #[error("it has expired, or does not say when it does")]
    Expired,
    #[error("it does not hold yet")]
    Early,
    #[error("it belongs to another sign-in")]
    OtherNonce,
    #[error("it does not say whom it is about")]
    Nameless,
    /// Of whoever has this name.
    #[error("its owner is in no group of operators or viewers")]
    NoRole(String),
}

/// What is asked of a token.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) settings: &'a Oidc,
}

impl Expected<'_> {
    /// Who signs in, by an identity token.
    pub(super) fn validate_id_token(
        &self,
        claims: &Value,
        now: i64,
        nonce: &str,
    ) -> Result<Identity, Refusal> {
        self.validate_any(claims, now)?;
        let all = texts(claims.get("aud"));
        let party = claims.get("azp").map(|it| it.as_str() == Some(self.client_id));
        if !all.contains(&self.client_id) || !party.unwrap_or(all.len() == 1) {
            return Err(Refusal::OtherAudience);
        }
        // Amazon Cognito says so of its own.
        if claims.get("token_use").is_some_and(|it| it != "id") {
            return Err(Refusal::OtherUse);
        }
        let is_asked = |it: &str| is_same(it.as_bytes(), nonce.as_bytes());
        if !claims.get("nonce").and_then(Value::as_str).is_some_and(is_asked) {
            return Err(Refusal::OtherNonce);
        }
        self.identity(claims)
    }

    /// Who shows a token, as programs do.
    pub(super) fn validate_bearer_token(&self, claims: &Value, now: i64) -> Result<Identity, Refusal> {
        self.validate_any(claims, now)?;
        // Access tokens of Amazon Cognito have no audience, and name the client instead.
        let named = claims.get("aud").or_else(|| claims.get("client_id"));
        let is_accepted = |it: &&str| {
            *it == self.client_id || self.settings.audiences.iter().any(|accepted| accepted == it)
        };
        if !texts(named).iter().any(is_accepted) {
            return Err(Refusal::OtherAudience);
        }
        self.identity(claims)
    }

    fn validate_any(&self, claims: &Value, now: i64) -> Result<(), Refusal> {
        if claims.get("iss").and_then(Value::as_str) != Some(self.issuer) {
            return Err(Refusal::OtherIssuer);
        }
        let (time, now) = (|name: &str| claims.get(name).map(Value::as_f64), now as f64);
        if !time("exp").flatten().is_some_and(|it| now < it + LEEWAY) {
            return Err(Refusal::Expired);
        }
        match time("nbf") {
            Some(from) if !from.is_some_and(|it| now >= it - LEEWAY) => Err(Refusal::Early),
            _ => Ok(()),
        }
    }

    fn identity(&self, claims: &Value) -> Result<Identity, Refusal> {
        let who = self.who(claims).ok_or(Refusal::Nameless)?;
        let groups = texts(claim(claims, &self.settings.groups_claim));
        let is_in = |of: &[String]| groups.iter().any(|it| of.iter().any(|group| group == it));
        if is_in(&self.settings.operators) {
            Ok(Identity { who, role: Role::Operator })
        } else if is_in(&self.settings.viewers) {
            Ok(Identity { who, role: Role::Viewer })
        } else {
            Err(Refusal::NoRole(who))
        }
    }

    fn who(&self, claims: &Value) -> Option<String> {
        let name = &self.settings.name_claim;
        // An issuer that says nothing of it may have taken the address from its owner.
        let is_verified = name != "email"
            || claims.get("email_verified").is_some_and(|it| *it == Value::Bool(true) || it == "true");
        let named = claim(claims, name).filter(|_| is_verified).and_then(Value::as_str).map(str::to_owned);
        let subject = || Some(format!("sub:{}", claims.get("sub")?.as_str()?));
        named.filter(|it| is_name(it)).or_else(subject).filter(|it| is_name(it))
    }
}

/// A claim by its name, or by a path (RFC 6901) that begins with a slash.
fn claim<'a>(claims: &'a Value, name: &str) -> Option<&'a Value> {
    if name.starts_with('/') { claims.pointer(name) } else { claims.get(name) }
}

/// The texts of a claim that is a list of them, or a single one.
fn texts(claim: Option<&Value>) -> Vec<&str> {
    match claim {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one],
        _ => Vec::new(),
    }
}

/// Whether the audit journal can call someone this: visibly, and as it calls nobody else.
fn is_name(text: &str) -> bool {
    let own = ["viewer", "operator", "unknown", PROGRAM, SERVER];
    text.chars().count() <= NAME && is_plain(text) && !own.iter().any(|it| it.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests;
