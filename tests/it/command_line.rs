//! The `petclinic` program's arguments and its messages at start.

use std::process::Output;

use db::testing::Scratch;
use rustix::process::Signal;
use serde_json::json;

use crate::harness::Clinic;
use crate::owners::owner;
use crate::program::{self, Program};
use crate::sql;

/// Checks that the program did not start: exit code 2, and one line with the reason.
#[track_caller]
fn did_not_start(output: &Output, said: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stderr.trim_end().lines().count(), 1, "{stderr}");
    assert!(stderr.starts_with("petclinic: ") && stderr.contains(said), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

#[tokio::test]
async fn a_taken_port_is_reported() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = program::run(["--port", &port, "--database", "sqlite::memory:"]).await;
    did_not_start(&output, &port);
    did_not_start(&output, "--port");
}

#[tokio::test]
async fn an_address_that_is_not_this_machines_is_reported() {
    let output = program::run(["--host", "192.0.2.1", "--port", "0", "--database", "sqlite::memory:"]).await;
    did_not_start(&output, "192.0.2.1");
}

#[tokio::test]
async fn a_bad_database_address_is_reported_without_its_password() {
    for bad in [
        "",
        "clinic.db",
        "postgres://me:hush@host/clinic",
        "mysql://me:hush@host",
        "mysql://me:hush@host:port/clinic",
        "mysql://me:hush@/",
        "sqlite:",
        "mysql://me:hush@host/a/b",
    ] {
        let output = program::run(["--port", "0", "--database", bad]).await;
        did_not_start(&output, "database");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hush"), "{bad}");
    }
}

#[tokio::test]
async fn an_endpoint_that_is_none_or_lacks_its_key_is_reported() {
    for (url, said) in [
        ("127.0.0.1:11434/v1", "--assistant-url is no URL such as"),
        ("localhost:11434/v1", "--assistant-url must begin with"),
        ("https://me:hush@host/v1", "--assistant-url must hold no user"),
        ("https://api.openai.com/v1?hush", "no key for api.openai.com: set PETCLINIC_ASSISTANT_KEY"),
    ] {
        let database = ["--port", "0", "--database", "sqlite::memory:"];
        let output =
            program::run(database.into_iter().chain(["--assistant-url", url, "--assistant-model", "m"]))
                .await;
        did_not_start(&output, said);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hush"), "{url}");
    }
    let output = program::run(["--assistant-url", "http://127.0.0.1:11434/v1"]).await;
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && stderr.contains("--assistant-model"), "{stderr}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "a file").unwrap();
    for bad in [
        "/proc/clinic.db".to_owned(),
        "/proc/none/clinic.db".to_owned(),
        format!("{}/clinic.db", file.display()),
        folder.path().display().to_string(),
        file.display().to_string(),
    ] {
        let output = program::run(["--port", "0", "--database", &format!("sqlite://{bad}")]).await;
        did_not_start(&output, "");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "a file");
}

#[tokio::test]
async fn a_server_that_is_not_there_or_does_not_let_in_is_reported() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output =
        program::run(["--port", "0", "--database", &format!("mysql://me:hush@{nobody}/clinic")]).await;
    did_not_start(&output, "database unavailable");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("hush"));
    let scratch = Scratch::open(db::Dialect::MySql).await;
    let url = scratch.url.to_string().replace("root@", "nobody:hush@");
    let output = program::run(["--port", "0", "--database", &url]).await;
    did_not_start(&output, "nobody");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("hush"));
}

#[tokio::test]
async fn help_and_version_go_to_standard_output() {
    let help = program::run(["--help"]).await;
    assert_eq!((help.status.code(), help.stderr.len()), (Some(0), 0));
    let help = String::from_utf8(help.stdout).unwrap();
    for word in
        ["--port", "--host", "--database", "--empty", "--site-origin", "PETCLINIC_DATABASE", "Examples"]
    {
        assert!(help.contains(word), "{word} in {help}");
    }
    let version = program::run(["--version"]).await;
    assert_eq!(version.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(version.stdout).unwrap(),
        format!("petclinic {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(program::run(["--no-such-option"]).await.status.code(), Some(2));
    assert_eq!(program::run(["--port", "70000"]).await.status.code(), Some(2));
}

#[tokio::test]
async fn it_says_where_it_is_in_one_line() {
    let program = Program::start(["--database", "sqlite::memory:"]).await;
    let address = program.http.address();
    assert_eq!(program.ready, format!("PetClinic is running at http://{address}"));
    assert!(address.ip().is_loopback());
    program.http.get("/ready").await.expect(200);
    let page = program.http.get("/api/docs/index.html").await.expect(200).text;
    for path in ["/api/docs", "/api/docs/"] {
        assert_eq!(program.http.get(path).await.expect(200).text, page, "{path} leads somewhere");
    }
    let site = program.http.get("/").await.expect(200);
    assert_eq!(site.header("content-type"), Some("text/html; charset=utf-8"), "built or not");
    program.signal(Signal::TERM);
    let (status, stdout, _) = program.end().await;
    assert_eq!((status.code(), stdout.as_str()), (Some(0), ""), "and nothing more on standard output");
}

#[tokio::test]
async fn on_every_address_it_says_one_that_can_be_reached() {
    let program = Program::start(["--host", "0.0.0.0", "--database", "sqlite::memory:"]).await;
    assert!(program.ready.starts_with("PetClinic is running at http://127.0.0.1:"), "{}", program.ready);
    program.http.get("/api/gateway/owners/6").await.expect(200);
}

#[tokio::test]
async fn without_a_database_the_data_is_in_the_users_folder() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start_in("XDG_DATA_HOME", folder.path().as_os_str()).await;
    program.http.get("/api/customers/owners/1").await.expect(200);
    assert!(folder.path().join("petclinic/petclinic.db").is_file());
}

#[tokio::test]
async fn the_database_may_be_named_in_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("clinic.db").display());
    let program = Program::start_in("PETCLINIC_DATABASE", url.as_ref()).await;
    program.http.get("/api/customers/owners/1").await.expect(200);
    assert!(folder.path().join("clinic.db").is_file());
}

#[tokio::test]
async fn a_site_elsewhere_may_be_let_in() {
    let origin = "https://clinic.example";
    let program = Program::start(["--database", "sqlite::memory:", "--site-origin", origin]).await;
    let reply = program.http.get_with("/api/customers/owners/1", ("origin", origin)).await.expect(200);
    assert_eq!(reply.header("access-control-allow-origin"), Some(origin));
    let program = Program::start(["--database", "sqlite::memory:"]).await;
    let reply = program.http.get_with("/api/customers/owners/1", ("origin", origin)).await.expect(200);
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

db::on_both! {
    async fn an_empty_clinic_has_types_of_pet_and_nothing_else(scratch: Scratch) {
        let program = Program::start(["--empty", "--database", &scratch.url.to_string()]).await;
        assert_eq!(program.http.get("/api/customers/owners").await.expect(200).json(), json!([]));
        assert_eq!(program.http.get("/api/vets/vets").await.expect(200).json(), json!([]));
        let types = program.http.get("/api/customers/petTypes").await.expect(200).json();
        assert_eq!(types.as_array().unwrap().len(), 6);
        for (table, count) in [("pets", 0), ("visits", 0), ("specialties", 3), ("vet_specialties", 0)] {
            assert_eq!(sql::rows(&scratch.db, table).await, count, "{table}");
        }
        assert_eq!(program.http.post("/api/customers/owners", owner("First")).await.expect(201).id(), 1);
    }

    async fn kept_conversations_survive_a_restart(scratch: Scratch) {
        let url = scratch.url.to_string();
        let program = Program::start(["--database", &url]).await;
        let id = program.http.post("/api/customers/owners", owner("Kept")).await.expect(201).id();
        program.http.delete("/api/customers/owners/1").await.expect(204);
        program.signal(Signal::TERM);
        assert_eq!(program.end().await.0.code(), Some(0));

        let program = Program::start(["--database", &url]).await;
        let found = program.http.get(&format!("/api/customers/owners/{id}")).await.expect(200);
        assert_eq!(found.json()["lastName"], "Kept");
        program.http.get("/api/customers/owners/1").await.problem(404);
        assert_eq!(sql::rows(&scratch.db, "owners").await, 10);
    }

    async fn answered_writes_survive_a_crash(scratch: Scratch) {
        let url = scratch.url.to_string();
        let program = Program::start(["--database", &url]).await;
        let id = program.http.post("/api/customers/owners", owner("Kept")).await.expect(201).id();
        program.signal(Signal::KILL);
        assert_eq!(program.end().await.0.code(), None);
        let program = Program::start(["--database", &url]).await;
        program.http.get(&format!("/api/customers/owners/{id}")).await.expect(200);
    }

    async fn several_may_start_at_once_on_one_database(scratch: Scratch) {
        let url = scratch.url.to_string();
        let arguments = ["--database", &url];
        let (a, b, c) =
            tokio::join!(Program::start(arguments), Program::start(arguments), Program::start(arguments));
        assert_eq!(sql::rows(&scratch.db, "owners").await, 10);
        let id = a.http.post("/api/customers/owners", owner("Shared")).await.expect(201).id();
        b.http.get(&format!("/api/customers/owners/{id}")).await.expect(200);
        c.http.delete(&format!("/api/customers/owners/{id}")).await.expect(204);
    }

    async fn a_database_that_is_newer_than_the_program_is_left_alone(scratch: Scratch) {
        Clinic::open(&scratch).await.stop().await;
        sql::run(
            &scratch.db,
            "insert into _migrations_customers (version, description, success, checksum, execution_time)
             select 9999, description, success, checksum, execution_time from _migrations_customers
             where version = 1",
        )
        .await;
        let output = program::run(["--port", "0", "--database", &scratch.url.to_string()]).await;
        did_not_start(&output, "the database is newer than this program");
        did_not_start(&output, "9999 of customers");
    }
}
