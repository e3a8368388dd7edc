use std::hint::black_box;

use anyhow::{Context, Result, ensure};
use db::{Day, Db};

/// What the customers service reads for an owner with its pets.
type Row =
    (i32, String, String, String, String, String, i32, Option<i32>, Option<String>, Option<Day>, Option<i32>);

/// The customers service's lookup of an owner.
pub(crate) struct Lookup {
    db: Db,
    sql: &'static str,
    owner: i32,
}

impl Lookup {
    pub(crate) fn new(db: Db, owner: i32) -> Result<Lookup> {
        let sql = customers::statements().into_iter().next().context("customers has no statements")?;
        // The service's is a constant as well; anything else would be copied for each run.
        Ok(Lookup { db, sql: sql.leak(), owner })
    }

    pub(crate) async fn run(&self) -> Result<()> {
        let Lookup { sql, owner, .. } = *self;
        let rows = db::read!(&self.db, c => sqlx::query_as::<_, Row>(sql).bind(owner).fetch_all(c))?;
        ensure!(!rows.is_empty(), "owner {owner} is not there");
        black_box(rows);
        Ok(())
    }
}
