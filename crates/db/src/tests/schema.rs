//! The two sets of migrations make the same tables.

use std::array;
use std::collections::BTreeMap;
use std::path::Path;

use sqlx::SqlSafeStr;

use crate::testing::Scratch;
use crate::{Db, Dialect, Seed, Stream, prepare};

/// What a table looks like, in words both databases share.
#[derive(Debug, Default, PartialEq)]
struct Table {
    /// Name, type, nullability.
    columns: Vec<(String, String, bool)>,
    primary_key: Vec<String>,
    indexes: BTreeMap<String, Vec<String>>,
    /// Column and the table it refers to.
    references: BTreeMap<String, String>,
}

type Tables = BTreeMap<String, Table>;

async fn prepared(dialect: Dialect) -> Scratch {
    let scratch = Scratch::open(dialect).await;
    for stream in Stream::ALL {
        prepare(&scratch.db, stream, Seed::Empty).await.unwrap();
    }
    scratch
}

/// The rows of a query, whose columns are texts.
async fn rows<const N: usize>(db: &Db, sql: &'static str) -> Vec<[String; N]> {
    match db {
        Db::MySql(crate::cluster::Cluster { writer: pool, .. }) => {
            use sqlx::Row;
            let mut lease = pool.lease().await.unwrap();
            let rows = sqlx::query(sql).fetch_all(lease.start().unwrap()).await.unwrap();
            rows.iter().map(|row| array::from_fn(|n| row.get(n))).collect()
        }
        Db::Sqlite(pools) => {
            let mut lease = pools.readers.lease().await.unwrap();
            let read = |connection: &rusqlite::Connection, sql: &str, _: &[_]| {
                let mut statement = connection.prepare(sql)?;
                let rows = statement.query_map((), |row| Ok(array::from_fn(|n| row.get_unwrap(n))))?;
                rows.collect()
            };
            lease.start().unwrap().fetch(sql.into_sql_str(), Ok(Vec::new()), read).await.unwrap()
        }
    }
}

/// The same word for the same type: servers name widths nobody chose, and differ in it.
fn common(declared: &str) -> String {
    let declared = declared.to_ascii_lowercase();
    match declared.as_str() {
        "int" | "int(11)" | "integer" => "integer".into(),
        "bigint" | "bigint(20)" => "bigint".into(),
        "tinyint(1)" | "boolean" => "boolean".into(),
        "mediumtext" | "text" => "text".into(),
        _ => declared,
    }
}

async fn tables(db: &Db) -> Tables {
    let (columns, keys, indexes, references) = match db.dialect() {
        Dialect::MySql => (
            "select table_name, column_name, column_type, is_nullable from information_schema.columns
             where table_schema = database() order by table_name, ordinal_position",
            "select table_name, column_name from information_schema.statistics
             where table_schema = database() and index_name = 'PRIMARY' order by table_name, seq_in_index",
            "select table_name, index_name, column_name from information_schema.statistics
             where table_schema = database() and index_name <> 'PRIMARY' order by table_name, index_name, seq_in_index",
            "select table_name, column_name, referenced_table_name from information_schema.key_column_usage
             where table_schema = database() and referenced_table_name is not null",
        ),
        Dialect::Sqlite => (
            "select m.name, c.name, c.type, iif(c.\"notnull\" or c.pk, 'NO', 'YES')
             from sqlite_schema m, pragma_table_info(m.name) c
             where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, c.cid",
            "select m.name, c.name from sqlite_schema m, pragma_table_info(m.name) c
             where m.type = 'table' and m.name not like 'sqlite_%' and c.pk > 0 order by m.name, c.pk",
            "select m.name, l.name, i.name
             from sqlite_schema m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
             where m.type = 'table' and l.origin = 'c' order by m.name, l.name, i.seqno",
            "select m.name, f.\"from\", f.\"table\" from sqlite_schema m, pragma_foreign_key_list(m.name) f
             where m.type = 'table'",
        ),
    };
    let mut tables = Tables::new();
    for [table, column, declared, nullable] in rows(db, columns).await {
        tables.entry(table).or_default().columns.push((column, common(&declared), nullable == "YES"));
    }
    for [table, column] in rows(db, keys).await {
        tables.entry(table).or_default().primary_key.push(column);
    }
    for [table, index, column] in rows(db, indexes).await {
        tables.entry(table).or_default().indexes.entry(index).or_default().push(column);
    }
    for [table, column, target] in rows(db, references).await {
        tables.entry(table).or_default().references.insert(column, target);
    }
    // The record of what was applied is the driver's business.
    tables.retain(|name, _| !name.starts_with("_migrations_"));
    tables
}

#[tokio::test]
async fn both_databases_get_the_same_tables_columns_indexes_and_references() {
    let (mysql, sqlite) = (prepared(Dialect::MySql).await, prepared(Dialect::Sqlite).await);
    let (mysql, sqlite) = (tables(&mysql.db).await, tables(&sqlite.db).await);
    assert_eq!(mysql.len(), 39, "{:?}", mysql.keys());
    assert_eq!(mysql, sqlite);
}

/// MySQL has no transaction around a change of tables, so a file is run again if it was cut off.
#[test]
fn each_mysql_migration_is_one_statement_that_may_run_twice() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    for stream in Stream::ALL {
        for file in std::fs::read_dir(root.join(stream.name()).join("mysql")).unwrap() {
            let path = file.unwrap().path();
            if path.ends_with("seed.sql") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("--")).collect();
            let statement = lines.join("\n");
            // Not `create table`, of which the program would not know that it creates one.
            let repeatable =
                ["CREATE TABLE IF NOT EXISTS ", "insert ignore into ", "ALTER TABLE ", "update "];
            assert!(repeatable.iter().any(|start| statement.starts_with(start)), "{}", path.display());
            assert_eq!(
                statement.trim_end().find(';'),
                Some(statement.trim_end().len() - 1),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn both_sets_of_migrations_have_the_same_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let files = |stream: Stream, dialect: Dialect| {
        let folder = root.join(stream.name()).join(dialect.to_string());
        let files =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<_> = files.collect();
        files.sort();
        files
    };
    for stream in Stream::ALL {
        let (mysql, sqlite) = (files(stream, Dialect::MySql), files(stream, Dialect::Sqlite));
        assert_eq!(mysql, sqlite);
        let (seed, migrations) = mysql.split_last().unwrap();
        assert_eq!(seed, "seed.sql");
        for (number, file) in (1..).zip(migrations) {
            assert!(file.starts_with(&format!("{number:04}_")) && file.ends_with(".sql"), "{file}");
        }
    }
}
