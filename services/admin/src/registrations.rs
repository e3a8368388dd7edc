//! Registrations of instances by themselves.

use contract::admin::{AuditAction, InstanceId, InstancePath, Registered};
use contract::endpoint::Endpoint;
use contract::params::PathParams;
use contract::routes::{FindInstance, RegisterInstance, RemoveInstance};
use http::StatusCode;
use http::header::{HeaderValue, LOCATION};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::audit::Change;
use crate::caller::Caller;
use crate::instances::store::{self, Source, Stored};
use crate::instances::{id_of, known};
use crate::{Admin, audit};

/// The most instances that register themselves.
const MOST: i64 = 500;

pub(crate) async fn register(state: Admin, call: Call<RegisterInstance>) -> Outcome<RegisterInstance> {
    let (caller, now) = (Caller::of(&call)?.clone(), state.clock.seconds());
    let registration = call.body;
    let id = id_of(&registration.name, &registration.health_url);
    if state.instances.get(id).is_some_and(|it| it.registration.source == Source::Discovery.as_str()) {
        return Err(Fault::refused(StatusCode::CONFLICT, "the admin server has found this instance itself"));
    }
    let mut stored = Stored { id, source: Source::HttpApi, registration, version: 0, renewed_at: now };
    let put = state.db.transaction(async |tx| {
        if store::renew(tx, id, &stored.registration, now).await? {
            return Ok(());
        }
        if store::count(tx, Source::HttpApi).await? >= MOST {
            let detail = format!("at most {MOST} instances may register themselves");
            return Err(Fault::refused(StatusCode::CONFLICT, detail));
        }
        store::insert(tx, &stored).await?;
        let change = Change::new(AuditAction::InstanceRegistered, target(&stored));
        Ok(audit::store::add(tx, &caller.who, Some(caller.role), &change, now).await?)
    });
    put.await?;
    stored.version = state.instances.get(id).map_or(0, |it| it.version);
    state.instances.put(stored, now);
    let place = InstancePath { instance_id: id }.fill(FindInstance::ROUTE.path);
    let place = HeaderValue::from_str(&place).map_err(Fault::internal)?;
    Ok(Answer::json(&Registered { id })?.header(LOCATION, place))
}

pub(crate) async fn remove(state: Admin, call: Call<RemoveInstance>) -> Outcome<RemoveInstance> {
    let (caller, now) = (Caller::of(&call)?.clone(), state.clock.seconds());
    let id: InstanceId = call.path.instance_id;
    known(&state, id)?;
    let unknown = || Fault::refused(StatusCode::NOT_FOUND, format!("there is no instance {id}"));
    let stored = store::all(&state.db).await?.into_iter().find(|it| it.id == id).ok_or_else(unknown)?;
    if stored.source == Source::Discovery {
        let detail = "the admin server would find this instance again; stop it instead";
        return Err(Fault::refused(StatusCode::CONFLICT, detail));
    }
    let removed = state.db.transaction(async |tx| {
        store::delete(tx, &stored, now).await?;
        let change = Change::new(AuditAction::InstanceRemoved, target(&stored));
        audit::store::add(tx, &caller.who, Some(caller.role), &change, now).await
    });
    removed.await?;
    state.instances.remove(id);
    Ok(Answer::empty())
}

fn target(stored: &Stored) -> String {
    format!("{} {}", stored.registration.name, stored.id)
}
