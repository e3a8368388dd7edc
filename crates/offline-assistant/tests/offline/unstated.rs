//! What an answer leaves out of its question, it must not state: each row is answered rightly or declined.

use crate::clinic::{large, sample};
use crate::conversation::Conversation;

/// What declines an answer, or asks for what is missing.
const DECLINES: [&str; 7] = [
    "do not understand",
    "이해하지 못",
    "Whose?",
    "누구를",
    "found no",
    "찾지 못",
    "Which owner do you mean?",
];

/// Asserts that the last of some messages is declined, or answered with one of `right`, and that its answer has none of `wrong`.
async fn holds(turns: &[&str], right: &[&str], wrong: &[&str]) {
    let mut talk = Conversation::at(sample().await);
    let mut answer = String::new();
    for text in turns {
        answer = talk.say(text).await.answer;
    }
    let declined = DECLINES.iter().any(|it| answer.contains(it));
    assert!(declined || right.iter().any(|it| answer.contains(it)), "{turns:?}: {answer}");
    for it in wrong {
        assert!(!answer.contains(it), "{turns:?}: {it:?} in {answer}");
    }
}

#[tokio::test]
async fn a_number_after_pet_is_no_owners() {
    for text in ["Who owns pet 8?", "Pet 8's owner", "Who is the owner of pet 3?"] {
        holds(&[text], &["Jean Coleman", "Eduardo"], &["Escobito"]).await;
    }
    holds(&["Which owners with 3 pets are there?"], &["no owners"], &["Eduardo"]).await;
    holds(&["Who is the owner with id 3?"], &["Eduardo"], &["do not understand"]).await;
    holds(&["Does owner 3 live in Madison?"], &["no owner"], &["Eduardo"]).await;
}

#[tokio::test]
async fn an_id_or_a_telephone_number_restricts_or_is_said_back() {
    for text in [
        "How many visits has pet 8 had?",
        "Show pet number 8",
        "Visits of the owner 6085551023",
        "Visits of owner 6",
    ] {
        holds(&[text], &[], &["There are", "Basil"]).await;
    }
    for text in ["Address of owner 3", "What is the phone number of owner 3?"] {
        holds(&["Who is Betty Davis?", text], &["Eduardo"], &["Betty", "6085551749"]).await;
    }
}

#[tokio::test]
async fn a_full_name_leaves_the_other_filters() {
    for text in
        ["How many owners called Betty Davis live in Madison?", "Which owners called Betty Davis have a dog?"]
    {
        holds(&[text], &["Betty Davis has no dog"], &["There is 1", "Sun Prairie"]).await;
    }
    holds(&["Is there an owner called Betty Davis in Sun Prairie?"], &["Betty Davis"], &[]).await;
}

#[tokio::test]
async fn a_city_restricts_or_is_said_back() {
    for turns in [
        &["Phone of Betty Davis in Madison?"][..],
        &["Who is Betty Davis in Madison?"],
        &["Who is Jean Coleman?", "How many visits did she have in Madison?"],
        &["Who owns Max?", "Visits in Madison?"],
    ] {
        holds(turns, &["no visits", "visits in Madison"], &["Sun Prairie", "4 visits", "6085551749"]).await;
    }
}

#[tokio::test]
async fn every_name_is_looked_for() {
    for text in [
        "Who owns Leo and Fluffy?",
        "What are the pets of Davis and Xyzzy?",
        "Who are Betty Davis and Xyzzy?",
        "Which specialties do Carter and Xyzzy have?",
        "Phone of the owner of Leo and Fluffy?",
    ] {
        holds(&[text], &[], &["George Franklin owns", "has 1 pet", "James Carter has", "6085551023"]).await;
    }
    holds(&["Who owns Leo and Max?"], &["Jean Coleman"], &["of that name"]).await;
    holds(&["Phone of the owner of Leo and Max?"], &["6085552654"], &["found no"]).await;
    holds(&["What are the pets of Betty and Davis?"], &["Harold Davis"], &["found no"]).await;
}

#[tokio::test]
async fn an_owner_or_a_type_that_does_not_fit_is_told() {
    for text in [
        "When was George Franklin's Max last here?",
        "Visits of Betty Davis's Max",
        "Who is George Franklin's Max?",
    ] {
        holds(&[text], &[], &["2013-01", "Max is a"]).await;
    }
    for text in ["When was the dog Max last here?", "Visits of the dog Max", "How old is the dog Leo?"] {
        holds(&[text], &[], &["2013-01", "last visit"]).await;
    }
    for text in ["How many visits did her dog have?", "Her dog's visits?"] {
        holds(&["Who is Jean Coleman?", text], &["has no dog"], &["4 visits", "2013"]).await;
    }
    holds(&["How many visits did Jean Coleman's dog have?"], &["has no dog"], &["4 visits"]).await;
    holds(&["Book a visit for the dog Leo on 2026-04-01: rabies shot"], &[], &["book_visit"]).await;
    holds(&["Is Leo a dog?"], &["Leo (cat)", "Leo is a cat"], &[]).await;
    for text in [
        "Book a visit for Betty Davis's Leo on 2026-04-01: rabies shot",
        "Book Basil of Jean Coleman on 2026-04-01: rabies shot",
    ] {
        holds(&[text], &[], &["book_visit", "Is that right"]).await;
    }
}

#[tokio::test]
async fn a_pet_is_found_by_its_name_however_it_is_written() {
    let turn = Conversation::at(large().await).say("Phone of the owner of Max?").await;
    assert!(!turn.answer.contains("There are 20 owners"), "{turn:?}");
}

#[tokio::test]
async fn a_pronoun_without_a_referent_asks_whose() {
    for turns in [
        &["What pets does she have?"][..],
        &["How many visits did she have?"],
        &["Who is Helen Leary?", "How many visits did she have?"],
        &["Who is Betty Davis?", "What is her specialty?"],
        &["Who is Davis?", "What pets does she have?"],
        &["Who is Davis?", "What is her phone number?"],
        &["Does he do surgery?"],
    ] {
        holds(turns, &[], &["13", "Carter", "There are", "Basil", "6085551749", "Ortega"]).await;
    }
}

#[tokio::test]
async fn a_name_that_is_also_a_word_is_no_filler() {
    for text in
        ["Who owns Will?", "Who owns May?", "Phone number of Will Davis?", "Show the pets of An Davis"]
    {
        holds(&[text], &[], &["Franklin", "Betty", "There are"]).await;
    }
}

#[tokio::test]
async fn vets_with_a_specialty_are_those_who_have_one() {
    for text in [
        "How many vets have a specialty?",
        "Which vets have a specialty?",
        "Which vets are specialists?",
        "전문 분야가 있는 수의사는 몇 명?",
        "How many specialties do the vets have?",
        "수의사들의 전문 분야는 몇 개인가요?",
    ] {
        holds(&[text], &["4 vets", "전문 분야가 있는 수의사는 4명", "3 "], &["6 vets", "6명", "Carter"])
            .await;
    }
    holds(&["수의사들의 전문 분야는 몇 가지인가요?"], &["3"], &["4명", "6명"]).await;
    holds(&["List the vets and their specialties"], &["James Carter"], &["do not understand"]).await;
}

#[tokio::test]
async fn general_practice_is_excluded_or_joined_rightly() {
    holds(&["Which vets do not do general practice?"], &["Helen Leary"], &["Carter", "Jenkins"]).await;
    for text in ["Which vets do surgery or general practice?", "Who does general practice or dentistry?"] {
        holds(&[text], &["Linda Douglas"], &["2 vets have no"]).await;
    }
    holds(&["Which vets have no specialty?", "And surgery?"], &["Ortega"], &["Carter"]).await;
}

#[tokio::test]
async fn a_denied_need_is_said_back() {
    for text in [
        "Which vets cannot do x-rays?",
        "Which vets do not neuter?",
        "Who can't take x-rays?",
        "Which vets do not clean the teeth of dogs?",
    ] {
        holds(&[text], &[], &["suggest", "Leary", "Ortega"]).await;
    }
    let text = "My dog is not eating, which vet can help?";
    let turn = Conversation::at(sample().await).say(text).await;
    assert!(!turn.answer.contains("do not understand"), "{turn:?}");
}

#[tokio::test]
async fn what_begins_with_a_letter_is_the_name() {
    for text in [
        "Which owners live in a city that starts with M?",
        "Which owners have a telephone number that starts with M?",
        "Which owners have an address that begins with M?",
    ] {
        holds(&[text], &[], &["McTavish", "last name begins"]).await;
    }
}

#[tokio::test]
async fn korean_bounds_of_a_period_are_whole_words() {
    for text in ["2013년 전까지의 방문은?", "2013년 이전의 방문은?"] {
        holds(&[text], &["없습니다"], &["2013-01-01:"]).await;
    }
    holds(&["2013년 1월 3일까지의 방문은?"], &["2013-01-01:"], &["2013-01-04:"]).await;
    for text in ["2013년 1월부터 3월까지 방문", "Visits from January to March 2013"] {
        holds(&[text], &["2013-03-31"], &["2025", "2026"]).await;
    }
    holds(&["2013년 1월 1일 후 방문"], &["2013-01-04"], &["2013-01-01:"]).await;
    holds(&["2013년 1월 2일 전후 방문"], &[], &["2013-01-02:"]).await;
}

#[tokio::test]
async fn what_and_joins_is_answered_as_a_whole() {
    for text in [
        "When was the first and the last visit of Max?",
        "The first, the last visit of Max?",
        "What are the phone number and the visits of Betty Davis?",
    ] {
        holds(&[text], &[], &["2013-01", "6085551749"]).await;
    }
}

#[tokio::test]
async fn a_last_weekday_or_month_is_a_time() {
    for text in [
        "Which pets came in last Friday?",
        "Which pets came in last May?",
        "Which pets came in last Wednesday?",
    ] {
        holds(
            &[text],
            &["no visits on 2026-02-27", "no visits from 2025-05-01", "no visits on 2026-02-25"],
            &["last visit"],
        )
        .await;
    }
}

#[tokio::test]
async fn two_negations_joined_by_or_are_open() {
    for text in [
        "Which owners have no cat or no dog?",
        "Which owners have no cat or don't have a dog?",
        "고양이가 없거나 강아지가 없는 보호자는?",
    ] {
        holds(&[text], &[], &["Betty", "There are"]).await;
    }
    holds(
        &["Which owners have neither a cat nor a dog?"],
        &["Betty Davis"],
        &["Franklin", "do not understand"],
    )
    .await;
}

#[tokio::test]
async fn no_part_of_a_list_is_dropped() {
    for text in [
        "How many cats, dogs, birds, snakes and hamsters are there?",
        "Show the oldest cat and the oldest dog",
        "Which is the oldest cat and dog?",
        "Which vet for surgery has the most specialties?",
    ] {
        holds(&[text], &["1 hamster"], &["is a", "Linda Douglas specializes"]).await;
    }
}

#[tokio::test]
async fn a_new_subject_replaces_an_id_and_an_address() {
    holds(&["Show owner 3", "And Davis?"], &["Betty Davis"], &["Eduardo"]).await;
    holds(
        &["Who lives at 638 Cardinal Ave.?", "And Franklin?"],
        &["George Franklin"],
        &["Betty", "Cardinal"],
    )
    .await;
}

#[tokio::test]
async fn names_in_hangul_are_equal_or_not() {
    for text in ["나비의 보호자는?", "Who owns 나비?"] {
        holds(&[text], &[], &["Nova"]).await;
    }
}

#[tokio::test]
async fn wishes_and_all_are_no_fillers_of_facts() {
    for text in ["Which owners want a dog?", "Which owners like cats?", "Which owners need a dog?"] {
        holds(&[text], &[], &["There are", "Franklin"]).await;
    }
    for text in ["Do all owners have a dog?", "Are all dogs in Madison?", "Does every owner have a cat?"] {
        holds(&[text], &[], &["There are", "There is"]).await;
    }
    holds(&["Which owners have all cats?"], &[], &["There are"]).await;
    holds(&["I would like to see all owners"], &["10 owners"], &["do not understand"]).await;
}

#[tokio::test]
async fn the_beginning_of_a_number_or_address_is_told_as_one() {
    for text in ["Who has the number 6085551?", "Who has the phone number 60855510?"] {
        holds(&[text], &["begins with 60855"], &[]).await;
    }
    holds(&["Who lives at 110 W?"], &["begins with 110 W"], &[]).await;
    holds(&["Who lives at 110 W. Liberty St.?"], &["George Franklin"], &["begins", "do not understand"])
        .await;
    holds(&["Who lives at 638 Cardinal Ave.?"], &["at 638 Cardinal"], &["begins"]).await;
}

#[tokio::test]
async fn a_change_without_a_name_asks_whom_of_several() {
    for text in ["Change the telephone to 6085559999", "Update the address to 1 High St."] {
        holds(&["Who is Davis?", text], &["Whom", "Which owner"], &["change_owner"]).await;
    }
}
