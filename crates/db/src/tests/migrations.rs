//! Preparing a database.

use crate::testing::Scratch;
use crate::{Db, Error, Limits, Prepared, Seed, Stream, on_both, prepare};

async fn count(db: &Db, sql: &'static str) -> i64 {
    crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>(sql).fetch_one(c)).unwrap()
}

async fn insert(db: &Db, sql: &'static str) -> i32 {
    let mut tx = db.begin().await.unwrap();
    let done = crate::execute_undeclared!(tx, c => sqlx::query(sql).execute(c)).unwrap();
    tx.commit().await.unwrap();
    done.id
}

const OWNER: &str = "insert into owners (first_name, last_name, address, city, telephone, first_name_key, \
    last_name_key, city_key) values ('A', 'B', 'c', 'D', '1', 'a', 'b', 'd')";
const PET: &str = "insert into pets (name, type_id, owner_id, name_key) values ('A', 1, 1, 'a')";

on_both! {
    async fn the_sample_clinic_is_the_classic_one(scratch: Scratch) {
        let db = &scratch.db;
        for stream in Stream::ALL {
            prepare(db, stream, Seed::Sample).await.unwrap();
        }
        assert_eq!(count(db, "select count(*) from types").await, 6);
        assert_eq!(count(db, "select count(*) from owners").await, 10);
        assert_eq!(count(db, "select count(*) from pets").await, 13);
        assert_eq!(count(db, "select count(*) from vets").await, 6);
        assert_eq!(count(db, "select count(*) from specialties").await, 3);
        assert_eq!(count(db, "select count(*) from vet_specialties").await, 5);
        assert_eq!(count(db, "select count(*) from visits where pet_verified").await, 4);
        assert_eq!(count(db, "select count(*) from owners where last_name_key <> lower(last_name) \
            or first_name_key <> lower(first_name) or city_key <> lower(city)").await, 0);
        assert_eq!(count(db, "select count(*) from pets where name_key <> lower(name)").await, 0);
        assert_eq!(insert(db, OWNER).await, 11);
        assert_eq!(insert(db, PET).await, 14);
        assert_eq!(insert(db, "insert into visits (pet_id) values (7)").await, 5);
    }

    async fn an_empty_clinic_has_reference_data_only_and_stays_empty(scratch: Scratch) {
        let db = &scratch.db;
        for seed in [Seed::Empty, Seed::Sample] {
            for stream in Stream::ALL {
                prepare(db, stream, seed).await.unwrap();
            }
        }
        assert_eq!(count(db, "select count(*) from types").await, 6);
        assert_eq!(count(db, "select count(*) from specialties").await, 3);
        assert_eq!(count(db, "select count(*) from owners").await, 0);
        assert_eq!(count(db, "select count(*) from vets").await, 0);
        assert_eq!(count(db, "select count(*) from visits").await, 0);
    }

    async fn preparing_again_changes_nothing_and_says_so(scratch: Scratch) {
        let db = &scratch.db;
        let first = prepare(db, Stream::Vets, Seed::Sample).await.unwrap();
        assert!(first.migrations.starts_with(&[1, 2]) && first.seed == Some(Seed::Sample), "{first:?}");
        insert(db, "insert into vets (first_name, last_name) values ('A', 'B')").await;
        assert_eq!(prepare(db, Stream::Vets, Seed::Sample).await.unwrap(), Prepared::default());
        assert_eq!(count(db, "select count(*) from vets").await, 7);
    }

    async fn removed_rows_do_not_come_back(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Sample).await.unwrap();
        insert(db, "delete from visits").await;
        prepare(db, Stream::Visits, Seed::Sample).await.unwrap();
        assert_eq!(count(db, "select count(*) from visits").await, 0);
    }

    async fn a_schema_with_somebody_elses_table_is_refused_and_left_alone(scratch: Scratch) {
        let db = &scratch.db;
        insert(db, "create table visits (id int)").await;
        for stream in [Stream::Visits, Stream::Customers] {
            let error = prepare(db, stream, Seed::Sample).await.unwrap_err();
            assert!(matches!(&error, Error::ForeignTable { table } if table == "visits"), "{error:?}");
            assert!(error.to_string().contains("table `visits`"), "{error}");
            assert!(error.to_string().contains("use an empty schema"), "{error}");
        }
        // Nothing else was created.
        insert(db, "drop table visits").await;
        for table in ["create table owners (id int)", "create table _migrations_customers (id int)"] {
            insert(db, table).await;
        }
    }

    async fn a_view_in_the_way_is_refused_too(scratch: Scratch) {
        insert(&scratch.db, "create view vets as select 1 as id").await;
        let error = prepare(&scratch.db, Stream::Vets, Seed::Sample).await.unwrap_err();
        assert!(matches!(&error, Error::ForeignTable { table } if table == "vets"), "{error:?}");
    }

    async fn tables_of_other_programs_are_in_nobodys_way(scratch: Scratch) {
        insert(&scratch.db, "create table invoices (id int)").await;
        for stream in Stream::ALL {
            prepare(&scratch.db, stream, Seed::Sample).await.unwrap();
        }
    }

    async fn a_migration_that_was_edited_is_refused_by_name(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Vets, Seed::Sample).await.unwrap();
        insert(db, "update _migrations_vets set checksum = 'x' where version = 2").await;
        let text = prepare(db, Stream::Vets, Seed::Sample).await.unwrap_err().to_string();
        assert!(text.contains("migration 2 of vets") && text.contains("`_migrations_vets`"), "{text}");
    }

    async fn several_processes_may_prepare_at_once(scratch: Scratch) {
        let mut starting = Vec::new();
        for _ in 0..4 {
            let url = scratch.url.clone();
            starting.push(tokio::spawn(async move {
                let db = Db::open(&url, &Limits::default()).await?;
                for stream in Stream::ALL {
                    prepare(&db, stream, Seed::Sample).await?;
                }
                Ok::<_, Error>(())
            }));
        }
        for start in starting {
            start.await.unwrap().unwrap();
        }
        assert_eq!(count(&scratch.db, "select count(*) from owners").await, 10);
    }

    async fn a_newer_database_is_refused_and_left_alone(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Vets, Seed::Sample).await.unwrap();
        insert(db, "insert into _migrations_vets (version, description, success, checksum, execution_time) \
            values (9999, 'future', true, 'x', 0)").await;
        let error = prepare(db, Stream::Vets, Seed::Sample).await.unwrap_err();
        assert!(matches!(error, Error::NewerDatabase { stream: Stream::Vets, version: 9999 }), "{error:?}");
        assert!(error.to_string().contains("newer than this program"), "{error}");
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        db.check().await.unwrap();
    }
}
