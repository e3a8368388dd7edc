//! Instances in the database, which all processes of the admin server share.

use contract::admin::{EventKind, InstanceId, Registration};
use db::{Db, Error, Tx};

use crate::journal::store::{self as journal, Happened};
use crate::statuses::Waiting;

db::statements! {
    ALL = "select id, source, registration, version, renewed_at from admin_instances order by id limit ?";
    COUNT = "select count(*) from admin_instances where source = ?";
    INSERT = "
        insert into admin_instances (id, application, source, registration, version, status, status_at, registered_at, renewed_at)
        values (?, ?, ?, ?, 0, 'UNKNOWN', ?, ?, ?)";
    RENEW = "update admin_instances set registration = ?, renewed_at = ? where id = ?";
    SET_STATUS = "
        update admin_instances set status = ?, status_at = ?, version = version + 1
        where id = ? and status <> ? and status_at <= ?";
    VERSION = "select version from admin_instances where id = ?";
    DELETE = "delete from admin_instances where id = ? and renewed_at = ?";
}

/// The most instances.
pub(crate) const MOST: i32 = 1_000;

/// How the admin server knows an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// It found it.
    Discovery,
    /// It registered itself.
    HttpApi,
}

impl Source {
    /// Its name in the database and on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::HttpApi => "http-api",
        }
    }
}

/// An instance as stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: InstanceId,
    pub(crate) source: Source,
    pub(crate) registration: Registration,
    pub(crate) version: i32,
    pub(crate) renewed_at: i64,
}

/// All instances, by id.
pub(crate) async fn all(db: &Db) -> Result<Vec<Stored>, Error> {
    db::row! {
        struct Row {
            id: String,
            source: String,
            registration: String,
            version: i32,
            renewed_at: i64,
        }
    }
    let rows = db::fetch!(db, all Row, ALL, MOST)?;
    let stored = |row: Row| {
        let broken = || Error::Failed(format!("instance {} is stored in another form", row.id).into());
        Ok(Stored {
            id: row.id.parse().map_err(|_| broken())?,
            source: if row.source == "http-api" { Source::HttpApi } else { Source::Discovery },
            registration: serde_json::from_str(&row.registration).map_err(|_| broken())?,
            version: row.version,
            renewed_at: row.renewed_at,
        })
    };
    rows.into_iter().map(stored).collect()
}

/// How many instances of a source there are.
pub(crate) async fn count(tx: &mut Tx, source: Source) -> Result<i64, Error> {
    db::fetch_in!(tx, value i64, COUNT, source.as_str())
}

/// Adds an instance, with its event; `false` if it is there already.
pub(crate) async fn insert(tx: &mut Tx, stored: &Stored) -> Result<(), Error> {
    let Stored { id, source, registration, renewed_at: now, .. } = stored;
    let (text, json) = (id.to_string(), json(registration)?);
    let name = registration.name.as_str();
    db::execute!(tx, INSERT, text.as_str(), name, source.as_str(), json.as_str(), now, now, now)?;
    let event = Happened {
        id: *id,
        application: name,
        version: 0,
        kind: EventKind::Registered,
        status: None,
        registration: Some(&json),
    };
    journal::add(tx, &event, *now).await
}

/// Notes that an instance registered itself again; `false` if it is not there.
pub(crate) async fn renew(
    tx: &mut Tx,
    id: InstanceId,
    registration: &Registration,
    now: i64,
) -> Result<bool, Error> {
    let (text, json) = (id.to_string(), json(registration)?);
    Ok(db::execute!(tx, RENEW, json.as_str(), now, text.as_str())?.rows > 0)
}

/// Notes another status, with its event. Returns the new version; `None` if the instance is gone, or the status is known already, since
/// another process was faster. One that is late changes nothing if a later one is known.
pub(crate) async fn set_status(tx: &mut Tx, change: &Waiting) -> Result<Option<i32>, Error> {
    let Waiting { id, application, status, at, is_late } = change;
    let (text, status) = (id.to_string(), status.as_str());
    // The clocks of processes differ a little, so only what is late is compared.
    let latest = if *is_late { *at } else { i64::MAX };
    if db::execute!(tx, SET_STATUS, status, at, text.as_str(), status, latest)?.rows == 0 {
        return Ok(None);
    }
    let version = db::fetch_in!(tx, value i32, VERSION, text.as_str())?;
    let kind = EventKind::StatusChanged;
    let event = Happened { id: *id, application, version, kind, status: Some(status), registration: None };
    journal::add(tx, &event, *at).await?;
    Ok(Some(version))
}

/// Removes an instance, with its event, unless it was renewed since; `false` if nothing was removed.
pub(crate) async fn delete(tx: &mut Tx, stored: &Stored, now: i64) -> Result<bool, Error> {
    let text = stored.id.to_string();
    if db::execute!(tx, DELETE, text.as_str(), stored.renewed_at)?.rows == 0 {
        return Ok(false);
    }
    let event = Happened {
        id: stored.id,
        application: &stored.registration.name,
        version: stored.version + 1,
        kind: EventKind::Deregistered,
        status: None,
        registration: None,
    };
    journal::add(tx, &event, now).await?;
    Ok(true)
}

fn json(registration: &Registration) -> Result<String, Error> {
    serde_json::to_string(registration).map_err(|error| Error::Failed(error.into()))
}
