//! The assistant changes data only after the person's consent, and only once.

use db::testing::Scratch;
use serde_json::json;

use super::{Person, text};
use crate::bad_input::state;
use crate::harness::{Clinic, NOW};
use crate::sql::rows;

const BOOK: &str = "Book a visit for Leo on 2026-06-01: rabies shot";
const VISITS_OF_LEO: &str = "/api/visits/owners/1/pets/1/visits";

db::on_both! {
    async fn a_visit_is_booked_after_a_plain_yes(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut person = Person::new(&clinic);
        let asked = person.say(BOOK).await;
        let summary = text(&asked["confirmation"]["summary"]);
        assert_eq!(summary, "Book a visit for Leo, the pet of George Franklin, on Monday, 1 June 2026: rabies shot.");
        assert!(text(&asked["answer"]).contains(summary), "{asked}");
        assert_eq!(asked["questionType"], "DATABASE_CHANGE");
        assert_eq!(asked["confirmation"]["expiresAt"], "2026-05-20T12:10:00Z");
        assert_eq!(clinic.get(VISITS_OF_LEO).await.json(), json!([]));
        let done = person.say("Yes, please!").await;
        assert!(text(&done["answer"]).starts_with("Done."), "{done}");
        let visits = clinic.get(VISITS_OF_LEO).await.json();
        assert_eq!((&visits[0]["date"], &visits[0]["description"]), (&json!("2026-06-01"), &json!("rabies shot")));
    }

    async fn a_no_changes_nothing_and_is_final(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = state(&scratch.db).await;
        let mut person = Person::new(&clinic);
        let asked = person.say(BOOK).await;
        let answer = person.decide(&asked["confirmation"], false).await.expect(200).json();
        assert!(text(&answer["answer"]).contains("nothing was changed"), "{answer}");
        person.decide(&asked["confirmation"], true).await.problem(404);
        assert_eq!(state(&scratch.db).await, before);
    }

    async fn consent_counts_once_even_when_it_is_given_many_times_at_once(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut person = Person::new(&clinic);
        let asked = person.say(BOOK).await;
        let body = json!({
            "conversationId": person.conversation, "confirmationId": asked["confirmation"]["id"], "confirmed": true,
        });
        let mut statuses = Vec::new();
        let once = || clinic.post(super::ASK, body.clone());
        let (a, b, c, d) = tokio::join!(once(), once(), once(), once());
        statuses.extend([a.status, b.status, c.status, d.status]);
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 404, 404, 404]);
        assert_eq!(clinic.get(VISITS_OF_LEO).await.json().as_array().unwrap().len(), 1);
    }

    async fn consent_counts_in_its_own_conversation_only(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = state(&scratch.db).await;
        let (mut person, mut other) = (Person::new(&clinic), Person::new(&clinic));
        let asked = person.say(BOOK).await;
        other.say("Who owns Leo?").await;
        other.decide(&asked["confirmation"], true).await.problem(404);
        assert!(!text(&other.say("yes").await["answer"]).starts_with("Done"));
        assert_eq!(state(&scratch.db).await, before);
    }

    async fn consent_counts_for_ten_minutes(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = state(&scratch.db).await;
        let mut person = Person::new(&clinic);
        let asked = person.say(BOOK).await;
        clinic.clock.set(NOW + 10 * 60);
        let told = person.decide(&asked["confirmation"], true).await.problem(404);
        assert!(text(&told["detail"]).contains("ask again"), "{told}");
        let told = person.say("yes").await;
        assert!(text(&told["answer"]).contains("nothing was changed"), "{told}");
        assert_eq!(state(&scratch.db).await, before);
    }

    async fn a_yes_counts_for_the_last_question_only(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = state(&scratch.db).await;
        let mut person = Person::new(&clinic);
        person.say(BOOK).await;
        person.say("Who owns Basil?").await;
        person.say("yes").await;
        assert_eq!(state(&scratch.db).await, before);
    }

    async fn an_owner_that_changed_in_between_is_not_changed(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut person = Person::new(&clinic);
        let asked = person.say("Change the telephone number of George Franklin to 6085550000").await;
        let summary = text(&asked["confirmation"]["summary"]);
        assert_eq!(summary, "Change George Franklin: telephone from 6085551023 to 6085550000.");
        let mut owner = clinic.get("/api/customers/owners/1").await.json();
        owner["telephone"] = json!("6085559999");
        clinic.put("/api/customers/owners/1", owner).await.expect(204);
        let answer = person.say("yes").await;
        assert!(text(&answer["answer"]).contains("changed by someone else"), "{answer}");
        assert_eq!(clinic.get("/api/customers/owners/1").await.json()["telephone"], "6085559999");
    }

    async fn an_owner_is_registered_and_gets_a_pet_in_korean(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut person = Person::new(&clinic);
        let asked = person
            .say(
                "새로운 고객을 등록하고 싶어요. 이름은 Minji, 성은 Kim, 주소는 12 Main St., 도시는 Madison, 전화는 \
                 608-555-1234입니다.",
            )
            .await;
        assert!(text(&asked["answer"]).contains("Minji Kim"), "{asked}");
        assert!(asked["confirmation"]["id"].is_string(), "{asked}");
        let done = person.say("네").await;
        assert!(text(&done["answer"]).starts_with("완료했습니다"), "{done}");
        assert_eq!(rows(&scratch.db, "owners").await, 11);
    }
}
