//! Questions and the expectations of their answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use assistant_model::language::Language;
use serde::Deserialize;
use serde_json::Value;

use crate::clinic::WRITES;
use crate::conversation::{Conversation, MOST_ROUNDS, Turn};

/// A conversation. All expectations concern the answer to its last message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    category: String,
    turns: Vec<String>,
    /// The answer must contain at least one text of each group, ignoring case.
    #[serde(default)]
    says: Vec<Vec<String>>,
    #[serde(default)]
    never_says: Vec<String>,
    /// The expected tool calls, each with at least this input. No turn may make another call that changes data.
    #[serde(default)]
    calls: Vec<Expected>,
    #[serde(default)]
    never_calls: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    tool: String,
    #[serde(default)]
    input: serde_json::Map<String, Value>,
}

/// Parses a file with one question on each line.
pub(crate) fn questions(lines: &str) -> Vec<Question> {
    lines.lines().filter(|it| !it.trim().is_empty()).map(|it| serde_json::from_str(it).expect(it)).collect()
}

impl Question {
    fn language(&self) -> Language {
        Language::of(self.turns.last().unwrap())
    }

    /// Asks the question and lists the answer's mistakes.
    async fn ask(&self) -> Vec<String> {
        let mut conversation = Conversation::default();
        let mut wrong = Vec::new();
        let mut last = None;
        for text in &self.turns {
            let turn = conversation.say(text).await;
            if turn.rounds > MOST_ROUNDS {
                wrong.push(format!("{} rounds for {text:?}", turn.rounds));
            }
            let expected = |name: &str| self.calls.iter().any(|it| it.tool == name);
            for call in
                turn.calls.iter().filter(|it| WRITES.contains(&it.name.as_str()) && !expected(&it.name))
            {
                wrong.push(format!("calls {} {}", call.name, call.input));
            }
            last = Some(turn);
        }
        let turn = last.unwrap();
        self.check(&turn, &mut wrong);
        if !wrong.is_empty() {
            wrong.insert(0, format!("{:?}\n    {}", self.turns, turn.answer.replace('\n', "\n    ")));
        }
        wrong
    }

    fn check(&self, turn: &Turn, wrong: &mut Vec<String>) {
        let answer = turn.answer.to_lowercase();
        let says = |it: &String| answer.contains(&it.to_lowercase());
        wrong.extend(
            self.says.iter().filter(|group| !group.iter().any(says)).map(|it| format!("does not say {it:?}")),
        );
        wrong.extend(self.never_says.iter().filter(|it| says(it)).map(|it| format!("says {it:?}")));
        for expected in &self.calls {
            let fits =
                |input: &Value| expected.input.iter().all(|(key, value)| input.get(key) == Some(value));
            if !turn.calls.iter().any(|it| it.name == expected.tool && fits(&it.input)) {
                let calls: Vec<_> = turn.calls.iter().map(|it| format!("{} {}", it.name, it.input)).collect();
                wrong.push(format!("does not call {expected:?}, but {calls:?}"));
            }
        }
        let called = |it: &&String| turn.calls.iter().any(|call| call.name == **it);
        wrong.extend(self.never_calls.iter().filter(called).map(|it| format!("calls {it}")));
    }
}

/// The numbers of questions and right answers in a category, by language.
#[derive(Default)]
struct Count {
    asked: [usize; 2],
    right: [usize; 2],
}

/// The results of all questions.
#[derive(Default)]
pub(crate) struct Report {
    counts: BTreeMap<String, Count>,
    pub(crate) mistakes: Vec<String>,
}

impl Report {
    pub(crate) async fn of(questions: &[Question]) -> Self {
        let mut report = Self::default();
        for question in questions {
            let wrong = question.ask().await;
            let count = report.counts.entry(question.category.clone()).or_default();
            let language = usize::from(question.language() == Language::Korean);
            count.asked[language] += 1;
            count.right[language] += usize::from(wrong.is_empty());
            if !wrong.is_empty() {
                report.mistakes.push(wrong.join("\n  "));
            }
        }
        report
    }

    pub(crate) fn share_right(&self) -> f64 {
        let (asked, right) = self.totals();
        f64::from(u32::try_from(right).unwrap()) / f64::from(u32::try_from(asked).unwrap())
    }

    /// Whether all answers of a category are right.
    pub(crate) fn all_right(&self, category: &str) -> bool {
        self.counts.get(category).is_some_and(|it| it.asked == it.right)
    }

    fn totals(&self) -> (usize, usize) {
        let sum = |it: fn(&Count) -> [usize; 2]| {
            self.counts.values().map(|count| it(count).iter().sum::<usize>()).sum()
        };
        (sum(|it| it.asked), sum(|it| it.right))
    }

    pub(crate) fn table(&self) -> String {
        let mut table = "| category | English | Korean |\n| --- | --- | --- |\n".to_owned();
        let cell = |right: usize, asked: usize| {
            if asked == 0 { String::new() } else { format!("{right} of {asked}") }
        };
        for (category, Count { asked, right }) in &self.counts {
            let cells = [cell(right[0], asked[0]), cell(right[1], asked[1])].join(" | ");
            writeln!(table, "| {category} | {cells} |").unwrap();
        }
        let (asked, right) = self.totals();
        writeln!(table, "\n{right} of {asked} answers are right ({:.0} %).", 100.0 * self.share_right())
            .unwrap();
        table
    }
}
