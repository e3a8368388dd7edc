//! Values, transactions and unique violations, the same on both databases.

use jiff::civil::{Date, DateTime};

use crate::testing::Scratch;
use crate::{Day, Db, Dialect, Done, Error, LocalTime, Seed, Stream, Tx, on_both, prepare};

crate::row! {
    #[derive(Debug, PartialEq)]
    struct Visit {
        id: i32,
        visit_date: Option<Day>,
        description: Option<String>,
        pet_verified: bool,
    }
}

const INSERT: &str = "insert into visits (pet_id, visit_date, description, pet_verified) values (?, ?, ?, ?)";
const OF_PET: &str =
    "select id, visit_date, description, pet_verified from visits where pet_id = ? order by id";

async fn add(tx: &mut Tx, date: Option<Day>, text: Option<&str>) -> Result<Done, Error> {
    crate::execute_undeclared!(tx, c => sqlx::query(INSERT).bind(7).bind(date).bind(text).bind(text.is_some()).execute(c))
}

async fn visits(db: &Db) -> Vec<Visit> {
    crate::read_undeclared!(db, c => sqlx::query_as::<_, Visit>(OF_PET).bind(7).fetch_all(c)).unwrap()
}

async fn count(db: &Db, description: &str) -> i64 {
    let sql = "select count(*) from visits where description = ?";
    crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>(sql).bind(description).fetch_one(c))
        .unwrap()
}

on_both! {
    async fn dates_nulls_booleans_emoji_and_hangul_come_back_as_they_went(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let date = Some(Day(Date::constant(2024, 2, 29)));
        let text = "고양이 🐈‍⬛ 'quoted' \"twice\" \\ % _";

        let mut tx = db.begin().await.unwrap();
        let first = add(&mut tx, date, Some(text)).await.unwrap();
        let second = add(&mut tx, None, None).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!((first, second), (Done { rows: 1, id: 1 }, Done { rows: 1, id: 2 }));
        let expected = [
            Visit { id: 1, visit_date: date, description: Some(text.into()), pet_verified: true },
            Visit { id: 2, visit_date: None, description: None, pet_verified: false },
        ];
        assert_eq!(visits(db).await, expected);
    }

    async fn the_first_and_the_last_day_of_a_column_come_back_as_they_went_and_none_before_it_goes_in(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let days = [Date::constant(1000, 1, 1), Date::constant(9999, 12, 31)].map(|it| Some(Day(it)));
        let mut tx = db.begin().await.unwrap();
        for day in days {
            add(&mut tx, day, None).await.unwrap();
        }
        if db.dialect() == Dialect::MySql {
            let refused = add(&mut tx, Some(Day(Date::MIN)), None).await;
            assert!(matches!(refused, Err(Error::Failed(_))), "{refused:?}");
        }
        tx.commit().await.unwrap();
        assert_eq!(visits(db).await.iter().map(|it| it.visit_date).collect::<Vec<_>>(), days);
    }

    async fn local_times_come_back_as_they_went_and_are_compared_as_times(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let times = [
            DateTime::constant(1000, 1, 1, 0, 0, 0, 0),
            DateTime::constant(2026, 3, 29, 2, 30, 0, 0),
            DateTime::constant(9999, 12, 31, 23, 59, 59, 0),
        ];
        const INSERT: &str = "
            insert into appointments (type_id, local_start, local_end, time_zone, starts_at, ends_at, free_at, booked_by, booked_at, status)
            values (1, ?, ?, 'UTC', 0, 0, 0, 'x', 0, 'booked')";
        const SINCE: &str = "select local_start from appointments where local_start >= ? order by local_start";
        let mut tx = db.begin().await.unwrap();
        for time in times.map(LocalTime) {
            crate::execute_undeclared!(tx, c => sqlx::query(INSERT).bind(time).bind(time).execute(c)).unwrap();
        }
        tx.commit().await.unwrap();
        for (place, since) in times.into_iter().enumerate() {
            let found = crate::read_undeclared!(db, c => {
                sqlx::query_scalar::<_, LocalTime>(SINCE).bind(LocalTime(since)).fetch_all(c)
            });
            assert_eq!(found.unwrap().into_iter().map(DateTime::from).collect::<Vec<_>>(), times[place..]);
        }
    }

    async fn text_is_compared_exactly(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        add(&mut tx, None, Some("Épée")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((count(db, "Épée").await, count(db, "épée").await, count(db, "Epee").await), (1, 0, 0));
    }

    async fn a_transaction_sees_itself_and_others_see_it_after_its_commit(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        add(&mut tx, None, None).await.unwrap();
        let inside = crate::__within!(tx, c, sqlx => sqlx::query_as::<_, Visit>(OF_PET).bind(7).fetch_all(c)).unwrap();
        assert_eq!((inside.len(), visits(db).await.len()), (1, 0));
        tx.commit().await.unwrap();
        assert_eq!(visits(db).await.len(), 1);
    }

    async fn a_transaction_rolled_back_or_dropped_leaves_nothing(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        add(&mut tx, None, None).await.unwrap();
        tx.rollback().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        add(&mut tx, None, None).await.unwrap();
        drop(tx);
        let tx = db.begin().await.unwrap();
        tx.commit().await.unwrap();
        assert!(visits(db).await.is_empty());
    }

    async fn a_unique_violation_is_distinguished_and_the_transaction_goes_on(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let sql = "insert into removed_pets (pet_id, removed_at) values (?, ?)";
        let mut tx = db.begin().await.unwrap();
        crate::execute_undeclared!(tx, c => sqlx::query(sql).bind(3).bind(0_i64).execute(c)).unwrap();
        let again = crate::execute_undeclared!(tx, c => sqlx::query(sql).bind(3).bind(0_i64).execute(c));
        assert!(matches!(again, Err(Error::UniqueViolation)), "{again:?}");
        crate::execute_undeclared!(tx, c => sqlx::query(sql).bind(4).bind(0_i64).execute(c)).unwrap();
        tx.commit().await.unwrap();
        let count = "select count(*) from removed_pets";
        let count = crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>(count).fetch_one(c)).unwrap();
        assert_eq!(count, 2);
    }

    async fn a_foreign_key_is_enforced(scratch: Scratch) {
        prepare(&scratch.db, Stream::Vets, Seed::Sample).await.unwrap();
        let mut tx = scratch.db.begin().await.unwrap();
        let sql = "insert into vet_specialties (vet_id, specialty_id) values (?, ?)";
        let refused = crate::execute_undeclared!(tx, c => sqlx::query(sql).bind(99).bind(1).execute(c));
        assert!(matches!(refused, Err(Error::Failed(_))), "{refused:?}");
        tx.rollback().await.unwrap();
    }

    async fn an_update_counts_the_rows_it_matches(scratch: Scratch) {
        prepare(&scratch.db, Stream::Vets, Seed::Sample).await.unwrap();
        let mut tx = scratch.db.begin().await.unwrap();
        let sql = "update vets set last_name = ? where id = ?";
        let same = crate::execute_undeclared!(tx, c => sqlx::query(sql).bind("Carter").bind(1).execute(c)).unwrap();
        let none = crate::execute_undeclared!(tx, c => sqlx::query(sql).bind("Carter").bind(99).execute(c)).unwrap();
        assert_eq!((same.rows, none.rows), (1, 0));
        tx.commit().await.unwrap();
    }

    async fn work_on_the_database_can_move_between_threads(scratch: Scratch) {
        prepare(&scratch.db, Stream::Visits, Seed::Empty).await.unwrap();
        let db = scratch.db.clone();
        let work = async move {
            let mut tx = db.begin().await?;
            add(&mut tx, None, None).await?;
            tx.commit().await?;
            db.check().await?;
            Ok::<_, Error>(visits(&db).await.len())
        };
        assert_eq!(tokio::spawn(work).await.unwrap().unwrap(), 1);
    }

    async fn many_writers_at_once_all_get_their_turn(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Vets, Seed::Sample).await.unwrap();
        let writers = (0..40).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let sql = "insert into vets (first_name, last_name) values ('a', 'b')";
                crate::execute_undeclared!(tx, c => sqlx::query(sql).execute(c))?;
                tx.commit().await
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap().unwrap();
        }
        let count = crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>("select count(*) from vets").fetch_one(c));
        assert_eq!(count.unwrap(), 46);
    }
}
