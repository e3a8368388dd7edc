//! Passwords: of the secret on AWS, and of the database elsewhere.

use std::collections::BTreeMap;

use contract::admin::Role;
use db::Db;
use serde_json::Value;
use settings::{OperatorToken, SecretStore, Sensitive};
use tokio::sync::Mutex;
use web::fault::Fault;

use super::{hashing, store};
use crate::sessions::digest;

/// The beginning of a hash in PHC form.
const HASHED: &str = "$argon2";

/// The hash of each account's password.
type Hashes = BTreeMap<Role, String>;

/// Accounts with passwords.
pub(crate) struct Passwords {
    source: Source,
    /// The hashes, with the secret that they are of.
    known: Mutex<Option<(Sensitive, Hashes)>>,
    /// A hash of nobody's password: a name that nobody has takes as long as any other.
    nobodys: Mutex<Option<String>>,
}

enum Source {
    Secret(OperatorToken),
    Table(Db),
}

impl Passwords {
    /// The passwords in a secret.
    pub(crate) fn of_secret(secrets: SecretStore, name: String) -> Self {
        let secret = OperatorToken::called("the admin server's secret of passwords", secrets, name);
        Self::of(Source::Secret(secret))
    }

    /// The passwords in the service's own table.
    pub(crate) fn of_table(db: Db) -> Self {
        Self::of(Source::Table(db))
    }

    fn of(source: Source) -> Self {
        Self { source, known: Mutex::default(), nobodys: Mutex::default() }
    }

    async fn hash_of(&self, role: Role) -> Result<Option<String>, Fault> {
        let secret = match &self.source {
            Source::Table(db) => {
                let hashes = store::hashes(db).await?;
                return Ok(hashes.into_iter().find(|it| it.0 == role).map(|it| it.1));
            }
            Source::Secret(secret) => secret.get().await,
        };
        let Some(secret) = secret else { return Ok(None) };
        let mut known = self.known.lock().await;
        if let Some((of, hashes)) = &*known
            && *of == secret
        {
            return Ok(hashes.get(&role).cloned());
        }
        let mut hashes = Hashes::new();
        for (role, password) in passwords(secret.expose()) {
            let hash = if password.starts_with(HASHED) { password } else { hashing::hash(password).await? };
            hashes.insert(role, hash);
        }
        let hash = hashes.get(&role).cloned();
        *known = Some((secret, hashes));
        Ok(hash)
    }

    /// The role of whoever has this name and this password; `None` if nobody has.
    pub(crate) async fn verify(&self, username: &str, password: String) -> Result<Option<Role>, Fault> {
        let role = Role::named(username);
        let hash = match role {
            Some(role) => self.hash_of(role).await?,
            None => None,
        };
        let has_account = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => self.nobodys().await?,
        };
        let is_password = hashing::is_password(password, hash).await?;
        Ok(role.filter(|_| has_account && is_password))
    }

    /// Binds a session, by its secret, to the password that its account has now. `None` without a secret of passwords, or while it
    /// cannot be read. Without the session's secret nobody can find the password by it.
    pub(crate) async fn proof(&self, role: Role, session: &str) -> Option<String> {
        let Source::Secret(secret) = &self.source else { return None };
        let secret = secret.get().await?;
        let of_role = passwords(secret.expose()).into_iter().find(|it| it.0 == role)?;
        Some(digest(&format!("{session}:{}", of_role.1)))
    }

    async fn nobodys(&self) -> Result<String, Fault> {
        let mut nobodys = self.nobodys.lock().await;
        match &*nobodys {
            Some(hash) => Ok(hash.clone()),
            None => Ok(nobodys.insert(hashing::hash(hashing::make_up()?).await?).clone()),
        }
    }
}

/// The passwords in a secret: a JSON object with a text for each account, or else the password of operators alone. An empty one
/// opens nothing.
fn passwords(secret: &str) -> Vec<(Role, String)> {
    let secret = secret.trim();
    let found = match serde_json::from_str::<Value>(secret) {
        Ok(Value::Object(all)) => {
            let of = |role: Role| Some((role, all.get(role.as_str())?.as_str()?.to_owned()));
            Role::ALL.into_iter().filter_map(of).collect()
        }
        _ => vec![(Role::Operator, secret.to_owned())],
    };
    found.into_iter().filter(|(_, password)| !password.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_a_password_for_each_account_or_that_of_operators() {
        let both = passwords(r#"{"viewer": "a", "operator": "b", "other": "c"}"#);
        assert_eq!(both, [(Role::Viewer, "a".to_owned()), (Role::Operator, "b".to_owned())]);
        assert_eq!(passwords("made-up\n"), [(Role::Operator, "made-up".to_owned())]);
        assert_eq!(passwords(r#"{"operator": "b"}"#).len(), 1);
        for nothing in ["", "{}", r#"{"operator": ""}"#, r#"{"operator": 7}"#] {
            assert!(passwords(nothing).is_empty(), "{nothing}");
        }
    }
}
