//! What the clinic records about pets, in the database.

use contract::pets::{ChangedRecord, PetAlert, PetAlertKind, PetRecord, Sex};
use db::{Day, Db, Error, Tx};
use jiff::civil::Date;

db::statements! {
    RECORDS(usize) = records_sql, such as list_lengths;
    ALERTS(usize) = alerts_sql, such as list_lengths;
    UPDATE = "
        update pets set sex = coalesce(?, sex), is_neutered = case when ? = 1 then ? else is_neutered end,
            microchip = case when ? = 1 then ? else microchip end, died_on = case when ? = 1 then ? else died_on end,
            version = version + 1
        where id = ?";
    DELETE_ALERTS = "delete from pet_alerts where pet_id = ?";
    INSERT_ALERT = "insert into pet_alerts (pet_id, kind, note) values (?, ?, ?)";
    ANNOUNCE = "
        insert into customers_death_outbox (pet_id, died_on, pet_version, created_at) values (?, ?, ?, ?)";
}

/// The record of a pet, with its owner and its version.
pub(super) struct FoundRecord {
    pub(super) record: PetRecord,
    pub(super) owner_id: i32,
    pub(super) version: i32,
}

db::row! {
    struct Row {
        id: i32,
        owner_id: i32,
        version: i32,
        sex: String,
        is_neutered: Option<bool>,
        microchip: Option<String>,
        died_on: Option<Day>,
    }
}

db::row! {
    struct AlertRow {
        pet_id: i32,
        kind: String,
        note: Option<String>,
    }
}

/// The records of pets, by pet. Never from a replica: an alert or a death must not lag.
pub(super) async fn of(db: &Db, pet_ids: &[i32]) -> Result<Vec<FoundRecord>, Error> {
    let Some(&last) = pet_ids.last() else { return Ok(Vec::new()) };
    // Padding lists to a power of two lets a connection prepare a handful of statements instead of one for every length.
    let length = pet_ids.len().next_power_of_two();
    let padded = || pet_ids.iter().copied().chain(std::iter::repeat(last)).take(length);
    // The versions first: alerts that are newer than them can only make a change be refused that is based on them.
    let rows = db::fetch!(db, all Row, RECORDS.fill(&length), ..padded())?;
    let alerts = db::fetch!(db, all AlertRow, ALERTS.fill(&length), ..padded())?;
    let mut records: Vec<_> = rows.into_iter().map(record).collect::<Result<_, _>>()?;
    for AlertRow { pet_id, kind, note } in alerts {
        let kind = PetAlertKind::ALL.into_iter().find(|it| it.name() == kind).unwrap_or(PetAlertKind::Other);
        if let Ok(place) = records.binary_search_by_key(&pet_id, |it: &FoundRecord| it.record.pet_id)
            && let Some(found) = records.get_mut(place)
        {
            found.record.alerts.push(PetAlert { kind, note });
        }
    }
    Ok(records)
}

fn record(row: Row) -> Result<FoundRecord, Error> {
    let sex = Sex::ALL.into_iter().find(|it| it.name() == row.sex);
    let sex = sex.ok_or_else(|| Error::Failed(format!("pet {} has an unknown sex", row.id).into()))?;
    let record = PetRecord {
        pet_id: row.id,
        sex,
        is_neutered: row.is_neutered,
        microchip: row.microchip,
        alerts: Vec::new(),
        died_on: row.died_on.map(Date::from),
    };
    Ok(FoundRecord { record, owner_id: row.owner_id, version: row.version })
}

fn places(length: usize) -> String {
    vec!["?"; length].join(", ")
}

fn records_sql(length: &usize) -> String {
    let places = places(*length);
    format!(
        "select id, owner_id, version, sex, is_neutered, microchip, died_on from pets where id in ({places}) order by id"
    )
}

fn alerts_sql(length: &usize) -> String {
    let places = places(*length);
    format!("select pet_id, kind, note from pet_alerts where pet_id in ({places}) order by pet_id, id")
}

fn list_lengths() -> Vec<usize> {
    vec![1, 4]
}

/// Changes the record of a locked pet.
pub(super) async fn update(tx: &mut Tx, pet_id: i32, change: &ChangedRecord) -> Result<(), Error> {
    let ChangedRecord { sex, is_neutered, microchip, alerts, died_on } = change;
    db::execute!(
        tx,
        UPDATE,
        sex.map(Sex::name),
        i32::from(is_neutered.is_some()),
        is_neutered.flatten(),
        i32::from(microchip.is_some()),
        microchip.as_ref().and_then(Option::as_deref),
        i32::from(died_on.is_some()),
        died_on.flatten().map(Day),
        pet_id
    )?;
    let Some(alerts) = alerts else { return Ok(()) };
    db::execute!(tx, DELETE_ALERTS, pet_id)?;
    for PetAlert { kind, note } in alerts {
        db::execute!(tx, INSERT_ALERT, pet_id, kind.name(), note)?;
    }
    Ok(())
}

/// Announces a pet's death, or that it did not die after all, in the outbox.
pub(super) async fn announce(
    tx: &mut Tx,
    pet_id: i32,
    died_on: Option<Date>,
    version: i32,
    now: i64,
) -> Result<(), Error> {
    db::execute!(tx, ANNOUNCE, pet_id, died_on.map(Day), version, now)?;
    Ok(())
}
