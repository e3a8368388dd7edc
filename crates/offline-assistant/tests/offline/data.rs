//! Questions whose answers SQL knows, asked of the sample clinic and of one with 2,000 owners.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use tokio::sync::OnceCell;

use crate::clinic::{Clinic, large, sample};
use crate::conversation::{Conversation, MOST_ROUNDS};
use crate::verdict::{Asked, Verdict, universe};

/// Written before the rules that account for every word.
const BLIND: &str = include_str!("../../evaluation/blind.jsonl");

/// Written after them, against them.
const LATER: &str = include_str!("../../evaluation/later.jsonl");

/// Right and declined answers, by category and clinic.
#[derive(Default)]
pub(crate) struct Tally {
    counts: BTreeMap<String, [Count; 2]>,
    pub(crate) wrong: Vec<String>,
    pub(crate) declined: Vec<String>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    asked: usize,
    right: usize,
    declined: usize,
}

/// The tallies of both files, made once.
pub(crate) async fn tallies() -> &'static [Tally; 2] {
    static TALLIES: OnceCell<[Tally; 2]> = OnceCell::const_new();
    TALLIES.get_or_init(async || [Tally::of(BLIND).await, Tally::of(LATER).await]).await
}

impl Tally {
    async fn of(questions: &str) -> Self {
        let mut tally = Self::default();
        for (place, clinic) in [sample().await, large().await].into_iter().enumerate() {
            tally.ask(place, clinic, questions).await;
        }
        tally
    }

    async fn ask(&mut self, place: usize, clinic: &'static Clinic, questions: &str) {
        let mut universes = HashMap::new();
        for line in questions.lines() {
            let asked: Asked = serde_json::from_str(line).expect(line);
            let mut conversation = Conversation::at(clinic);
            let mut answer = String::new();
            for turn in &asked.turns {
                let turn = conversation.say(turn).await;
                assert!(turn.rounds <= MOST_ROUNDS, "{line}");
                answer = turn.answer;
            }
            let all = universe(&asked.about);
            if !universes.contains_key(all) {
                universes.insert(all, clinic.select(all).await);
            }
            let rows = clinic.select(&asked.sql).await;
            let count = &mut self.counts.entry(asked.category.clone()).or_default()[place];
            count.asked += 1;
            let said = format!("{:?}\n    {}", asked.turns, answer.replace('\n', "\n    "));
            match asked.judge(&answer, &rows, &universes[all]) {
                Verdict::Right => count.right += 1,
                Verdict::Declined => {
                    count.declined += 1;
                    self.declined.push(said);
                }
                Verdict::Wrong(why) => self.wrong.push(format!("{why}: {said}")),
            }
        }
    }

    pub(crate) fn table(&self) -> String {
        let mut table = "| category | sample clinic | 2,000 owners |\n| --- | --- | --- |\n".to_owned();
        let cell = |it: &Count| match it.declined {
            0 => format!("{} of {}", it.right, it.asked),
            declined => format!("{} of {}, {declined} declined", it.right, it.asked),
        };
        for (category, counts) in &self.counts {
            writeln!(table, "| {category} | {} | {} |", cell(&counts[0]), cell(&counts[1])).unwrap();
        }
        let (asked, right) = self.totals();
        let (declined, wrong) = (self.declined.len(), self.wrong.len());
        writeln!(table, "\n{right} of {asked} answers are right, {declined} declined, {wrong} wrong.")
            .unwrap();
        table
    }

    /// The numbers of questions and of right answers.
    pub(crate) fn totals(&self) -> (usize, usize) {
        let all = self.counts.values().flatten();
        all.fold((0, 0), |(asked, right), it| (asked + it.asked, right + it.right))
    }
}

#[tokio::test]
async fn no_answer_states_what_sql_does_not_select_and_seven_of_ten_questions_are_answered() {
    let (mut all_asked, mut all_right, mut wrong) = (0, 0, Vec::new());
    for tally in tallies().await {
        println!("DECLINED\n{}\n{}", tally.declined.join("\n"), tally.table());
        let (asked, right) = tally.totals();
        (all_asked, all_right) = (all_asked + asked, all_right + right);
        wrong.extend(tally.wrong.clone());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all_right * 10 >= all_asked * 7, "{all_right} of {all_asked}");
}
