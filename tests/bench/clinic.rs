//! A synthetic clinic of any size, deterministic: the sample data and a given number of further owners, pets and visits.

mod names;
mod store;

use std::time::Duration;

use anyhow::Result;
use contract::search_key::{search_key, telephone_key};
use db::{DatabaseUrl, Db, Limits, Seed, Stream};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::environment::Database;

/// The last ids of the sample data; synthetic records follow.
const LAST_OWNER: u32 = 10;
const LAST_PET: u32 = 13;
/// The number of owners per last name; the sample data has such a pair, too.
const NAMESAKES: u32 = 2;
const TYPES: u32 = 6;
/// Rows per insert.
const BATCH: usize = 500;
/// Rows per transaction.
const CHUNK: u32 = 5_000;

/// The number of records beyond the sample data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clinic {
    pub(crate) owners: u32,
    pub(crate) pets: u32,
    pub(crate) visits: u32,
}

/// A synthetic owner.
pub(crate) struct Owner {
    pub(crate) id: u32,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: String,
    pub(crate) address: String,
    pub(crate) city: &'static str,
    pub(crate) telephone: String,
}

/// A synthetic pet.
pub(crate) struct Pet {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    pub(crate) birth_date: Date,
    pub(crate) type_id: u32,
    pub(crate) owner_id: u32,
}

/// A synthetic visit.
pub(crate) struct Visit {
    pub(crate) pet_id: u32,
    pub(crate) date: Date,
    pub(crate) description: &'static str,
}

impl Clinic {
    /// A clinic of a realistic size.
    pub(crate) const USUAL: Clinic = Clinic { owners: 1_000, pets: 2_000, visits: 5_000 };
    /// A clinic large enough to expose a statement that reads more rows than it needs.
    pub(crate) const LARGE: Clinic = Clinic { owners: 100_000, pets: 200_000, visits: 500_000 };

    /// The owner with this number, counted from 0.
    pub(crate) fn owner(self, number: u32) -> Owner {
        let chance = scatter(number, 1);
        Owner {
            id: LAST_OWNER + 1 + number,
            first_name: names::pick(&names::FIRST, chance),
            last_name: names::last(number % (self.owners / NAMESAKES).max(1)),
            address: format!("{} {}", 1 + chance / 64 % 2_900, names::pick(&names::STREETS, chance / 7)),
            city: names::pick(&names::CITIES, chance / 11),
            telephone: format!("608{:07}", scatter(number, 3) % 10_000_000),
        }
    }

    /// The pet with this number, counted from 0.
    pub(crate) fn pet(self, number: u32) -> Pet {
        let chance = scatter(number, 4);
        // The first pets go to the owners in order, so that each owner has one; the rest are scattered.
        let owner = if number < self.owners { number } else { scatter(number, 5) % self.owners };
        Pet {
            id: LAST_PET + 1 + number,
            name: names::pick(&names::PETS, chance),
            birth_date: day(2010, chance / 32),
            type_id: 1 + chance / 5 % TYPES,
            owner_id: LAST_OWNER + 1 + owner,
        }
    }

    /// The visit with this number, counted from 0.
    fn visit(self, number: u32) -> Visit {
        let chance = scatter(number, 6);
        Visit {
            pet_id: LAST_PET + 1 + scatter(number, 7) % self.pets,
            date: day(2021, chance),
            description: names::pick(&names::REASONS, chance / 13),
        }
    }

    /// Creates the clinic in a new schema or file.
    pub(crate) async fn make(self, database: &Database) -> Result<()> {
        let url: DatabaseUrl = database.url.parse()?;
        let limits = Limits { statement: Duration::from_mins(1), ..Limits::default() };
        if let Some(schema) = database.schema() {
            store::drop_schema(&Db::open(&url, &limits).await?, schema).await?;
        }
        let db = Db::open(&url, &limits).await?;
        for stream in Stream::ALL {
            db::prepare(&db, stream, Seed::Sample).await?;
        }
        let progress = progress(self, database)?;
        for range in ranges(self.owners) {
            store::insert_owners(&db, &batches(range.clone(), |it| owner_row(self.owner(it)))).await?;
            progress.inc(range.len() as u64);
        }
        for range in ranges(self.pets) {
            store::insert_pets(&db, &batches(range.clone(), |it| pet_row(self.pet(it)))).await?;
            progress.inc(range.len() as u64);
        }
        for range in ranges(self.visits) {
            store::insert_visits(&db, &batches(range.clone(), |it| self.visit(it))).await?;
            progress.inc(range.len() as u64);
        }
        progress.finish_and_clear();
        store::analyze(&db).await?;
        db.close().await;
        Ok(())
    }
}

fn owner_row(owner: Owner) -> store::OwnerRow {
    let [first, last, city] = [owner.first_name, &owner.last_name, owner.city].map(search_key);
    let keys = [first, last, city, telephone_key(&owner.telephone)];
    (owner, keys)
}

fn pet_row(pet: Pet) -> store::PetRow {
    let key = search_key(pet.name);
    (pet, key)
}

fn ranges(count: u32) -> impl Iterator<Item = std::ops::Range<u32>> {
    (0..count).step_by(CHUNK as usize).map(move |from| from..count.min(from + CHUNK))
}

fn batches<T>(numbers: std::ops::Range<u32>, row: impl Fn(u32) -> T) -> Vec<Vec<T>> {
    let numbers: Vec<_> = numbers.collect();
    numbers.chunks(BATCH).map(|numbers| numbers.iter().map(|it| row(*it)).collect()).collect()
}

fn progress(clinic: Clinic, database: &Database) -> Result<ProgressBar> {
    let rows = [clinic.owners, clinic.pets, clinic.visits].map(u64::from);
    let bar = ProgressBar::new(rows.iter().sum());
    bar.set_style(ProgressStyle::with_template(
        "     {prefix} {bar:40} {human_pos}/{human_len} rows, {eta} left",
    )?);
    bar.set_prefix(format!("load {}", database.name));
    Ok(bar)
}

/// A pseudo-random number, always the same for a number and a stream.
pub(crate) fn scatter(number: u32, stream: u32) -> u32 {
    // Two rounds of multiply and shift, so that neighbouring inputs end far apart.
    let mut mixed = (u64::from(stream) << 32 | u64::from(number)).wrapping_add(1);
    for _ in 0..2 {
        mixed = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^= mixed >> 32;
    }
    (mixed & u64::from(u32::MAX)) as u32
}

fn day(year: i16, chance: u32) -> Date {
    let first = Date::constant(year, 1, 1);
    first.saturating_add(i64::from(chance % 1_500).days())
}
