//! The keys of an issuer (RFC 7517), and the signatures of its tokens (RFC 7515).

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

/// The most keys of an issuer.
const MOST: usize = 64;

/// The keys with which an issuer signs tokens.
pub(super) struct Keys(Vec<Key>);

struct Key {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

/// Why a signature is not accepted. No text says what is in the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unverified {
    #[error("it is no signed token, or one of a kind that is not accepted")]
    Malformed,
    #[error("its issuer has no such key")]
    UnknownKey,
    #[error("its signature is wrong")]
    Forged,
}

impl Keys {
    /// Reads a set of keys. Those for other purposes, and those of kinds that are not known, are left out.
    ///
    /// # Errors
    /// If the text is no set of keys.
    pub(super) fn read(text: &[u8]) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let set: Set = serde_json::from_slice(text)?;
        let keys = set.keys.into_iter().filter_map(|it| Key::of(&serde_json::from_value(it).ok()?));
        Ok(Self(keys.take(MOST).collect()))
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a token says, if one of the keys signed it. Whether it holds is another question.
    pub(super) fn verify(&self, token: &str) -> Result<Value, Unverified> {
        let header = decode_header(token).map_err(|_| Unverified::Malformed)?;
        // What must be understood is not (RFC 7515, section 4.1.11).
        if header.crit.is_some() || header.enc.is_some() {
            return Err(Unverified::Malformed);
        }
        let is_meant = |it: &&Key| {
            it.algorithms.contains(&header.alg)
                && (header.kid.is_none() || header.kid == it.id || it.id.is_none())
        };
        let mut validation = Validation::new(header.alg);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let mut unverified = Unverified::UnknownKey;
        for key in self.0.iter().filter(is_meant) {
            match decode::<Value>(token, &key.key, &validation) {
                Ok(verified) => return Ok(verified.claims),
                Err(_) => unverified = Unverified::Forged,
            }
        }
        Err(unverified)
    }
}

impl Key {
    /// A key for signatures. Those that two share are none: who knows them could sign as well.
    fn of(jwk: &Jwk) -> Option<Self> {
        use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
        if jwk.common.public_key_use.as_ref().is_some_and(|it| *it != PublicKeyUse::Signature) {
            return None;
        }
        let mut algorithms = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => vec![RS256, RS384, RS512, PS256, PS384, PS512],
            AlgorithmParameters::EllipticCurve(key) => match key.curve {
                EllipticCurve::P256 => vec![ES256],
                EllipticCurve::P384 => vec![ES384],
                _ => return None,
            },
            AlgorithmParameters::OctetKeyPair(_) => vec![EdDSA],
            _ => return None,
        };
        if let Some(only) = jwk.common.key_algorithm {
            algorithms.retain(|it| KeyAlgorithm::from(*it) == only);
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        (!algorithms.is_empty()).then(|| Self { id: jwk.common.key_id.clone(), algorithms, key })
    }
}

#[cfg(test)]
mod tests;
