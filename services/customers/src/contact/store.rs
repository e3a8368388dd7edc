//! How owners can be reached, in the database.

use contract::owners::{ChangedContact, OwnerContact, OwnerPhone};
use contract::search_key::telephone_tail;
use db::{Db, Tx};

db::statements! {
    FIND = "select email, version from owners where id = ?";
    PHONES = "select label, number, is_preferred from owner_phones where owner_id = ? order by id";
    UPDATE_EMAIL = "update owners set email = ? where id = ?";
    DELETE_PHONES = "delete from owner_phones where owner_id = ?";
    INSERT_PHONE = "
        insert into owner_phones (owner_id, label, number, number_tail, is_preferred) values (?, ?, ?, ?, ?)";
}

/// How an owner can be reached, and the owner's version.
pub(super) struct FoundContact {
    pub(super) contact: OwnerContact,
    pub(super) version: i32,
}

/// How an owner can be reached.
pub(super) async fn find(db: &Db, owner_id: i32) -> Result<Option<FoundContact>, db::Error> {
    db::row! {
        struct Row {
            email: Option<String>,
            version: i32,
        }
    }
    db::row! {
        struct PhoneRow {
            label: String,
            number: String,
            is_preferred: bool,
        }
    }
    // The version first: phones that are newer than it can only make a change be refused that is based on it.
    let Some(Row { email, version }) = db::fetch!(db, optional Row, FIND, owner_id)? else { return Ok(None) };
    let phones = db::fetch!(db, all PhoneRow, PHONES, owner_id)?;
    let phone = |PhoneRow { label, number, is_preferred }| OwnerPhone { label, number, is_preferred };
    let contact = OwnerContact { email, phones: phones.into_iter().map(phone).collect() };
    Ok(Some(FoundContact { contact, version }))
}

/// Changes how a locked owner can be reached.
pub(super) async fn update(tx: &mut Tx, owner_id: i32, change: &ChangedContact) -> Result<(), db::Error> {
    if let Some(email) = &change.email {
        db::execute!(tx, UPDATE_EMAIL, email, owner_id)?;
    }
    let Some(phones) = &change.phones else { return Ok(()) };
    db::execute!(tx, DELETE_PHONES, owner_id)?;
    for OwnerPhone { label, number, is_preferred } in phones {
        db::execute!(tx, INSERT_PHONE, owner_id, label, number, telephone_tail(number), *is_preferred)?;
    }
    Ok(())
}
