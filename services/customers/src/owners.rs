//! Owners.

mod all;
pub(crate) mod store;

use contract::owner_ids::OwnerList;
use contract::owners::{Owner, OwnerSearch};
use contract::paging::Page;
use contract::params::QueryParams;
use contract::pets::{Pet, PetType};
use contract::routes::{AddOwner, EditOwner, FindOwner, ListOwners, ListOwnersById, RemoveOwner};
use http::header::{HeaderName, HeaderValue, LINK};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::database::idempotency;
use web::fault::Fault;
use web::preconditions::IfMatch;

use crate::owners::store::Found;
use crate::{Customers, KEYS};

pub(crate) use all::list_all;
pub(crate) use store::{count, statements};

const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

pub(crate) async fn list(state: Customers, call: Call<ListOwners>) -> Outcome<ListOwners> {
    let search = call.query;
    let owners = page(&state, &search).await?;
    let total = state.totals.of(&state.db, &search).await?;
    let last = owners.last().map(|it| it.id).filter(|_| owners.len() == usize::from(search.page.size));
    let answer = Answer::json(&owners)?.header(TOTAL, total.into());
    Ok(match HeaderValue::from_str(&links(&search, last)) {
        Ok(links) => answer.header(LINK, links),
        Err(_) => answer,
    })
}

/// A page of the owners that a search finds.
async fn page(state: &Customers, search: &OwnerSearch) -> Result<Vec<Owner>, Fault> {
    state.search_keys.ready(&state.db).await?;
    let types = state.pet_types.all(&state.db).await?;
    let found = store::page(&state.db, search).await?;
    Ok(found.into_iter().map(|it| owner(it, &types)).collect())
}

/// Links to the first page and, if this page is full, to the next one.
fn links(search: &OwnerSearch, last: Option<i32>) -> String {
    let link = |after, rel| {
        let page = Page { after, ..search.page };
        let pairs = OwnerSearch { page, ..search.clone() }.pairs();
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("</api/customers/owners{mark}{query}>; rel=\"{rel}\"")
    };
    let first = link(0, "first");
    match last {
        Some(last) => format!("{first}, {}", link(last, "next")),
        None => first,
    }
}

pub(crate) async fn list_by_id(state: Customers, call: Call<ListOwnersById>) -> Outcome<ListOwnersById> {
    let types = state.pet_types.all(&state.db).await?;
    let found = store::by_id(&state.db, &call.query.0).await?;
    Answer::json(&OwnerList { items: found.into_iter().map(|it| owner(it, &types)).collect() })
}

pub(crate) async fn find(state: Customers, call: Call<FindOwner>) -> Outcome<FindOwner> {
    let found = load(&state, call.path.owner_id).await?;
    let types = state.pet_types.all(&state.db).await?;
    let version = found.version;
    Ok(Answer::json(&owner(found, &types))?.version(version))
}

/// An owner with its pets, or 404.
pub(crate) async fn load(state: &Customers, id: i32) -> Result<Found, Fault> {
    store::find(&state.db, id).await?.ok_or_else(|| Fault::unknown("owner", id))
}

pub(crate) async fn add(state: Customers, call: Call<AddOwner>) -> Outcome<AddOwner> {
    let (key, now) = (call.key.as_ref(), state.clock.seconds());
    let answer = state.db.transaction(async |tx| {
        if let Some(answer) = idempotency::claim(tx, &KEYS, key, now).await? {
            return Ok(answer);
        }
        let id = store::insert(tx, &call.body).await?;
        let fields = call.body;
        let owner = Owner {
            id,
            first_name: fields.first_name,
            last_name: fields.last_name,
            address: fields.address,
            city: fields.city,
            telephone: fields.telephone,
            pets: Vec::new(),
        };
        let answer = Answer::json(&owner)?.version(0);
        idempotency::keep(tx, &KEYS, key, &answer).await?;
        Ok::<_, Fault>(answer)
    });
    let answer = answer.await?;
    state.totals.changed(1);
    Ok(answer)
}

pub(crate) async fn edit(state: Customers, call: Call<EditOwner>) -> Outcome<EditOwner> {
    let id = call.path.owner_id;
    let version = state.db.transaction(async |tx| {
        let seen = seen(tx, id, &call.if_match).await?;
        if !store::update(tx, id, &call.body, seen).await? {
            return Err(gone_or_changed(id, seen));
        }
        next_version(tx, id, seen).await
    });
    let version = version.await?;
    state.totals.changed(0);
    Ok(Answer::empty().version(version))
}

pub(crate) async fn remove(state: Customers, call: Call<RemoveOwner>) -> Outcome<RemoveOwner> {
    let id = call.path.owner_id;
    let removed = state.db.transaction(async |tx| {
        lock(tx, id, &call.if_match).await?;
        Ok::<_, Fault>(store::delete(tx, id, state.clock.seconds()).await?)
    });
    removed.await?;
    state.totals.changed(-1);
    state.outbox.wake();
    Ok(Answer::empty())
}

/// Locks an owner by giving it its next version, which it returns. Checks that the change is based on the one before.
pub(crate) async fn lock(tx: &mut db::Tx, id: i32, if_match: &IfMatch) -> Result<i32, Fault> {
    let seen = seen(tx, id, if_match).await?;
    if !store::lock(tx, id, seen).await? {
        return Err(gone_or_changed(id, seen));
    }
    next_version(tx, id, seen).await
}

/// The version of an owner that was `seen` before this transaction changed it.
async fn next_version(tx: &mut db::Tx, id: i32, seen: Option<i32>) -> Result<i32, Fault> {
    match seen {
        Some(seen) => Ok(seen + 1),
        None => store::version(tx, id).await?.ok_or_else(|| Fault::unknown("owner", id)),
    }
}

/// Checks that the version in `If-Match` is current and returns it; `None` if the request names none.
async fn seen(tx: &mut db::Tx, id: i32, if_match: &IfMatch) -> Result<Option<i32>, Fault> {
    if *if_match == IfMatch::Absent {
        return Ok(None);
    }
    let version = store::version(tx, id).await?.ok_or_else(|| Fault::unknown("owner", id))?;
    if if_match.admits(version) { Ok(Some(version)) } else { Err(Fault::outdated()) }
}

fn gone_or_changed(id: i32, seen: Option<i32>) -> Fault {
    match seen {
        Some(_) => Fault::outdated(),
        None => Fault::unknown("owner", id),
    }
}

pub(crate) fn owner(found: Found, types: &[PetType]) -> Owner {
    Owner {
        id: found.id,
        first_name: found.first_name,
        last_name: found.last_name,
        address: found.address,
        city: found.city,
        telephone: found.telephone,
        pets: found
            .pets
            .into_iter()
            .map(|it| Pet {
                id: it.id,
                name: it.name,
                birth_date: it.birth_date,
                pet_type: pet_type(types, it.type_id),
            })
            .collect(),
    }
}

/// The type with this id. A foreign key guarantees that it exists, so only one added within the last minute can be missing here.
pub(crate) fn pet_type(types: &[PetType], id: i32) -> PetType {
    let known = types.iter().find(|it| it.id == id);
    known.cloned().unwrap_or_else(|| PetType { id, name: "unknown".to_owned() })
}
