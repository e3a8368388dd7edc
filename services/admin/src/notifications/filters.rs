//! Filters, which keep people from being told of an application or of an instance.

pub(crate) mod store;

use contract::admin::{AuditAction, InstanceId, NewFilter, NotificationFilter};
use contract::routes::{AddNotificationFilter, ListNotificationFilters, RemoveNotificationFilter};
use http::StatusCode;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::audit::Change;
use crate::caller::Caller;
use crate::time::rfc3339;
use crate::{Admin, audit};

/// The most filters.
pub(crate) const MOST: i64 = 100;
/// What comes before the number in a filter's id.
const PREFIX: &str = "F-";

/// A filter as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) id: i32,
    pub(crate) of: NewFilter,
    /// When it ends, in seconds since 1970; `None` if someone must remove it.
    pub(crate) expires_at: Option<i64>,
}

impl Filter {
    /// Its id on the wire.
    pub(crate) fn name(&self) -> String {
        format!("{PREFIX}{}", self.id)
    }

    /// Whether it silences an application.
    pub(crate) fn is_of_application(&self, name: &str) -> bool {
        matches!(&self.of, NewFilter::Application(it) if it == name)
    }

    /// Whether it silences an instance.
    pub(crate) fn is_of_instance(&self, id: InstanceId) -> bool {
        matches!(&self.of, NewFilter::Instance(it) if *it == id)
    }

    fn shown(&self, now: i64) -> NotificationFilter {
        let (application_name, instance_id) = match &self.of {
            NewFilter::Application(name) => (Some(name.clone()), None),
            NewFilter::Instance(id) => (None, Some(*id)),
        };
        NotificationFilter {
            id: self.name(),
            application_name,
            instance_id,
            expiry: self.expires_at.map(rfc3339),
            expired: self.expires_at.is_some_and(|it| it < now),
        }
    }

    /// What the audit journal calls it.
    fn target(&self) -> String {
        match &self.of {
            NewFilter::Application(name) => format!("{} {name}", self.name()),
            NewFilter::Instance(id) => format!("{} {id}", self.name()),
        }
    }
}

pub(crate) async fn list(state: Admin, _: Call<ListNotificationFilters>) -> Outcome<ListNotificationFilters> {
    let now = state.clock.seconds();
    Answer::json(&store::valid(&state.db, now).await?.iter().map(|it| it.shown(now)).collect())
}

pub(crate) async fn add(state: Admin, call: Call<AddNotificationFilter>) -> Outcome<AddNotificationFilter> {
    let (caller, now) = (Caller::of(&call)?.clone(), state.clock.seconds());
    let query = call.query;
    // An expiry has whole seconds, and a filter holds for no less than was asked for.
    let expires_at = query
        .ttl
        .map(|it| now.saturating_add(i64::try_from(it.as_millis().div_ceil(1000)).unwrap_or(i64::MAX)));
    let mut filter = Filter { id: 0, of: query.filter, expires_at };
    let added = state.db.transaction(async |tx| {
        store::delete_ended(tx, now).await?;
        if store::count(tx).await? >= MOST {
            let detail =
                format!("there are {MOST} filters, which is as many as there may be; remove one first");
            return Err(Fault::refused(StatusCode::CONFLICT, detail));
        }
        let id = store::insert(tx, &filter).await?;
        let added = Filter { id, ..filter.clone() };
        let change = Change {
            to: Some(expires_at.map_or_else(|| "until removed".to_owned(), rfc3339)),
            ..Change::new(AuditAction::FilterAdded, added.target())
        };
        audit::store::add(tx, &caller.who, Some(caller.role), &change, now).await?;
        Ok(id)
    });
    filter.id = added.await?;
    Answer::json(&filter.shown(now))
}

pub(crate) async fn remove(
    state: Admin,
    call: Call<RemoveNotificationFilter>,
) -> Outcome<RemoveNotificationFilter> {
    let (caller, now) = (Caller::of(&call)?.clone(), state.clock.seconds());
    let given = call.path.filter_id;
    let unknown = || Fault::refused(StatusCode::NOT_FOUND, format!("there is no filter {given}"));
    let id = given.strip_prefix(PREFIX).and_then(|it| it.parse::<i32>().ok()).ok_or_else(unknown)?;
    let removed = state.db.transaction(async |tx| {
        let Some(filter) = store::find(tx, id, now).await?.filter(|it| it.name() == given) else {
            return Err(unknown());
        };
        store::delete(tx, id).await?;
        let change = Change {
            from: Some(filter.expires_at.map_or_else(|| "until removed".to_owned(), rfc3339)),
            ..Change::new(AuditAction::FilterRemoved, filter.target())
        };
        Ok(audit::store::add(tx, &caller.who, Some(caller.role), &change, now).await?)
    });
    removed.await?;
    Ok(Answer::empty())
}
