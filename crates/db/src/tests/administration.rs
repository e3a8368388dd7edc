//! Schemas and users of a server.

use std::sync::Arc;

use sqlx::AssertSqlSafe;

use crate::administration::{Admitted, admit, create_schema};
use crate::testing::Scratch;
use crate::{DatabaseUrl, Db, Dialect, Error, Limits, Login, Seed, ServerOptions, Stream, Tls, prepare};

/// A schema with a stream, and a user of it, both gone with the test.
struct Tenant {
    scratch: Scratch,
    username: String,
}

impl Tenant {
    async fn open() -> Self {
        let scratch = Scratch::open(Dialect::MySql).await;
        prepare(&scratch.db, Stream::Vets, Seed::Sample).await.unwrap();
        let username = schema(&scratch).replace("petclinic_test", "vet");
        Self { scratch, username }
    }

    fn login(&self, password: &str) -> Login {
        Login::new(&self.username, password)
    }

    async fn admit(&self, password: &str) -> Admitted {
        self.try_admit(&[password]).await.unwrap()
    }

    async fn try_admit(&self, passwords: &[&str]) -> Result<Admitted, Error> {
        let logins: Vec<_> = passwords.iter().map(|it| self.login(it)).collect();
        admit(&self.scratch.db, &server(&self.scratch, Login::new("root", "")), &logins).await
    }

    /// What this user can do with a statement.
    async fn try_as_user(&self, password: &str, sql: &str) -> Result<(), Error> {
        let db = Db::open_server(server(&self.scratch, self.login(password)), &Limits::default()).await?;
        let mut tx = db.begin().await?;
        let sql = sql.to_owned();
        crate::execute_undeclared!(tx, c => sqlx::raw_sql(AssertSqlSafe(sql)).execute(c))?;
        tx.commit().await
    }

    async fn as_root(&self, sql: String) {
        let mut tx = self.scratch.db.begin().await.unwrap();
        crate::execute_undeclared!(tx, c => sqlx::raw_sql(AssertSqlSafe(sql)).execute(c)).unwrap();
        tx.commit().await.unwrap();
    }

    async fn close(self) {
        self.as_root(format!("drop user '{}'@'%'", self.username)).await;
    }
}

fn schema(scratch: &Scratch) -> String {
    let DatabaseUrl::MySql(options) = &scratch.url else { panic!("a server") };
    options.get_database().unwrap().to_owned()
}

fn server(scratch: &Scratch, login: Login) -> ServerOptions {
    let DatabaseUrl::MySql(options) = &scratch.url else { panic!("a server") };
    ServerOptions {
        host: options.get_host().to_owned(),
        port: options.get_port(),
        schema: schema(scratch),
        reader_host: None,
        tls: Tls::Off,
        credentials: Arc::new(login),
    }
}

#[tokio::test]
async fn a_schema_is_created_once_and_by_whoever_may() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let mut options = server(&scratch, Login::new("root", ""));
    assert!(!create_schema(&options, &Limits::default()).await.unwrap());
    options.schema.push_str("_`new`");
    assert!(create_schema(&options, &Limits::default()).await.unwrap());
    assert!(!create_schema(&options, &Limits::default()).await.unwrap());
    let mut tx = scratch.db.begin().await.unwrap();
    let drop = format!("drop database `{}`", options.schema.replace('`', "``"));
    crate::execute_undeclared!(tx, c => sqlx::raw_sql(AssertSqlSafe(drop)).execute(c)).unwrap();
    options.credentials = Arc::new(Login::new("root", "wrong-4711"));
    let told = create_schema(&options, &Limits::default()).await.unwrap_err();
    assert!(!told.is_unavailable() && told.to_string().contains("Access denied"), "{told}");
    assert!(!told.to_string().contains("wrong-4711"), "{told}");
}

#[tokio::test]
async fn a_user_that_was_let_in_may_change_rows_and_nothing_else() {
    let tenant = Tenant::open().await;
    let password = "it's \\ \"quoted\" % 비밀";
    assert_eq!(tenant.admit(password).await, Admitted { created: true, ..Admitted::default() });
    for sql in [
        "insert into vets (first_name, last_name) values ('A', 'B')",
        "update vets set last_name = 'C' where first_name = 'A'",
        "delete from vets where first_name = 'A'",
    ] {
        tenant.try_as_user(password, sql).await.unwrap();
    }
    for sql in [
        "create table more (id int)",
        "alter table vets add column more int",
        "drop table vets",
        "truncate table vets",
        "create database more_of_it",
        "create user 'friend'@'%'",
        "select * from mysql.user",
    ] {
        let told = tenant.try_as_user(password, sql).await.unwrap_err().to_string();
        assert!(told.contains("denied"), "{sql}: {told}");
    }
    // What is up to date takes no more than reading to find out, so a service may look at its start.
    let (options, limits) = (server(&tenant.scratch, tenant.login(password)), Limits::default());
    let db = Db::open_server(options, &limits).await.unwrap();
    let prepared = prepare(&db, Stream::Vets, Seed::Sample).await.unwrap();
    assert!(prepared.migrations.is_empty());
    tenant.close().await;
}

#[tokio::test]
async fn a_user_is_let_in_to_its_schema_and_to_none_that_looks_alike() {
    let tenant = Tenant::open().await;
    tenant.admit("one").await;
    let alike = schema(&tenant.scratch).replacen('_', "x", 1);
    tenant.as_root(format!("create database {alike}; create table {alike}.vets (id int)")).await;
    let told = tenant.try_as_user("one", &format!("delete from {alike}.vets")).await.unwrap_err();
    assert!(told.to_string().contains("denied"), "{told}");
    tenant.as_root(format!("drop database {alike}")).await;
    tenant.close().await;
}

#[tokio::test]
async fn a_password_that_holds_is_kept_and_one_that_does_not_is_changed() {
    let tenant = Tenant::open().await;
    tenant.admit("one").await;
    assert_eq!(tenant.admit("one").await, Admitted::default());
    assert_eq!(tenant.admit("two").await, Admitted { password_changed: true, ..Admitted::default() });
    tenant.try_as_user("two", "delete from vets where id = 0").await.unwrap();
    let told = tenant.try_as_user("one", "delete from vets where id = 0").await.unwrap_err();
    assert!(told.to_string().contains("Access denied"), "{told}");
    // A rotation has told the server of the next one, and is about to make it the first.
    assert_eq!(tenant.try_admit(&["one", "two"]).await.unwrap(), Admitted::default());
    tenant.try_as_user("two", "delete from vets where id = 0").await.unwrap();
    tenant.close().await;
}

#[tokio::test]
async fn several_may_let_a_user_in_and_take_from_it_at_once() {
    let tenant = Tenant::open().await;
    let (schema, username) = (schema(&tenant.scratch), &tenant.username);
    for _ in 0..5 {
        tenant.admit("one").await;
        tenant.as_root(format!("grant all on {schema}.* to '{username}'@'%'")).await;
        let (a, b, c) =
            tokio::join!(tenant.try_admit(&["one"]), tenant.try_admit(&["one"]), tenant.try_admit(&["one"]));
        assert!([a, b, c].into_iter().map(Result::unwrap).any(|it| !it.revoked.is_empty()));
        assert_eq!(tenant.admit("one").await, Admitted::default());
    }
    tenant.close().await;
}

#[tokio::test]
async fn a_user_that_may_do_something_everywhere_is_left_as_it_is() {
    let tenant = Tenant::open().await;
    tenant.as_root(format!("create user '{}'@'%' identified by 'one'", tenant.username)).await;
    tenant.as_root(format!("grant process on *.* to '{}'@'%'", tenant.username)).await;
    let told = tenant.try_admit(&["two"]).await.unwrap_err().to_string();
    assert!(told.contains("PROCESS on the whole server"), "{told}");
    let told = tenant.try_as_user("two", "select 1").await.unwrap_err();
    assert!(told.to_string().contains("Access denied"), "{told}");
    tenant.close().await;
}

#[tokio::test]
async fn tables_that_are_older_than_the_program_stay_so_for_a_user_that_may_not_change_them() {
    let tenant = Tenant::open().await;
    tenant.admit("one").await;
    let (options, limits) = (server(&tenant.scratch, tenant.login("one")), Limits::default());
    tenant.as_root("drop table vet_specialties".to_owned()).await;
    tenant.as_root("delete from _migrations_vets where version = 4".to_owned()).await;
    let db = Db::open_server(options, &limits).await.unwrap();
    let told = prepare(&db, Stream::Vets, Seed::Sample).await.unwrap_err();
    assert!(matches!(told, Error::OutdatedDatabase { stream: Stream::Vets, version: 4 }), "{told}");
    let told = prepare(&db, Stream::Visits, Seed::Sample).await.unwrap_err();
    assert!(matches!(told, Error::OutdatedDatabase { stream: Stream::Visits, version: 1 }), "{told}");
    // Nothing was begun that others would take for the work of a newer program.
    let prepared = prepare(&tenant.scratch.db, Stream::Vets, Seed::Sample).await.unwrap();
    assert_eq!(prepared.migrations, [4]);
    tenant.close().await;
}

#[tokio::test]
async fn privileges_beyond_what_is_needed_are_taken_away_and_reported() {
    let tenant = Tenant::open().await;
    tenant.admit("one").await;
    let (schema, username) = (schema(&tenant.scratch), &tenant.username);
    // As people grant it, which holds for every name that looks alike as well.
    tenant.as_root(format!("grant all on {schema}.* to '{username}'@'%' with grant option")).await;
    let Admitted { created, password_changed, revoked } = tenant.admit("one").await;
    assert!(!created && !password_changed);
    for privilege in ["alter", "create", "drop", "grant option", "index", "select"] {
        assert!(revoked.iter().any(|it| it == privilege), "{privilege}: {revoked:?}");
    }
    assert_eq!(tenant.admit("one").await, Admitted::default());
    tenant.try_as_user("one", "update vets set last_name = last_name").await.unwrap();
    tenant.try_as_user("one", "drop table vets").await.unwrap_err();
    tenant.close().await;
}

#[tokio::test]
async fn a_user_that_must_encrypt_is_not_let_in_without() {
    let tenant = Tenant::open().await;
    let options = ServerOptions { tls: Tls::Required, ..server(&tenant.scratch, Login::new("root", "")) };
    admit(&tenant.scratch.db, &options, &[tenant.login("one")]).await.unwrap();
    let told = tenant.try_as_user("one", "delete from vets where id = 0").await.unwrap_err();
    assert!(told.to_string().contains("denied"), "{told}");
    tenant.close().await;
}

#[tokio::test]
async fn an_embedded_database_has_no_users() {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    let tenant = Tenant::open().await;
    let options = server(&tenant.scratch, Login::new("root", ""));
    let told = admit(&scratch.db, &options, &[tenant.login("one")]).await.unwrap_err();
    assert!(told.to_string().contains("only a server has users"), "{told}");
}
