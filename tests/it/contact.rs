//! How owners can be reached, and likely duplicates while registering.

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::Clinic;
use crate::sql;

const CONTACT: &str = "/api/customers/owners/6/contact";
const OWNERS: &str = "/api/customers/owners";
const DUPLICATES: &str = "/api/customers/owners/duplicates";

fn phone(label: &str, number: &str, is_preferred: bool) -> Value {
    json!({"label": label, "number": number, "isPreferred": is_preferred})
}

/// The ids and the reasons of likely duplicates.
async fn duplicates(clinic: &Clinic, query: &str) -> Value {
    let found = clinic.get(&format!("{DUPLICATES}?{query}")).await.expect(200).json();
    let brief = |it: &Value| json!([it["owner"]["id"], it["reasons"]]);
    found["duplicates"].as_array().unwrap().iter().map(brief).collect()
}

async fn register(clinic: &Clinic, first_name: &str, last_name: &str, telephone: &str) -> i64 {
    let owner = json!({
        "firstName": first_name, "lastName": last_name, "address": "1 Elm St.", "city": "Windsor", "telephone": telephone
    });
    clinic.post(OWNERS, owner).await.expect(201).id()
}

db::on_both! {
    async fn an_owner_has_further_phones_and_an_address_for_mail(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = clinic.get(CONTACT).await.expect(200);
        assert_eq!(before.json(), json!({"email": null, "phones": []}));
        assert_eq!(before.etag(), clinic.get("/api/customers/owners/6").await.etag());
        let phones = json!([phone("work", "+1 (608) 555-7777", false), phone("Tom, her husband", "6085558888", true)]);
        let change = json!({"email": "jean@example.com", "phones": phones});
        let changed = clinic.put_with(CONTACT, ("if-match", &before.etag()), change.clone()).await.expect(204);
        let found = clinic.get(CONTACT).await;
        assert_eq!(found.json(), change);
        assert_eq!(found.etag(), changed.etag());
        clinic.put_with(CONTACT, ("if-match", &before.etag()), change).await.problem(412);

        clinic.put(CONTACT, json!({"phones": [phone("work", "608 5557777", false)]})).await.expect(204);
        let found = clinic.get(CONTACT).await.json();
        assert_eq!((&found["email"], found["phones"].as_array().unwrap().len()), (&json!("jean@example.com"), 1));
        clinic.put(CONTACT, json!({"email": null})).await.expect(204);
        assert_eq!(clinic.get(CONTACT).await.json()["email"], Value::Null);
        assert_eq!(clinic.get("/api/customers/owners/6").await.json()["telephone"], "6085552654");
        clinic.delete("/api/customers/owners/6").await.expect(204);
        clinic.get(CONTACT).await.problem(404);
        clinic.put(CONTACT, json!({})).await.problem(404);
        assert_eq!(sql::rows(&scratch.db, "owner_phones").await, 0);
    }

    async fn every_broken_field_of_a_contact_is_named(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (body, field) in [
            (json!({"email": "jean"}), "email"),
            (json!({"phones": [phone("", "6085557777", false)]}), "phones[0].label"),
            (json!({"phones": [phone("work", "6085557777", false), phone("x", "call me", false)]}), "phones[1].number"),
            (json!({"phones": [phone("a", "6085557777", true), phone("b", "6085557778", true)]}), "phones"),
            (json!({"phones": vec![phone("a", "6085557777", false); 11]}), "phones"),
            (json!({"phones": [{"label": 7}]}), "phones[0].label"),
        ] {
            let broken = clinic.put(CONTACT, body).await.broken(400);
            assert_eq!(broken.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), [field]);
        }
        assert_eq!(clinic.get(CONTACT).await.json(), json!({"email": null, "phones": []}));
    }

    async fn of_many_changes_of_a_contact_at_once_from_one_version_one_goes_through(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let tag = clinic.get(CONTACT).await.etag();
        let mut changes = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (http, tag) = ((*clinic).clone(), tag.clone());
            let phones = json!({"phones": [phone("work", &format!("608555000{number}"), false)]});
            changes.spawn(async move { http.put_with(CONTACT, ("if-match", &tag), phones).await.status });
        }
        let mut statuses = changes.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 412, 412, 412, 412, 412, 412, 412]);
        assert_eq!(sql::rows(&scratch.db, "owner_phones").await, 1);
    }

    async fn a_likely_duplicate_is_found_by_number_by_name_and_by_sound(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        // George Franklin, 6085551023.
        let phone_of_george = json!([[1, ["samePhone"]]]);
        for number in ["6085551023", "608-555-1023", "%2B1%20608%20555%201023"] {
            assert_eq!(duplicates(&clinic, &format!("telephone={number}")).await, phone_of_george, "{number}");
        }
        for (query, reason) in [
            ("firstName=george&lastName=FRANKLIN", "sameName"),
            ("firstName=Jorge&lastName=Franklyn", "soundsAlike"),
            ("firstName=Francklin&lastName=George", "soundsAlike"),
        ] {
            assert_eq!(duplicates(&clinic, query).await, json!([[1, [reason]]]), "{query}");
        }
        let found = clinic.get(&format!("{DUPLICATES}?firstName=George&lastName=Franklin")).await.json();
        assert_eq!(found["duplicates"][0]["owner"], clinic.get("/api/customers/owners/1").await.json());
        for nobody in ["", "firstName=George", "lastName=Franklin", "telephone=1023", "firstName=%20&lastName=x", "firstName=Ada&lastName=Lovelace"] {
            assert_eq!(duplicates(&clinic, nobody).await, json!([]), "{nobody}");
        }
        assert_eq!(clinic.get(&format!("{DUPLICATES}?lastname=x")).await.broken(400)[0].0, "lastname");
    }

    async fn a_likely_duplicate_is_found_by_a_further_phone_and_by_what_was_changed(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.put(CONTACT, json!({"phones": [phone("work", "(608) 555-7777", false), phone("x", "+1 608 555 7777", false)]})).await.expect(204);
        assert_eq!(duplicates(&clinic, "telephone=6085557777").await, json!([[6, ["samePhone"]]]));
        let change = json!({"firstName": "Catherine", "lastName": "Meyer", "telephone": "6085559999"});
        clinic.put("/api/customers/owners/6", change).await.expect(204);
        let both = duplicates(&clinic, "firstName=Kathryn&lastName=Maier&telephone=6085559999").await;
        assert_eq!(both, json!([[6, ["samePhone", "soundsAlike"]]]));
        assert_eq!(duplicates(&clinic, "firstName=Jean&lastName=Coleman&telephone=6085552654").await, json!([]));
    }

    async fn the_likeliest_duplicates_come_first_and_there_are_at_most_ten(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for number in 0..12 {
            register(&clinic, "Jon", "Smyth", &format!("60855566{number:02}")).await;
        }
        let exact = register(&clinic, "John", "Smith", "6085556612").await;
        let same_phone = register(&clinic, "Ada", "Lovelace", "6085556613").await;
        let found = duplicates(&clinic, "firstName=John&lastName=Smith&telephone=6085556613").await;
        assert_eq!((found.as_array().unwrap().len(), &found[0], &found[1], &found[2][1]), (
            10, &json!([same_phone, ["samePhone"]]), &json!([exact, ["sameName"]]), &json!(["soundsAlike"]),
        ));
    }

    async fn owners_of_an_earlier_release_are_found_as_well(scratch: Scratch) {
        Clinic::open(&scratch).await.stop().await;
        sql::run(&scratch.db, "update owners set key_version = 2, telephone_tail = '', first_name_sound = '', last_name_sound = ''").await;
        let clinic = Clinic::open(&scratch).await;
        assert_eq!(duplicates(&clinic, "telephone=6085551023").await, json!([[1, ["samePhone"]]]));
        assert_eq!(duplicates(&clinic, "firstName=Jorge&lastName=Franklyn").await, json!([[1, ["soundsAlike"]]]));
    }
}
