//! Statements for the embedded database, built as those of `sqlx` are, so that the macros expand one text for both drivers.

use std::marker::PhantomData;
use std::slice;

use rusqlite::types::{FromSql, ToSql, Value};
use rusqlite::{Connection, Row, params_from_iter};
#[cfg(any(test, feature = "testing"))]
pub use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr, SqlStr};

use super::connection::SqliteConnection;
use crate::tx::Done;

/// A struct that a row is read into; [`row!`](crate::row) implements it.
pub trait FromRow: Sized {
    /// The columns of its fields.
    const COLUMNS: &'static [&'static str];

    /// Reads the columns in their order.
    fn from_row(columns: &mut Columns<'_>) -> rusqlite::Result<Self>;
}

/// The columns of a row that are still to be read.
pub struct Columns<'a> {
    row: &'a Row<'a>,
    positions: slice::Iter<'a, usize>,
}

impl Columns<'_> {
    /// The next one's value.
    pub fn read<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        // There is a position for each name that a row type lists.
        self.row.get(self.positions.next().copied().unwrap_or(usize::MAX))
    }
}

/// A statement with the values that it binds, and `T`, the way it reads rows.
pub struct Query<T> {
    sql: SqlStr,
    values: rusqlite::Result<Vec<Value>>,
    read: PhantomData<fn() -> T>,
}

/// Reads rows into structs.
pub struct Structs<T>(PhantomData<T>);

/// Reads the only column that rows have.
pub struct Scalars<T>(PhantomData<T>);

/// A statement that returns no rows.
pub fn query<S: SqlSafeStr>(sql: S) -> Query<()> {
    Query { sql: sql.into_sql_str(), values: Ok(Vec::new()), read: PhantomData }
}

/// A query whose rows are structs.
pub fn query_as<S: SqlSafeStr, T: FromRow>(sql: S) -> Query<Structs<T>> {
    Query { sql: sql.into_sql_str(), values: Ok(Vec::new()), read: PhantomData }
}

/// A query whose rows have one column.
pub fn query_scalar<S: SqlSafeStr, T: FromSql>(sql: S) -> Query<Scalars<T>> {
    Query { sql: sql.into_sql_str(), values: Ok(Vec::new()), read: PhantomData }
}

/// How a query reads rows.
pub trait Read {
    /// What becomes of a row.
    type Output: Send + 'static;

    /// Reads the rows of a statement, one at most or all.
    fn read(
        connection: &Connection,
        sql: &str,
        values: &[Value],
        most: usize,
    ) -> rusqlite::Result<Vec<Self::Output>>;
}

impl<T: FromRow + Send + 'static> Read for Structs<T> {
    type Output = T;

    fn read(connection: &Connection, sql: &str, values: &[Value], most: usize) -> rusqlite::Result<Vec<T>> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut positions = Vec::with_capacity(T::COLUMNS.len());
        for (expected, name) in T::COLUMNS.iter().enumerate() {
            let is_there = statement.column_name(expected).is_ok_and(|it| it == *name);
            positions.push(if is_there { expected } else { statement.column_index(name)? });
        }
        let mut rows = statement.query(params_from_iter(values))?;
        let mut found = Vec::new();
        while found.len() < most
            && let Some(row) = rows.next()?
        {
            found.push(T::from_row(&mut Columns { row, positions: positions.iter() })?);
        }
        Ok(found)
    }
}

impl<T: FromSql + Send + 'static> Read for Scalars<T> {
    type Output = T;

    fn read(connection: &Connection, sql: &str, values: &[Value], most: usize) -> rusqlite::Result<Vec<T>> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut found = Vec::new();
        while found.len() < most
            && let Some(row) = rows.next()?
        {
            found.push(row.get(0)?);
        }
        Ok(found)
    }
}

impl<T> Query<T> {
    /// Binds the next value.
    pub fn bind(mut self, value: impl ToSql) -> Self {
        if let Ok(values) = &mut self.values {
            match Self::owned(&value) {
                Ok(value) => values.push(value),
                Err(error) => self.values = Err(error),
            }
        }
        self
    }

    fn owned(value: &impl ToSql) -> rusqlite::Result<Value> {
        use rusqlite::types::ToSqlOutput;
        match value.to_sql()? {
            ToSqlOutput::Owned(value) => Ok(value),
            ToSqlOutput::Borrowed(value) => Ok(value.try_into().map_err(rusqlite::Error::from)?),
            other => Err(rusqlite::Error::ToSqlConversionFailure(
                format!("{other:?} is nothing that a column holds").into(),
            )),
        }
    }
}

impl<T: Read + 'static> Query<T> {
    /// Every row.
    pub async fn fetch_all(self, connection: &mut SqliteConnection) -> Result<Vec<T::Output>, sqlx::Error> {
        connection
            .fetch(self.sql, self.values, |connection, sql, values| {
                T::read(connection, sql, values, usize::MAX)
            })
            .await
    }

    /// The first row, if there is one.
    pub async fn fetch_optional(
        self,
        connection: &mut SqliteConnection,
    ) -> Result<Option<T::Output>, sqlx::Error> {
        connection
            .fetch(self.sql, self.values, |connection, sql, values| {
                Ok(T::read(connection, sql, values, 1)?.pop())
            })
            .await
    }

    /// The first row.
    pub async fn fetch_one(self, connection: &mut SqliteConnection) -> Result<T::Output, sqlx::Error> {
        self.fetch_optional(connection).await?.ok_or(sqlx::Error::RowNotFound)
    }
}

impl Query<()> {
    /// Runs a statement inside a transaction. Rows that it returns are not read.
    pub async fn execute(self, connection: &mut SqliteConnection) -> Result<Done, sqlx::Error> {
        connection.write(self.sql, self.values).await
    }
}

/// Statements as they stand, for tests.
#[cfg(any(test, feature = "testing"))]
pub struct RawSql(SqlStr);

/// Statements as they stand, for tests.
#[cfg(any(test, feature = "testing"))]
pub fn raw_sql<S: SqlSafeStr>(sql: S) -> RawSql {
    RawSql(sql.into_sql_str())
}

#[cfg(any(test, feature = "testing"))]
impl RawSql {
    /// Runs them.
    pub async fn execute(self, connection: &mut SqliteConnection) -> Result<Done, sqlx::Error> {
        connection.run_all(self.0).await?;
        Ok(Done { rows: 0, id: 0 })
    }
}
