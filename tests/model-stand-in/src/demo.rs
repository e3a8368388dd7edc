//! A tiny model: it calls the tool that matches the question, and describes the results.

use serde_json::{Value, json};

use crate::behaviour::Answer;
use crate::request::{Request, items};

/// The most items that a reply names.
const MOST_NAMED: usize = 10;

/// Keywords of each tool, and the property of its input that takes the whole question.
const TOPICS: [(&str, Option<&str>, &[&str]); 7] = [
    ("clinic_statistics", None, &["how many", "statistic", "count", "통계", "몇 "]),
    ("pet_types", None, &["pet types", "types of pet", "kinds of pet", "반려동물 종류"]),
    ("match_vets", Some("need"), &["broke", "sick", "hurt", "needs a", "tooth", "아파", "부러", "이빨"]),
    ("list_vets", None, &["vet", "doctor", "수의사", "의사"]),
    ("find_visits", None, &["visit", "appointment", "방문", "예약"]),
    ("find_pets", None, &["pets", "dogs", "cats", "반려동물", "강아지", "고양이"]),
    ("find_owners", None, &["owner", "who owns", "주인", "보호자"]),
];

/// Words that begin questions and are capitalised like names.
const BEGINNINGS: [&str; 13] =
    ["Are", "Does", "Find", "Give", "How", "I", "Is", "List", "Please", "Show", "What", "Which", "Who"];

/// The model's reply to a conversation.
pub fn answer(request: &Request) -> Answer {
    let results = request.results();
    let is_korean = request.question().chars().any(|it| matches!(it, '가'..='힣'));
    if !results.is_empty() {
        let told: Vec<_> = results.iter().map(|it| tell(result(it), is_korean)).collect();
        return spoken(&told.join("\n"));
    }
    let question = request.question().to_lowercase();
    let offered = request.tools();
    let topic = TOPICS
        .iter()
        .find(|(tool, _, words)| offered.contains(tool) && words.iter().any(|it| question.contains(it)));
    match topic {
        Some((tool, property, _)) => Answer::call(*tool, &input(tool, *property, request.question())),
        None if is_korean => spoken("보호자, 반려동물, 수의사, 방문 기록을 찾아 드릴 수 있습니다."),
        None => spoken("I can look up owners, pets, vets and visits of the clinic."),
    }
}

/// The input of a call: the whole question, or the name in it.
fn input(tool: &str, property: Option<&str>, question: &str) -> Value {
    if let Some(property) = property {
        return json!({ property: question });
    }
    let words = question.split(|it: char| !it.is_ascii_alphabetic());
    let name = words.filter(|it| !BEGINNINGS.contains(it)).find(|it| it.starts_with(char::is_uppercase));
    let is_of_pet = ["who owns", "주인"].iter().any(|it| question.to_lowercase().contains(it));
    match (tool, name) {
        ("find_owners", Some(name)) if is_of_pet => json!({"petName": name}),
        ("find_owners", Some(name)) => json!({"lastName": name}),
        ("find_pets", Some(name)) => json!({"name": name}),
        _ => json!({}),
    }
}

fn result(block: &Value) -> &Value {
    block["content"].get(0).map(|it| &it["json"]).unwrap_or(&Value::Null)
}

/// Describes a result: the names of its items, or its numbers.
fn tell(result: &Value, is_korean: bool) -> String {
    if let Some(error) = result["error"].as_str() {
        return if is_korean {
            format!("찾지 못했습니다: {error}")
        } else {
            format!("I could not find that: {error}")
        };
    }
    let fields = || result.as_object().into_iter().flatten();
    let numbers =
        fields().filter(|(what, it)| it.is_number() && !["total", "shown"].contains(&what.as_str()));
    let numbers: Vec<_> = numbers.map(|(what, it)| format!("{what}: {it}")).collect();
    let list = fields().find(|(_, it)| it[0].is_object());
    match list {
        _ if !numbers.is_empty() => numbers.join(", "),
        Some((what, list)) => {
            let list = items(list);
            let total = result["total"].as_u64().map_or_else(|| list.len().to_string(), |it| it.to_string());
            let names: Vec<_> = list.iter().take(MOST_NAMED).map(name).collect();
            format!("{what}: {total}. {}", names.join(", "))
        }
        None if is_korean => "찾은 것이 없습니다.".to_owned(),
        None => "I found nothing.".to_owned(),
    }
}

/// The name of an item.
fn name(thing: &Value) -> String {
    let names = ["firstName", "lastName", "name", "petName", "date", "description"];
    let names = names.iter().filter_map(|it| thing[*it].as_str()).collect::<Vec<_>>();
    names.join(" ")
}

/// A reply whose text is split into words, as models stream it.
fn spoken(text: &str) -> Answer {
    Answer::text(text.split_inclusive(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::Block;
    use crate::request::Operation;

    fn request(messages: &Value) -> Request {
        let tools: Vec<_> = TOPICS.iter().map(|(name, ..)| json!({"toolSpec": {"name": name}})).collect();
        let body = json!({"messages": messages, "toolConfig": {"tools": tools}});
        Request {
            operation: Operation::ConverseStream,
            model: "amazon.nova-lite-v1:0".to_owned(),
            key: None,
            body,
        }
    }

    #[test]
    fn a_question_calls_the_tool_that_it_speaks_of() {
        for (question, tool, expected) in [
            ("Who owns Leo?", "find_owners", json!({"petName": "Leo"})),
            ("Leo의 주인은 누구인가요?", "find_owners", json!({"petName": "Leo"})),
            ("List the owners called Davis", "find_owners", json!({"lastName": "Davis"})),
            ("How many pets are there?", "clinic_statistics", json!({})),
            ("My dog broke a tooth", "match_vets", json!({"need": "My dog broke a tooth"})),
        ] {
            let messages = json!([{"role": "user", "content": [{"text": question}]}]);
            let answer = answer(&request(&messages));
            let [Block::Call { name, input }] = &answer.blocks[..] else { panic!("{answer:?}") };
            let input: Value = serde_json::from_str(&input.concat()).unwrap();
            assert_eq!((name.as_str(), input), (tool, expected));
        }
    }

    #[test]
    fn results_are_put_into_words() {
        for (result, expected) in [
            (
                json!({"owners": [{"firstName": "George", "lastName": "Franklin"}], "total": 1, "shown": 1}),
                "owners: 1. George Franklin",
            ),
            (json!({"owners": 10, "petsByType": [{"type": "bird", "count": 2}]}), "owners: 10"),
            (json!({"owners": [], "total": 0, "shown": 0}), "I found nothing."),
            (json!({"error": "no owner has the id 99"}), "I could not find that: no owner has the id 99"),
        ] {
            assert_eq!(tell(&result, false), expected);
        }
    }
}
