//! The databases' plans for each statement: every statement uses an index, so that a large clinic is as fast as a small one.

use db::testing::Scratch;
use db::{DatabaseUrl, Db, Dialect, Statements};
use sqlx::{AssertSqlSafe, Row};

use crate::harness::Clinic;
use crate::sql;
use crate::tidy;

/// Tables that statements read as a whole, since they hold a handful of rows and services cache them: types and, by their aliases,
/// vets, specialties and the table that links both. What the admin server has of instances, sessions, levels, filters, leases and
/// watched applications is bounded.
const TINY: [&str; 12] = [
    "types",
    "v",
    "s",
    "vs",
    "appointment_types",
    "admin_accounts",
    "admin_instances",
    "admin_sessions",
    "admin_level_returns",
    "admin_leases",
    "admin_notification_filters",
    "admin_watched_applications",
];

/// Statements that count everything and thus read a whole index. Services cache the count of owners; the others are the assistant's
/// statistics.
const COUNTS: [&str; 4] = [
    "select count(*) from owners where 1 = 1",
    "select count(*) from pets where 1 = 1",
    "select count(*) from visits where 1 = 1",
    "select type_id, count(*) as pets from pets group by type_id",
];

/// What the assistant asks of a whole clinic: owners by their number of pets, and those that a city or a type leaves or excludes. Such
/// a statement reads as much of an index as there is to compare, and ends with the time limit of a statement.
const COMPARES: [&str; 8] = [
    "count(distinct city_key)",
    "group by city_key",
    "group by owner_id",
    "not exists (select 1 from pets where owner_id = owners.id)",
    "city_key <>",
    "type_id in (",
    "type_id not in (",
    "order by birth_date",
];

fn compares(statement: &str) -> bool {
    COMPARES.iter().any(|it| statement.contains(it))
}

/// Whether a statement counts everything.
fn counts_all(statement: &str) -> bool {
    COUNTS.contains(&statement) || statement.contains("count(case when not exists")
}

/// The query for the latest visits walks this index from its end and stops after the limit.
const LATEST: (&str, &str) = ("visits_visit_date", "order by visit_date desc, id desc limit");

/// The query for the earliest ones walks it from its beginning.
const EARLIEST: (&str, &str) = ("visits_visit_date", "order by visit_date, id limit");

/// The most rows that a statement may read in one table, by the optimizer's estimate: a tenth of the smallest table.
const MOST_ROWS: u64 = 300;

/// The statements of every service, grouped by file.
fn statements() -> Vec<Statements> {
    [
        customers::statements(),
        vets::statements(),
        visits::statements(),
        admin::statements(),
        genai::statements(),
    ]
    .concat()
}

/// A statement with values from the tables in place of its parameters.
fn filled(statement: &str) -> String {
    let mut words = statement.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    for i in 0..words.len() {
        if !words[i].contains('?') {
            continue;
        }
        let before = |back: usize| i.checked_sub(back).map_or("", |it| words[it].as_str());
        let (column, operator) = (before(2).trim_start_matches('('), before(1));
        let below = if operator == "<" { "~" } else { "" };
        let value = match column {
            "last_name_key" | "first_name_key" | "city_key" | "name_key" | "address" => {
                format!("'name 12{below}'")
            }
            "last_name_sound" | "first_name_sound" => "'name 120'".to_owned(),
            "telephone_key" => format!("'60812{below}'"),
            "telephone_tail" | "number_tail" => "'608120'".to_owned(),
            "key_version" => "1".to_owned(),
            "request_key" => "'key 120'".to_owned(),
            "local_start" => "'2026-05-20 12:00:00'".to_owned(),
            "visit_date" | "birth_date" => "'2026-05-20'".to_owned(),
            // Nearly all entries have ended.
            "last_day" => "'2026-09-20'".to_owned(),
            "first_day" => "'2026-09-21'".to_owned(),
            "token_digest" => "'digest 120'".to_owned(),
            "conversation_id" => "'id 120'".to_owned(),
            "id" if operator != "limit"
                && ["conversations", "confirmations", "admin_instances"]
                    .iter()
                    .any(|it| statement.contains(it)) =>
            {
                "'id 120'".to_owned()
            }
            "model" => "'model 120'".to_owned(),
            "account" => "'role 120'".to_owned(),
            "instance_id" => "'id 120'".to_owned(),
            "logger" => "'x'".to_owned(),
            "source" => "'discovery'".to_owned(),
            // Nearly all events are old.
            "happened_at" if operator == ">=" => "3000".to_owned(),
            // A month is far less than all hours here.
            "hour_at" if operator == ">=" => "3000".to_owned(),
            // Nearly all notes are old.
            "changed_at" if operator == ">=" => "3000".to_owned(),
            // Bounds of one range, which must not be empty.
            "starts_at" => if operator == ">" { "100" } else { "140" }.to_owned(),
            _ => "120".to_owned(),
        };
        words[i] = words[i].replace('?', &value);
    }
    words.join(" ")
}

/// Fills the tables with enough rows that a full scan does not pay.
async fn fill(scratch: &Scratch) {
    const NUMBERS: &str = "
        with d (i) as (select 0 union all select 1 union all select 2 union all select 3 union all select 4
            union all select 5 union all select 6 union all select 7 union all select 8 union all select 9),
        n (i) as (select 100 + a.i + 10 * b.i + 100 * c.i + 1000 * t.i from d a, d b, d c, d t where t.i < 3)
        select ";
    for (into, values) in [
        (
            "owners (id, first_name, last_name, address, city, telephone, first_name_key, last_name_key, city_key, telephone_key,
                telephone_tail, first_name_sound, last_name_sound, key_version)",
            "i, 'x', 'x', 'x', 'x', 'x', NAME('name ', i), NAME('name ', i), NAME('name ', i), NAME('608', i),
                NAME('608', i), NAME('name ', i), NAME('name ', i), 1 from n",
        ),
        (
            "owner_phones (id, owner_id, label, number, number_tail, is_preferred)",
            "i, i, 'x', 'x', NAME('608', i), false from n",
        ),
        ("pets (id, name, type_id, owner_id, name_key, key_version)", "i, 'x', 1, i, NAME('name ', i), 1 from n"),
        ("pets (id, name, type_id, owner_id, name_key, key_version)", "10000 + i, 'x', 1, i, NAME('name ', i), 1 from n"),
        ("pet_alerts (id, pet_id, kind)", "i, i, 'other' from n"),
        ("pet_weights (id, pet_id, measured_on, grams)", "i, i, '2026-05-20', 1 from n"),
        ("customers_death_outbox (id, pet_id, pet_version, created_at)", "i, i, 1, 1 from n"),
        ("visits (id, pet_id, description)", "i, i, 'x' from n"),
        ("visits (id, pet_id, description)", "10000 + i, i, 'x' from n"),
        ("removed_pets (pet_id, removed_at)", "i, 1 from n"),
        ("dead_pets (pet_id, died_on, pet_version)", "i, '2026-05-20', 1 from n"),
        ("appointment_types (id, name, minutes, buffer_minutes)", "i, 'x', 10, 0 from n"),
        (
            "appointments (id, type_id, owner_id, pet_id, vet_id, local_start, local_end, time_zone, starts_at, ends_at, free_at, booked_by,
                booked_at, status)",
            "i, 1, i, i, i, TIME('2026-05-20', i), TIME('2026-05-20', i), 'UTC', i, i, i, 'x', 1, 'booked' from n",
        ),
        ("appointment_changes (id, appointment_id, field, changed_at)", "i, i, 'start', 1 from n"),
        ("agenda_changes (id, local_day, changed_at)", "i, '2026-05-20', i from n"),
        ("vet_calendars (vet_id)", "i from n"),
        ("calendar_feeds (vet_id, token_digest, made_at)", "i, NAME('digest ', i), 1 from n"),
        (
            "calendar_entries (kind, vet_id, first_day, last_day, from_minute, to_minute)",
            "'leave', i, TIME('2026-05-20', i), TIME('2026-05-20', i), 0, 1440 from n",
        ),
        ("customers_outbox (id, pet_id, created_at)", "i, i, 1 from n"),
        (
            "customers_idempotency_keys (request_key, fingerprint, created_at)",
            "NAME('key ', i), 'x', i - 95 from n",
        ),
        (
            "visits_idempotency_keys (request_key, fingerprint, created_at)",
            "NAME('key ', i), 'x', i - 95 from n",
        ),
        (
            "admin_instances (id, application, source, registration, version, status, status_at, registered_at, renewed_at)",
            "NAME('id ', i), 'x', 'discovery', 'x', 1, 'UP', 1, 1, 120 from n",
        ),
        (
            "admin_events (id, instance_id, application, version, kind, happened_at)",
            "i, 'x', 'x', 1, 'x', i from n",
        ),
        ("admin_audit (id, happened_at, who, action, target)", "i, i, 'x', 'x', 'x' from n"),
        ("admin_sessions (token_digest, account, began_at, seen_at)", "NAME('digest ', i), NAME('role ', i), i, i from n"),
        (
            "admin_level_returns (id, instance_id, application, logger, due_at, attempts, who)",
            "i, NAME('id ', i), 'x', 'x', i, 0, 'x' from n",
        ),
        (
            "admin_watched_applications (application, told, told_failed, noted, noted_failed, changed_at, version)",
            "NAME('id ', i), 'well', 0, 'well', 0, i, i from n",
        ),
        (
            "admin_notifications (id, application, status, known, failed, instances, happened_at)",
            "i, 'x', 'UP', 1, 0, '[]', i from n",
        ),
        // Nearly all deliveries are made.
        (
            "admin_deliveries (id, notification_id, target, outcome, attempts, due_at)",
            "i, i, 'slack', case when i % 40 = 0 then 'waiting' else 'sent' end, 1, i from n",
        ),
        ("admin_notification_filters (id, application)", "i, 'x' from n"),
        ("admin_leases (name, holder, until_at, made_at, done_at)", "NAME('name ', i), 'x', i, i, i from n"),
        ("admin_usage (hour_at, service, what, amount)", "i, 'x', 'x', 1 from n"),
        ("conversations (id, touched_at)", "NAME('id ', i), i from n"),
        (
            "conversation_messages (conversation_id, author, content, created_at)",
            "NAME('id ', i), 'user', 'x', i from n",
        ),
        (
            "confirmations (id, conversation_id, planned, expires_at)",
            "NAME('id ', i), NAME('id ', i), 'x', i from n",
        ),
        ("vet_embeddings (vet_id, model, digest, vector)", "i, NAME('model ', i), 'x', 'x' from n"),
    ] {
        let values = match scratch.url.dialect() {
            Dialect::MySql => values
                .replace("NAME(", "concat(")
                .replace("TIME('2026-05-20', i)", "date_add('2026-05-20', interval i hour)"),
            Dialect::Sqlite => values
                .replace("TIME('2026-05-20', i)", "datetime('2026-05-20', '+' || i || ' hours')")
                .replace("NAME('digest ', i)", "'digest ' || i")
                .replace("NAME('608', i)", "'608' || i")
                .replace("NAME('name ', i)", "'name ' || i")
                .replace("NAME('role ', i)", "'role ' || i")
                .replace("NAME('key ', i)", "'key ' || i")
                .replace("NAME('id ', i)", "'id ' || i")
                .replace("NAME('model ', i)", "'model ' || i"),
        };
        sql::run(&scratch.db, &format!("insert into {into} {NUMBERS} {values}")).await;
    }
}

async fn check_on_mysql(url: &DatabaseUrl, statements: &[String]) {
    let mut connection = sql::connect(url).await;
    let tables = "owners, owner_phones, pets, pet_alerts, pet_weights, customers_death_outbox, visits, removed_pets, dead_pets, appointment_types, appointments, appointment_changes, vet_calendars, calendar_entries, calendar_feeds, agenda_changes, customers_outbox, customers_idempotency_keys, \
        visits_idempotency_keys, admin_instances, admin_events, admin_audit, admin_accounts, admin_sessions, admin_level_returns, admin_watched_applications, admin_notifications, admin_deliveries, admin_notification_filters, admin_leases, admin_usage, conversations, conversation_messages, confirmations, vet_embeddings";
    sqlx::raw_sql(AssertSqlSafe(format!("analyze table {tables}"))).fetch_all(&mut connection).await.unwrap();
    for statement in statements {
        let explain = format!("explain {}", filled(statement));
        let plan = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut connection).await.unwrap();
        for row in plan {
            // Without preparation, every column is text.
            let text = |column: &str| row.get_unchecked::<Option<String>, _>(column).unwrap_or_default();
            let [kind, table, access, key, extra] =
                ["select_type", "table", "type", "key", "Extra"].map(text);
            assert!(
                !extra.contains("Impossible") && !extra.contains("no matching row"),
                "{extra}: {statement}"
            );
            // The target of an insert, and intermediate results.
            if kind == "INSERT"
                || table.is_empty()
                || table.starts_with('<')
                || TINY.contains(&table.as_str())
            {
                continue;
            }
            // If a second index filters the rows, its share follows the number.
            let rows: u64 = text("rows").split(' ').next().unwrap().parse().unwrap();
            let what = format!("{table}: {access} {key} {rows} {extra}: {statement}");
            assert!(!key.is_empty() && access != "ALL", "without an index: {what}");
            // The query walks the index in id order and stops at the end of the page.
            let is_walked = |index: &str, order: &str| key == index && statement.contains(order);
            let is_page = (is_walked("PRIMARY", "order by id limit")
                || is_walked(LATEST.0, LATEST.1)
                || is_walked(EARLIEST.0, EARLIEST.1))
                && !extra.contains("filesort");
            if !is_page && !counts_all(statement) && !compares(statement) {
                assert!(rows <= MOST_ROWS, "too many rows: {what}");
            }
        }
    }
}

async fn check_on_sqlite(db: &Db, statements: &[String]) {
    db::row! {
        struct Step {
            detail: String,
        }
    }
    sql::run(db, "analyze").await;
    for statement in statements {
        let explain = format!("explain query plan {}", filled(statement));
        let plan = db::read_undeclared!(db, c => {
            sqlx::query_as::<_, Step>(AssertSqlSafe(explain.as_str())).fetch_all(c)
        });
        for Step { detail: step } in plan.unwrap() {
            let Some(scanned) = step.strip_prefix("SCAN ") else { continue };
            let table = scanned.split(' ').next().unwrap();
            // `page` is a subquery's result.
            let is_tiny = TINY.contains(&table) || table == "page";
            let is_count =
                (counts_all(statement) || compares(statement)) && scanned.contains("USING COVERING INDEX");
            let is_latest = scanned.contains(LATEST.0) && statement.contains(LATEST.1);
            assert!(is_tiny || is_count || is_latest, "{step}: {statement}");
        }
    }
}

db::on_both! {
    async fn every_statement_uses_an_index(scratch: Scratch) {
        Clinic::open(&scratch).await.stop().await;
        fill(&scratch).await;
        let statements: Vec<_> = statements().into_iter().flat_map(|it| it.texts).collect();
        match scratch.url.dialect() {
            Dialect::MySql => check_on_mysql(&scratch.url, &statements).await,
            Dialect::Sqlite => check_on_sqlite(&scratch.db, &statements).await,
        }
    }
}

#[test]
fn every_file_that_declares_statements_has_them_checked() {
    let declaring = ["services", "functions"].iter().flat_map(|it| tidy::sources(it, "rs"));
    let declares = |text: &str| ["db::statements!", "db::key_table!"].iter().any(|it| text.contains(it));
    let mut declaring: Vec<_> = declaring.filter(|(_, text)| declares(text)).map(|(file, _)| file).collect();
    let mut checked: Vec<_> = statements().into_iter().map(|it| it.file.to_owned()).collect();
    declaring.sort_unstable();
    checked.sort_unstable();
    assert_eq!(declaring, checked);
}

#[test]
fn parameters_are_filled_by_what_they_are_compared_with() {
    assert_eq!(
        filled("select id from owners where last_name_key >= ? and last_name_key < ? and id > ?"),
        "select id from owners where last_name_key >= 'name 12' and last_name_key < 'name 12~' and id > 120"
    );
    assert_eq!(filled("x in (?, ?) limit ?"), "x in (120, 120) limit 120");
}
