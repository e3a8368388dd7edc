//! One text of SQL for both databases: each macro expands its expression once per driver.
//!
//! Macros and not functions, since a closure that is generic over the driver cannot be passed, and a boxed one costs.

/// Runs a query that only reads, outside of transactions: `Result<T, db::Error>`.
///
/// The expression is evaluated again on a fresh connection if a reused one turned out broken, and on the writer if a
/// [`replica`](crate::Db::replica) did, so it may only borrow what it binds.
///
/// ```text
/// db::read!(db, c => sqlx::query_as::<_, Owner>(BY_ID).bind(id).fetch_optional(c))
/// ```
#[macro_export]
macro_rules! read {
    ($db:expr, $connection:ident => $query:expr $(,)?) => {
        match $db.__readers() {
            $crate::__private::Readers::MySql(attempts) => $crate::__read!(attempts, $connection => $query),
            $crate::__private::Readers::Sqlite(attempts) => $crate::__read!(attempts, $connection => $query),
        }
    };
}

/// Runs a query inside a transaction: `Result<T, db::Error>`.
///
/// ```text
/// db::query!(tx, c => sqlx::query_as::<_, Owner>(BY_ID).bind(id).fetch_optional(c))
/// ```
#[macro_export]
macro_rules! query {
    ($tx:expr, $connection:ident => $query:expr $(,)?) => {
        match $tx.__parts() {
            $crate::__private::Parts::MySql(lease) => $crate::__statement!(lease, $connection => $query),
            $crate::__private::Parts::Sqlite(lease) => $crate::__statement!(lease, $connection => $query),
        }
    };
}

/// Runs a statement that returns no rows inside a transaction: `Result<db::Done, db::Error>`.
///
/// ```text
/// db::execute!(tx, c => sqlx::query(INSERT).bind(name).execute(c))
/// ```
#[macro_export]
macro_rules! execute {
    ($tx:expr, $connection:ident => $query:expr $(,)?) => {
        match $tx.__parts() {
            $crate::__private::Parts::MySql(lease) => {
                $crate::__statement!(lease, $connection => $query).map($crate::Done::from)
            }
            $crate::__private::Parts::Sqlite(lease) => {
                $crate::__statement!(lease, $connection => $query).map($crate::Done::from)
            }
        }
    };
}

/// Declares a struct that a row is read into, column by column; a field whose column is called otherwise names it.
///
/// This takes the place of sqlx's derive, whose macros compile both drivers a second time, for the machine that builds.
///
/// ```text
/// db::row! {
///     /// A pet as stored.
///     struct FoundPet {
///         name: String,
///         owner_first_name: String = "first_name",
///     }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident {
        $($(#[$of_field:meta])* $access:vis $field:ident: $type:ty $(= $column:literal)?),+ $(,)?
    }) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($(#[$of_field])* $access $field: $type,)+
        }

        impl<'row, R: ::sqlx::Row> ::sqlx::FromRow<'row, R> for $name
        where
            &'static str: ::sqlx::ColumnIndex<R>,
            $($type: ::sqlx::Decode<'row, R::Database> + ::sqlx::Type<R::Database>,)+
        {
            fn from_row(row: &'row R) -> ::std::result::Result<Self, ::sqlx::Error> {
                ::std::result::Result::Ok(Self { $($field: row.try_get($crate::__column!($field $($column)?))?,)+ })
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __column {
    ($field:ident) => {
        ::std::stringify!($field)
    };
    ($field:ident $column:literal) => {
        $column
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __statement {
    ($lease:ident, $connection:ident => $query:expr) => {{
        let limit = $lease.limit();
        match $lease.start() {
            Ok($connection) => {
                let outcome = $crate::__private::within(limit, $query).await;
                $lease.finish(outcome)
            }
            Err(error) => Err(error),
        }
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __read {
    ($attempts:ident, $connection:ident => $query:expr) => {{
        let mut attempts = $attempts;
        loop {
            match attempts.pool().lease().await {
                Ok(mut lease) => match $crate::__statement!(lease, $connection => $query) {
                    Err(error) if attempts.again(&error, lease.is_stale()) => {}
                    result => {
                        attempts.settle();
                        break result;
                    }
                },
                Err(error) if attempts.again(&error, false) => {}
                Err(error) => break Err(error),
            }
        }
    }};
}
