//! What once was answered wrongly, each with others of its kind.

use serde_json::{Value, json};

use crate::clinic::{Clinic, WRITES, large, sample};
use crate::conversation::{Conversation, Turn};

async fn ask(clinic: &'static Clinic, text: &str) -> Turn {
    Conversation::at(clinic).say(text).await
}

/// Asserts that an answer has some texts and lacks others.
#[track_caller]
fn says(turn: &Turn, text: &str, some: &[&str], none: &[&str]) {
    for it in some {
        assert!(turn.answer.contains(it), "{text}: no {it:?} in {turn:?}");
    }
    for it in none {
        assert!(!turn.answer.contains(it), "{text}: {it:?} in {turn:?}");
    }
}

/// Asserts that an answer says which words it does not understand, and that nothing was looked up.
async fn is_declined(text: &str, word: &str) {
    let turn = ask(sample().await, text).await;
    assert!(turn.answer.contains(&format!("\"{word}")) && turn.calls.is_empty(), "{text}: {turn:?}");
    says(&turn, text, &[], &["Franklin", "Carter", "Leo ("]);
}

fn writes(turn: &Turn) -> Vec<(&str, &Value)> {
    let writes = turn.calls.iter().filter(|it| WRITES.contains(&it.name.as_str()));
    writes.map(|it| (it.name.as_str(), &it.input)).collect()
}

#[tokio::test]
async fn an_old_visit_is_found_behind_any_number_of_newer_ones() {
    for (text, day) in [
        ("When was Max neutered?", "2013-01-03"),
        ("When did Max get a rabies shot?", "2013-01-02"),
        ("When was the first visit of Max?", "2013-01-02"),
        ("Max는 언제 중성화했나요?", "2013-01-03"),
    ] {
        says(&ask(large().await, text).await, text, &[day], &["2020-", "2021-"]);
    }
    let text = "How many visits has Max had?";
    says(&ask(large().await, text).await, text, &["27 visits"], &[]);
}

#[tokio::test]
async fn counts_are_those_of_all_rows() {
    let birds = "select count(distinct owner_id) || '' from pets where type_id = 5";
    let count = large().await.select(birds).await.remove(0);
    for text in
        ["How many owners have birds?", "How many people keep a bird?", "새를 키우는 보호자는 몇 명인가요?"]
    {
        let turn = ask(large().await, text).await;
        says(&turn, text, &[&count], &[]);
    }
    let text = "Which owners live in Springfield?";
    let turn = ask(large().await, text).await;
    let count =
        large().await.select("select count(*) || '' from owners where city = 'Springfield'").await.remove(0);
    says(&turn, text, &[&format!("There are {count} owners"), "more. Ask for fewer"], &[]);
}

#[tokio::test]
async fn the_owner_with_the_most_pets_is_found_among_any_number() {
    let most = "select first_name || ' ' || last_name from owners where id = 777";
    let name = large().await.select(most).await.remove(0);
    for text in [
        "Which owner has the most pets?",
        "Who has the largest number of animals?",
        "반려동물이 가장 많은 보호자는?",
    ] {
        says(&ask(large().await, text).await, text, &[&name, "9"], &[]);
    }
}

#[tokio::test]
async fn the_last_visit_has_taken_place_and_the_next_one_has_not() {
    for (text, day) in [
        ("When was the last visit of Leo?", "2025-11-02"),
        ("When was Leo's most recent visit?", "2025-11-02"),
        ("Leo의 마지막 방문은 언제였나요?", "2025-11-02"),
        ("When is Leo's next visit?", "2026-09-09"),
        ("Leo의 다음 예약은 언제인가요?", "2026-09-09"),
    ] {
        let other = if day.starts_with("2025") { "2026-09-09" } else { "2025-11-02" };
        says(&ask(large().await, text).await, text, &[day], &[other]);
    }
}

#[tokio::test]
async fn a_negation_excludes_or_is_said_back() {
    for (text, some, none) in [
        (
            "Who does not live in Madison?",
            &["Betty Davis", "Jeff Black"][..],
            &["George Franklin", "McTavish"][..],
        ),
        ("Which vets do not do surgery?", &["Helen Leary", "James Carter"], &["Linda Douglas", "Ortega"]),
        ("How many owners have no dogs?", &["7 owners"], &[]),
        ("Which owners are not from Monona?", &["Betty Davis"], &["Jeff Black"]),
        ("Which vets aren't radiologists?", &["Rafael Ortega"], &["Helen Leary"]),
        ("고양이를 키우지 않는 보호자는 몇 명인가요?", &["7명"], &[]),
    ] {
        says(&ask(sample().await, text).await, text, some, none);
    }
    for (text, word) in [
        ("Which pets have never been here?", "never"),
        ("Who does not own Leo?", "not"),
        ("Which owners have no telephone?", "no"),
        ("Which visits were not in 2013?", "not"),
        ("Leo의 보호자가 아닌 사람은?", "아닌"),
    ] {
        is_declined(text, word).await;
    }
}

#[tokio::test]
async fn joined_conditions_all_count() {
    for (text, some, none) in [
        ("Who owns a cat and a dog?", &["Carlos Estaban"][..], &["Franklin", "Coleman", "Escobito"][..]),
        ("Which clients have a lizard or a snake?", &["Harold Davis", "McTavish"], &["Franklin"]),
        ("Which vets do surgery and dentistry?", &["Linda Douglas"], &["Ortega"]),
        ("Who lives in Windsor or Waunakee?", &["Harold Davis", "Estaban"], &["Franklin"]),
        ("뱀이나 도마뱀을 키우는 보호자는?", &["Harold Davis", "McTavish"], &["Franklin"]),
        ("Who lives in Madison and has a bird?", &["Schroeder"], &["Jeff Black", "Franklin"]),
    ] {
        says(&ask(sample().await, text).await, text, some, none);
    }
    is_declined("Who does not live in Madison and Monona?", "and").await;
    is_declined("Which visits were on January 2, 2013 and January 4, 2013?", "January").await;
}

#[tokio::test]
async fn a_word_that_restricts_in_a_way_of_its_own_is_said_back() {
    for (text, word) in [
        ("Who owns only cats?", "only"),
        ("고양이만 키우는 보호자는?", "고양이만"),
        ("How many pets were born in Madison?", "born"),
        ("What is the most common pet name?", "name"),
        ("How many visits did my dog have?", "my"),
        ("우리 강아지는 몇 번 왔나요?", "우리"),
        ("도시별 보호자 수는?", "도시별"),
        ("Show the last 5 visits of Max", "5"),
        ("Which owners live near Madison?", "near"),
        ("Which owner has the oldest dog?", "owner has"),
        ("Which vets treat cats?", "treat cats"),
    ] {
        is_declined(text, word).await;
    }
    let mut talk = Conversation::at(sample().await);
    talk.say("Who is Betty Davis?").await;
    let turn = talk.say("How many dogs does she have?").await;
    assert!(turn.answer.contains("Betty Davis has no dog") || turn.answer.contains("\"she\""), "{turn:?}");
}

#[tokio::test]
async fn numbers_are_compared_or_said_back() {
    for (text, count, none) in [
        ("Which owners have exactly one pet?", "7 owners", "Estaban"),
        ("Which owners have only one animal?", "7 owners", "Estaban"),
        ("Clients with more than one pet", "3 owners", "Franklin"),
        ("반려동물을 두 마리 이상 키우는 보호자는?", "3명", "Franklin"),
    ] {
        says(&ask(sample().await, text).await, text, &[count], &[none]);
    }
    is_declined("Which owners have exactly one dog?", "exactly one").await;
    is_declined("Which pets weigh more than 5 kg?", "more than 5 kg").await;
    is_declined("강아지를 두 마리 이상 키우는 보호자는?", "두").await;
}

#[tokio::test]
async fn a_superlative_compares_what_it_names() {
    for (text, some, none) in [
        ("Which city has the most owners?", "Madison", "Estaban"),
        ("Where do most of our clients live?", "Madison", "Estaban"),
        ("고객이 가장 많은 도시는?", "Madison", "Estaban"),
    ] {
        says(&ask(sample().await, text).await, text, &[some], &[none]);
    }
    is_declined("Which pet has the most visits?", "most").await;
    is_declined("Which city has the fewest owners?", "fewest").await;
}

#[tokio::test]
async fn nobody_has_a_name_that_nobody_has() {
    for text in [
        "Who owns 콩이?",
        "서울에 사는 고객은?",
        "Who owns Γάτος?",
        "Where does Владимир live?",
        "Who lives in 東京?",
        "나비의 보호자는 누구인가요?",
    ] {
        let turn = ask(sample().await, text).await;
        assert!(turn.answer.contains("found no") || turn.answer.contains("찾지 못"), "{text}: {turn:?}");
        says(&turn, text, &[], &["Franklin", "Davis"]);
    }
}

#[tokio::test]
async fn names_in_hangul_are_taken_without_their_particles() {
    for (text, owner, name) in [
        ("Betty Davis에게 초코라는 강아지를 추가해 주세요", 2, "초코"),
        ("George Franklin에게 보리라는 강아지를 등록해 주세요", 1, "보리"),
        ("Betty Davis에게 콩이라는 강아지를 추가해 주세요", 2, "콩이"),
    ] {
        let turn = ask(sample().await, text).await;
        assert_eq!(
            writes(&turn),
            [("add_pet", &json!({ "ownerId": owner, "name": name, "type": "dog" }))],
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_record_is_taken_in_the_order_of_its_fields() {
    let record = |first: &str, last: &str, address: &str, city: &str, telephone: &str| json!({ "firstName": first, "lastName": last, "address": address, "city": city, "telephone": telephone });
    for (text, expected) in [
        (
            "보호자 등록: 홍길동, 서울시 강남구 1, 서울, 01012345678",
            record("길동", "홍", "서울시 강남구 1", "서울", "01012345678"),
        ),
        (
            "보호자 추가: 김영희, 부산시 해운대구 2, 201호, 부산, 051-123-4567",
            record("영희", "김", "부산시 해운대구 2, 201호", "부산", "0511234567"),
        ),
        (
            "Add an owner: Ray Case, 1 High St., Madison, 6085551234",
            record("Ray", "Case", "1 High St.", "Madison", "6085551234"),
        ),
        (
            "Add an owner: Charles Ray, 1 High St., Madison, +1 (608) 555.1234",
            record("Charles", "Ray", "1 High St.", "Madison", "16085551234"),
        ),
        (
            "Register Ann Price, 1 High St., Madison, 6085551234",
            record("Ann", "Price", "1 High St.", "Madison", "6085551234"),
        ),
        (
            "Add the owner Carlos de la Cruz, 1 High St., Madison, 6085551234",
            record("Carlos", "de la Cruz", "1 High St.", "Madison", "6085551234"),
        ),
        (
            "Register the owner John Fish, 1 High St., Madison, 6085551234",
            record("John", "Fish", "1 High St.", "Madison", "6085551234"),
        ),
        (
            "Add an owner: Maria Bird, 1 High St., Madison, 6085551234",
            record("Maria", "Bird", "1 High St.", "Madison", "6085551234"),
        ),
    ] {
        let turn = ask(sample().await, text).await;
        assert_eq!(writes(&turn), [("add_owner", &expected)], "{text}: {turn:?}");
    }
}

#[tokio::test]
async fn nothing_waits_after_it_was_called_off() {
    for no in ["cancel", "No thanks, not today", "never mind", "취소해 주세요"] {
        let mut talk = Conversation::at(sample().await);
        assert_eq!(writes(&talk.say("Add a dog named Rex for Betty Davis").await).len(), 1);
        let dropped = talk.say(no).await;
        assert!(
            dropped.answer.contains("nothing is changed") || dropped.answer.contains("변경하지 않았습니다"),
            "{no}: {dropped:?}"
        );
        let after = talk.say("yes").await;
        assert!(writes(&after).is_empty(), "{no}: {after:?}");
    }
}

#[tokio::test]
async fn a_correction_asks_again_with_the_correction() {
    let add = "Add a dog named Rex for Betty Davis";
    let book = "Book a visit for Leo on 2026-04-01: rabies shot";
    for (ask, correction, key, value) in [
        (add, "yes, but call it Max", "name", json!("Max")),
        (add, "No, name it Bella", "name", json!("Bella")),
        (add, "ok, but it is a cat", "type", json!("cat")),
        (book, "yes, but on 2026-04-02", "date", json!("2026-04-02")),
        (book, "네, 그런데 4월 3일로 해 주세요", "date", json!("2026-04-03")),
    ] {
        let mut talk = Conversation::at(sample().await);
        let first = talk.say(ask).await;
        let again = talk.say(correction).await;
        let (tool, mut expected) = (writes(&first)[0].0, writes(&first)[0].1.clone());
        expected[key] = value;
        assert_eq!(writes(&again), [(tool, &expected)], "{correction}: {again:?}");
    }
    let mut talk = Conversation::at(sample().await);
    talk.say(add).await;
    let unclear = talk.say("yes, but more beautiful").await;
    assert!(writes(&unclear).is_empty() && unclear.answer.contains("do not understand"), "{unclear:?}");
}

#[tokio::test]
async fn a_dotted_date_has_its_day_first() {
    for (day, expected) in
        [("05.06.2027", "2027-06-05"), ("1.12.2026", "2026-12-01"), ("2027.06.05", "2027-06-05")]
    {
        let text = format!("Book a visit for Leo on {day}: rabies shot");
        let turn = ask(sample().await, &text).await;
        assert_eq!(writes(&turn)[0].1["date"], expected, "{text}");
    }
}

#[tokio::test]
async fn only_filters_of_a_query_narrow_an_answer() {
    for text in ["How many visits did dogs have in 2013?", "Show the visits of cats in Madison"] {
        let turn = ask(large().await, text).await;
        says(&turn, text, &["look through the visits of 20"], &[]);
    }
    let text = "Which pets were neutered?";
    says(&ask(large().await, text).await, text, &["I can look for a treatment only"], &[]);
}
