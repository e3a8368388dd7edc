use std::hint::black_box;

use anyhow::{Context, Result, ensure};
use db::{Day, Db};

db::row! {
    /// The columns that the customers service reads for an owner and its pets.
    struct Row {
        id: i32,
        first_name: String,
        last_name: String,
        address: String,
        city: String,
        telephone: String,
        version: i32,
        pet_id: Option<i32>,
        pet_name: Option<String>,
        birth_date: Option<Day>,
        type_id: Option<i32>,
    }
}

/// The customers service's query for an owner.
pub(crate) struct Lookup {
    db: Db,
    sql: &'static str,
    owner: i32,
}

impl Lookup {
    pub(crate) fn new(db: Db, owner: i32) -> Result<Lookup> {
        let statements = customers::statements().into_iter().next().context("customers has no statements")?;
        let sql = statements.texts.into_iter().next().context("its first file has none")?;
        // The service's statement is a constant, too; any other text would be copied for each run.
        Ok(Lookup { db, sql: sql.leak(), owner })
    }

    pub(crate) async fn run(&self) -> Result<()> {
        let Lookup { sql, owner, .. } = *self;
        let rows =
            db::read_undeclared!(&self.db, c => sqlx::query_as::<_, Row>(sql).bind(owner).fetch_all(c))?;
        ensure!(!rows.is_empty(), "owner {owner} is not there");
        black_box(rows);
        Ok(())
    }
}
