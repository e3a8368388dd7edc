use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, SignatureAlgorithm};
use serde_json::json;

use super::*;

struct Signer {
    key: EncodingKey,
    algorithm: Algorithm,
    jwk: Value,
}

impl Signer {
    fn new(kind: &'static SignatureAlgorithm, algorithm: Algorithm, id: &str) -> Self {
        let pair = KeyPair::generate_for(kind).unwrap();
        let der = pair.serialize_der();
        let (key, mut jwk) = if algorithm == Algorithm::EdDSA {
            let x = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key_raw());
            (EncodingKey::from_ed_der(&der), json!({"kty": "OKP", "crv": "Ed25519", "x": x}))
        } else {
            let key = EncodingKey::from_ec_der(&der);
            let jwk = Jwk::from_encoding_key(&key, algorithm).unwrap();
            (key, serde_json::to_value(jwk).unwrap())
        };
        jwk["kid"] = id.into();
        Self { key, algorithm, jwk }
    }

    fn sign(&self, id: Option<&str>) -> String {
        let header = Header { kid: id.map(str::to_owned), ..Header::new(self.algorithm) };
        encode(&header, &json!({"sub": "ann"}), &self.key).unwrap()
    }
}

fn keys(all: &[Value]) -> Keys {
    Keys::read(json!({ "keys": all }).to_string().as_bytes()).unwrap()
}

fn p256(id: &str) -> Signer {
    Signer::new(&PKCS_ECDSA_P256_SHA256, Algorithm::ES256, id)
}

#[test]
fn a_token_that_a_key_of_the_issuer_signed_is_read() {
    let all = [
        p256("a"),
        Signer::new(&PKCS_ECDSA_P384_SHA384, Algorithm::ES384, "b"),
        Signer::new(&PKCS_ED25519, Algorithm::EdDSA, "c"),
    ];
    let keys = keys(&all.iter().map(|it| it.jwk.clone()).collect::<Vec<_>>());
    for (signer, id) in all.iter().zip(["a", "b", "c"]) {
        for id in [Some(id), None] {
            assert_eq!(keys.verify(&signer.sign(id)).unwrap()["sub"], "ann");
        }
        assert_eq!(keys.verify(&signer.sign(Some("d"))), Err(Unverified::UnknownKey));
    }
}

#[test]
fn the_example_of_rfc_7515_is_read() {
    // Appendix A.2: RSASSA-PKCS1-v1_5 with SHA-256.
    let key = json!({
        "kty": "RSA", "e": "AQAB",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
    });
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    assert_eq!(keys(&[key]).verify(token).unwrap()["iss"], "joe");
}

#[test]
fn a_forged_token_is_not_read() {
    let (signer, other) = (p256("a"), p256("a"));
    let keys = keys(std::slice::from_ref(&signer.jwk));
    let token = signer.sign(Some("a"));
    let [header, body, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let part = |it: Value| BASE64_URL_SAFE_NO_PAD.encode(it.to_string());
    let admin = part(json!({"sub": "root"}));
    assert_eq!(keys.verify(&format!("{header}.{admin}.{signature}")), Err(Unverified::Forged));
    assert_eq!(keys.verify(&format!("{header}.{body}.")), Err(Unverified::Forged));
    assert_eq!(keys.verify(&other.sign(Some("a"))), Err(Unverified::Forged));
    for bad in [
        json!({"alg": "none"}),
        json!({"alg": "none", "kid": "a"}),
        json!({"alg": "HS256", "kid": "a"}),
        json!({"kid": "a"}),
    ] {
        assert!(keys.verify(&format!("{}.{body}.{signature}", part(bad.clone()))).is_err(), "{bad}");
        assert!(keys.verify(&format!("{}.{body}.", part(bad.clone()))).is_err(), "{bad}");
    }
    let critical = json!({"alg": "ES256", "kid": "a", "crit": ["exp"], "exp": 1});
    assert_eq!(keys.verify(&format!("{}.{body}.{signature}", part(critical))), Err(Unverified::Malformed));
    // The public key is no secret, so whoever signs with it as one is nobody.
    let public = signer.jwk["x"].as_str().unwrap();
    let header = Header { kid: Some("a".to_owned()), ..Header::new(Algorithm::HS256) };
    let shared =
        encode(&header, &json!({"sub": "root"}), &EncodingKey::from_secret(public.as_bytes()).unwrap())
            .unwrap();
    assert_eq!(keys.verify(&shared), Err(Unverified::UnknownKey));
    for broken in ["", ".", "..", "a.b.c", "eyJ.eyJ.eyJ"] {
        assert_eq!(keys.verify(broken), Err(Unverified::Malformed), "{broken}");
    }
}

#[test]
fn keys_for_other_purposes_and_of_other_kinds_are_left_out() {
    let signer = p256("a");
    let mut encrypts = signer.jwk.clone();
    encrypts["use"] = "enc".into();
    let mut other = signer.jwk.clone();
    other["alg"] = "ES384".into();
    let shared = json!({"kty": "oct", "kid": "a", "k": "c2VjcmV0"});
    let unknown = json!({"kty": "new", "kid": "a"});
    for key in [encrypts, other, shared, unknown, json!(7)] {
        assert!(keys(std::slice::from_ref(&key)).is_empty(), "{key}");
    }
    assert!(Keys::read(b"{}").is_err() && Keys::read(b"[]").is_err());
}
