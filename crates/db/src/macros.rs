//! One text of SQL for both databases: each macro expands its query once per driver.
//!
//! Macros and not functions, since a closure that is generic over the driver cannot be passed, and a boxed one costs.
//!
//! What a query gives: `one Row`, `optional Row`, `all Row` for rows that are structs ([`row!`](crate::row)); `value T`,
//! `optional_value T`, `values T` for the only column there is. Then come a declared statement and what it binds; `..list` binds
//! each of a list.

/// Runs a query outside of transactions: `Result<_, db::Error>`.
///
/// It runs again on a fresh connection if a reused one turned out broken, and on the writer if a
/// [`replica`](crate::Db::replica) did, so it may only borrow what it binds.
///
/// ```text
/// db::fetch!(db, optional Owner, BY_ID, id)
/// ```
#[macro_export]
macro_rules! fetch {
    ($db:expr, $give:ident $what:ty, $statement:expr $(, $($bound:tt)*)?) => {{
        let statement = &$statement;
        let statement = $crate::__private::declared(statement);
        $crate::__read!($db, connection, driver =>
            $crate::__query!(driver, $give $what, statement, connection; $($($bound)*)?))
    }};
}

/// Runs a query inside a transaction: `Result<_, db::Error>`.
///
/// ```text
/// db::fetch_in!(tx, value i32, VERSION, id)
/// ```
#[macro_export]
macro_rules! fetch_in {
    ($tx:expr, $give:ident $what:ty, $statement:expr $(, $($bound:tt)*)?) => {{
        let statement = &$statement;
        let statement = $crate::__private::declared(statement);
        $crate::__within!($tx, connection, driver =>
            $crate::__query!(driver, $give $what, statement, connection; $($($bound)*)?))
    }};
}

/// Runs a statement that returns no rows inside a transaction: `Result<db::Done, db::Error>`.
///
/// ```text
/// db::execute!(tx, INSERT, name, city)
/// ```
#[macro_export]
macro_rules! execute {
    ($tx:expr, $statement:expr $(, $($bound:tt)*)?) => {{
        let statement = &$statement;
        let statement = $crate::__private::declared(statement);
        $crate::__execute!($tx, connection, driver =>
            $crate::__bind!(driver::query(statement); $($($bound)*)?).execute(connection))
    }};
}

/// Declares a struct that a row is read into, column by column; a field whose column is called otherwise names it.
///
/// This takes the place of sqlx's derive, which knows one of the drivers, and whose macros compile that one a second time, for the
/// machine that builds.
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

        impl<'row> $crate::__private::sqlx::FromRow<'row, $crate::__private::MySqlRow> for $name {
            fn from_row(
                row: &'row $crate::__private::MySqlRow,
            ) -> ::std::result::Result<Self, $crate::__private::sqlx::Error> {
                use $crate::__private::sqlx::Row as _;
                ::std::result::Result::Ok(Self { $($field: row.try_get($crate::__column!($field $($column)?))?,)+ })
            }
        }

        impl $crate::__private::sqlite::FromRow for $name {
            const COLUMNS: &'static [&'static str] = &[$($crate::__column!($field $($column)?)),+];

            fn from_row(
                columns: &mut $crate::__private::sqlite::Columns<'_>,
            ) -> ::std::result::Result<Self, $crate::__private::rusqlite::Error> {
                ::std::result::Result::Ok(Self { $($field: columns.read()?,)+ })
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

/// Runs any query outside of transactions, for tests: `db::read_undeclared!(db, c => sqlx::query(..).fetch_one(c))`.
#[cfg(any(test, feature = "testing"))]
#[macro_export]
macro_rules! read_undeclared {
    ($db:expr, $connection:ident => $query:expr $(,)?) => { $crate::__read!($db, $connection, sqlx => $query) };
}

/// Runs any statement that returns no rows inside a transaction, for tests.
#[cfg(any(test, feature = "testing"))]
#[macro_export]
macro_rules! execute_undeclared {
    ($tx:expr, $connection:ident => $query:expr $(,)?) => { $crate::__execute!($tx, $connection, sqlx => $query) };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __query {
    ($driver:ident, one $row:ty, $statement:ident, $connection:ident; $($bound:tt)*) => {
        $crate::__bind!($driver::query_as::<_, $row>($statement); $($bound)*).fetch_one($connection)
    };
    ($driver:ident, optional $row:ty, $statement:ident, $connection:ident; $($bound:tt)*) => {
        $crate::__bind!($driver::query_as::<_, $row>($statement); $($bound)*).fetch_optional($connection)
    };
    ($driver:ident, all $row:ty, $statement:ident, $connection:ident; $($bound:tt)*) => {
        $crate::__bind!($driver::query_as::<_, $row>($statement); $($bound)*).fetch_all($connection)
    };
    ($driver:ident, value $type:ty, $statement:ident, $connection:ident; $($bound:tt)*) => {
        $crate::__bind!($driver::query_scalar::<_, $type>($statement); $($bound)*).fetch_one($connection)
    };
    ($driver:ident, optional_value $type:ty, $statement:ident, $connection:ident; $($bound:tt)*) => {
        $crate::__bind!($driver::query_scalar::<_, $type>($statement); $($bound)*)
            .fetch_optional($connection)
    };
    ($driver:ident, values $type:ty, $statement:ident, $connection:ident; $($bound:tt)*) => {
        $crate::__bind!($driver::query_scalar::<_, $type>($statement); $($bound)*).fetch_all($connection)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __bind {
    ($query:expr;) => {
        $query
    };
    ($query:expr; ..$list:expr $(, $($rest:tt)*)?) => {
        $crate::__bind!(
            {
                let mut query = $query;
                for it in $list {
                    query = query.bind(it);
                }
                query
            };
            $($($rest)*)?
        )
    };
    ($query:expr; $value:expr $(, $($rest:tt)*)?) => {
        $crate::__bind!($query.bind($value); $($($rest)*)?)
    };
}

/// Runs any query outside of transactions.
#[doc(hidden)]
#[macro_export]
macro_rules! __read {
    ($db:expr, $connection:ident, $driver:ident => $query:expr $(,)?) => {
        match $db.__readers() {
            $crate::__private::Readers::MySql(attempts) => {
                use $crate::__private::sqlx as $driver;
                $crate::__attempts!(attempts, $connection => $query)
            }
            $crate::__private::Readers::Sqlite(attempts) => {
                use $crate::__private::sqlite as $driver;
                $crate::__attempts!(attempts, $connection => $query)
            }
        }
    };
}

/// Runs any query inside a transaction.
#[doc(hidden)]
#[macro_export]
macro_rules! __within {
    ($tx:expr, $connection:ident, $driver:ident => $query:expr $(,)?) => {
        match $tx.__parts() {
            $crate::__private::Parts::MySql(lease) => {
                use $crate::__private::sqlx as $driver;
                $crate::__statement!(lease, $connection => $query)
            }
            $crate::__private::Parts::Sqlite(lease) => {
                use $crate::__private::sqlite as $driver;
                $crate::__statement!(lease, $connection => $query)
            }
        }
    };
}

/// Runs any statement that returns no rows inside a transaction.
#[doc(hidden)]
#[macro_export]
macro_rules! __execute {
    ($tx:expr, $connection:ident, $driver:ident => $query:expr $(,)?) => {
        match $tx.__parts() {
            $crate::__private::Parts::MySql(lease) => {
                use $crate::__private::sqlx as $driver;
                $crate::__statement!(lease, $connection => $query).map($crate::Done::from)
            }
            $crate::__private::Parts::Sqlite(lease) => {
                use $crate::__private::sqlite as $driver;
                $crate::__statement!(lease, $connection => $query)
            }
        }
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
macro_rules! __attempts {
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
