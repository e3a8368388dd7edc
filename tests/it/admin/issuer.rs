//! An OpenID Connect issuer at the wire, which is as strict as the specifications are, and a browser that goes there and back.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{ANY_PORT, NOW, listen};

/// The id of the admin server at the issuer, which a form writes in another way.
pub(crate) const CLIENT: &str = "clinic:console";
/// Its secret, likewise.
pub(crate) const SECRET: &str = "s+cret/7";

/// An issuer.
#[derive(Clone)]
pub(crate) struct Issuer {
    pub(crate) url: String,
    state: Arc<Mutex<Inside>>,
}

struct Inside {
    key: EncodingKey,
    key_id: String,
    /// What may be exchanged, by the code.
    codes: BTreeMap<String, Granted>,
    /// How often the keys were read.
    key_readings: u32,
    is_down: bool,
}

struct Granted {
    redirect_uri: String,
    challenge: String,
    claims: Value,
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let listener = listen(ANY_PORT).await;
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inside = Inside {
            key: new_key(),
            key_id: "first".to_owned(),
            codes: BTreeMap::new(),
            key_readings: 0,
            is_down: false,
        };
        let issuer = Self { url, state: Arc::new(Mutex::new(inside)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    /// The settings of an admin server whose people sign in here.
    pub(crate) fn settings(&self) -> Vec<(&str, &str)> {
        vec![
            ("oidc.issuer", &self.url),
            ("oidc.client-id", CLIENT),
            ("oidc.client-secret", SECRET),
            ("oidc.audiences", "deploy"),
        ]
    }

    /// What a token says of a person of these groups, unless something is put in its place.
    pub(crate) fn claims(&self, groups: &[&str], change: &Value) -> Value {
        let mut all = json!({
            "iss": self.url, "sub": "7f3a", "aud": CLIENT, "iat": NOW, "exp": NOW + 300,
            "email": "ann@clinic.example", "email_verified": true, "groups": groups
        });
        for (name, value) in change.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    }

    /// Signs a token.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let state = self.state.lock().unwrap();
        let header = Header { kid: Some(state.key_id.clone()), ..Header::new(Algorithm::ES256) };
        encode(&header, claims, &state.key).unwrap()
    }

    /// Signs tokens with a new key from now on.
    pub(crate) fn rotate(&self) {
        let mut state = self.state.lock().unwrap();
        (state.key, state.key_id) = (new_key(), "second".to_owned());
    }

    /// Whether it answers errors alone.
    pub(crate) fn set_down(&self, is_down: bool) {
        self.state.lock().unwrap().is_down = is_down;
    }

    pub(crate) fn key_readings(&self) -> u32 {
        self.state.lock().unwrap().key_readings
    }

    /// Signs a person in who was led here, and returns the path that leads back.
    pub(crate) fn grant(&self, location: &str, claims: Value) -> String {
        let url = Url::parse(location).unwrap();
        assert!(location.starts_with(&format!("{}/authorize?tenant=7&", self.url)), "{location}");
        let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], CLIENT);
        assert_eq!(query["scope"], "openid email");
        assert_eq!(query["code_challenge_method"], "S256");
        assert_eq!(query["redirect_uri"], "https://clinic.example/admin/oidc/callback");
        let mut all = claims;
        if all["nonce"].is_null() {
            all["nonce"] = query["nonce"].clone().into();
        }
        let mut state = self.state.lock().unwrap();
        let code = format!("code {}", state.codes.len());
        let granted = Granted {
            redirect_uri: query["redirect_uri"].clone(),
            challenge: query["code_challenge"].clone(),
            claims: all,
        };
        state.codes.insert(code.clone(), granted);
        let code = code.replace(' ', "%20");
        format!("/admin/oidc/callback?code={code}&state={}&session_state=x", query["state"])
    }
}

fn new_key() -> EncodingKey {
    EncodingKey::from_ec_der(&rcgen::KeyPair::generate().unwrap().serialize_der())
}

async fn configuration(State(issuer): State<Issuer>) -> (StatusCode, String) {
    let url = &issuer.url;
    let configuration = json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize?tenant=7"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
    });
    let status = if issuer.state.lock().unwrap().is_down { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
    (status, configuration.to_string())
}

async fn keys(State(issuer): State<Issuer>) -> String {
    let mut state = issuer.state.lock().unwrap();
    state.key_readings += 1;
    let mut key =
        serde_json::to_value(Jwk::from_encoding_key(&state.key, Algorithm::ES256).unwrap()).unwrap();
    key["kid"] = state.key_id.clone().into();
    json!({ "keys": [key] }).to_string()
}

async fn token(State(issuer): State<Issuer>, headers: HeaderMap, body: String) -> (StatusCode, String) {
    let refused = |error: &str| (StatusCode::BAD_REQUEST, json!({ "error": error }).to_string());
    let expected = format!("Basic {}", BASE64_STANDARD.encode("clinic%3Aconsole:s%2Bcret%2F7"));
    if headers.get("authorization").is_none_or(|it| it != expected.as_str()) {
        return (StatusCode::UNAUTHORIZED, json!({"error": "invalid_client"}).to_string());
    }
    let form = Url::parse(&format!("form:?{body}")).unwrap();
    let form: BTreeMap<_, _> = form.query_pairs().into_owned().collect();
    if form["grant_type"] != "authorization_code" {
        return refused("unsupported_grant_type");
    }
    // A code is good once.
    let Some(granted) = issuer.state.lock().unwrap().codes.remove(&form["code"]) else {
        return refused("invalid_grant");
    };
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    if challenge != granted.challenge || form["redirect_uri"] != granted.redirect_uri {
        return refused("invalid_grant");
    }
    let tokens =
        json!({"token_type": "Bearer", "access_token": "x", "id_token": issuer.sign(&granted.claims)});
    (StatusCode::OK, tokens.to_string())
}

/// A browser, which follows no redirect by itself.
pub(crate) struct Browser {
    client: reqwest::Client,
    origin: String,
    /// The cookies, as `name=value; name=value`.
    pub(crate) cookies: BTreeMap<String, String>,
}

/// Where a browser was led.
pub(crate) struct Led {
    pub(crate) to: String,
    /// The cookie that was set, with its attributes.
    pub(crate) cookie: Option<String>,
}

impl Browser {
    pub(crate) fn at(address: SocketAddr) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, origin: format!("http://{address}"), cookies: BTreeMap::new() }
    }

    /// Goes to a path, and says where that leads.
    pub(crate) async fn led_to(&mut self, path: &str) -> Led {
        // The console leads to the issuer, which leads back: a browser leaves out cookies that are strict then.
        let is_back = path.contains("/callback");
        let sent = self.cookies.iter().filter(|(name, _)| !is_back || !name.ends_with("petclinic-admin"));
        let pairs: Vec<_> = sent.map(|(name, value)| format!("{name}={value}")).collect();
        let site = if is_back { "cross-site" } else { "same-origin" };
        let request = self.client.get(format!("{}{path}", self.origin));
        let request = request.header("cookie", pairs.join("; ")).header("sec-fetch-site", site);
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), 303, "{path}");
        let text = |name: &str| reply.headers().get(name).map(|it| it.to_str().unwrap().to_owned());
        let (to, cookie) = (text("location").unwrap(), text("set-cookie"));
        if let Some(cookie) = &cookie {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Led { to, cookie }
    }

    /// Goes to the issuer and comes back with these claims.
    pub(crate) async fn sign_in(&mut self, issuer: &Issuer, claims: Value) -> Led {
        let led = self.led_to("/admin/oidc").await;
        self.led_to(&issuer.grant(&led.to, claims)).await
    }

    /// What is at a path for who is signed in.
    pub(crate) async fn get(&self, path: &str) -> crate::http::Reply {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.get(format!("{}{path}", self.origin)).header("cookie", pairs.join("; "));
        crate::http::Reply::of(request).await
    }
}
