//! Entity tags: a client receives no unchanged data again, and overwrites no change that it has not seen.

use db::testing::Scratch;
use serde_json::json;

use crate::harness::Clinic;
use crate::owners::owner;

const OWNER: &str = "/api/customers/owners/6";
const PET: &str = "/api/customers/owners/6/pets/7";
const VISIT: &str = "/api/visits/owners/6/pets/7/visits/1";

/// Resources that can be changed, with a change for each.
fn things() -> [(&'static str, serde_json::Value); 3] {
    [(OWNER, owner("Coleman")), (PET, json!({"name": "Sam"})), (VISIT, json!({"description": "x"}))]
}

db::on_both! {
    async fn a_current_copy_is_not_sent_again(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, change) in things() {
            let tag = clinic.get(path).await.expect(200).etag();
            for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
                let reply = clinic.get_with(path, ("if-none-match", &known)).await.expect(304);
                assert_eq!((reply.text.as_str(), reply.etag()), ("", tag.clone()), "{path}: {known}");
            }
            clinic.get_with(path, ("if-none-match", "\"other\"")).await.expect(200);
            clinic.put(path, change).await.expect(204);
            let changed = clinic.get_with(path, ("if-none-match", &tag)).await.expect(200);
            assert_ne!(changed.etag(), tag);
        }
    }

    async fn of_two_changes_from_the_same_tag_one_is_reported(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, change) in things() {
            let tag = clinic.get(path).await.etag();
            let next = clinic.put_with(path, ("if-match", &tag), change.clone()).await.expect(204).etag();
            clinic.put_with(path, ("if-match", &tag), change.clone()).await.problem(412);
            clinic.delete_with(path, ("if-match", &tag)).await.problem(412);
            assert_eq!(clinic.get(path).await.etag(), next, "a change tells the tag that it leads to");
            clinic.put_with(path, ("if-match", &next), change.clone()).await.expect(204);
            let last = clinic.put(path, change).await.expect(204).etag();
            assert_eq!(clinic.get(path).await.etag(), last);
        }
    }

    async fn of_many_changes_at_once_from_the_same_tag_one_goes_through(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, change) in things() {
            for _ in 0..5 {
                let tag = clinic.get(path).await.etag();
                let mut changes = tokio::task::JoinSet::new();
                for _ in 0..8 {
                    let (http, tag, change) = ((*clinic).clone(), tag.clone(), change.clone());
                    changes
                        .spawn(async move { http.put_with(path, ("if-match", &tag), change).await.status });
                }
                let mut statuses = changes.join_all().await;
                statuses.sort_unstable();
                assert_eq!(statuses, [204, 412, 412, 412, 412, 412, 412, 412], "{path}");
            }
        }
    }

    async fn a_change_refused_for_its_tag_changes_nothing(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, change) in things() {
            let before = clinic.get(path).await;
            clinic.put_with(path, ("if-match", "\"99\""), change).await.problem(412);
            clinic.delete_with(path, ("if-match", "\"99\"")).await.problem(412);
            let after = clinic.get(path).await;
            assert_eq!((after.text.as_str(), after.etag()), (before.text.as_str(), before.etag()));
        }
    }

    async fn any_version_will_do_where_the_client_says_so(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, change) in things() {
            let tag = clinic.get(path).await.etag();
            clinic.put_with(path, ("if-match", &format!("\"77\", {tag}")), change.clone()).await.expect(204);
            clinic.put_with(path, ("if-match", "*"), change.clone()).await.expect(204);
            clinic.put(path, change).await.expect(204);
        }
        for (path, _) in things().into_iter().rev() {
            clinic.delete_with(path, ("if-match", "*")).await.expect(204);
            clinic.delete_with(path, ("if-match", "*")).await.problem(404);
        }
    }

    async fn a_weak_or_foreign_tag_matches_nothing_and_a_malformed_one_is_reported(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, change) in things() {
            let tag = clinic.get(path).await.etag();
            for other in [format!("W/{tag}"), "\"abc\"".to_owned(), "\"\"".to_owned(), "\"-1\"".to_owned()] {
                clinic.put_with(path, ("if-match", &other), change.clone()).await.problem(412);
            }
            for malformed in ["0", "\"0", "0\"", "x, \"0\""] {
                let broken = clinic.put_with(path, ("if-match", malformed), change.clone()).await.broken(400);
                assert_eq!(broken[0].0, "If-Match", "{malformed}");
                clinic.delete_with(path, ("if-match", malformed)).await.problem(400);
            }
        }
    }

    async fn a_pet_that_is_added_changed_or_removed_changes_its_owner(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut tags = vec![clinic.get(OWNER).await.etag()];
        let pet =
            clinic.post(&format!("{OWNER}/pets"), json!({"name": "Rex", "typeId": 2})).await.expect(201).id();
        tags.push(clinic.get(OWNER).await.etag());
        clinic.put(&format!("{OWNER}/pets/{pet}"), json!({"name": "Rexy"})).await.expect(204);
        tags.push(clinic.get(OWNER).await.etag());
        clinic.delete(&format!("{OWNER}/pets/{pet}")).await.expect(204);
        tags.push(clinic.get(OWNER).await.etag());
        let mut distinct = tags.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), tags.len(), "{tags:?}");
    }

    async fn an_owner_that_is_renamed_changes_its_pets_that_show_the_name(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let tag = clinic.get(PET).await.etag();
        clinic.put(OWNER, owner("Renamed")).await.expect(204);
        let pet = clinic.get_with(PET, ("if-none-match", &tag)).await.expect(200);
        assert_eq!(pet.json()["owner"], "Ada Renamed");
    }

    async fn something_new_has_the_tag_it_is_found_with(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let visit = clinic.post("/api/visits/owners/6/pets/7/visits", json!({})).await.expect(201);
        let path = format!("/api/visits/owners/6/pets/7/visits/{}", visit.id());
        clinic.get_with(&path, ("if-none-match", &visit.etag())).await.expect(304);
        clinic.put_with(&path, ("if-match", &visit.etag()), json!({})).await.expect(204);
    }

    async fn a_write_that_took_place_is_answered_in_full(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let added = clinic.post_with("/api/customers/owners", ("if-none-match", "*"), owner("Whole")).await;
        assert_eq!(added.expect(201).id(), 11);
    }
}
