//! The offline assistant, asked about the sample clinic.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "tests: what goes wrong must fail, and whether to update is told by the environment"
)]

mod clinic;
mod conversation;
mod data;
mod evaluation;
mod faults;
mod replies;
mod robust;
mod unstated;
#[path = "../../evaluation/verdict.rs"]
mod verdict;

use evaluation::{Report, questions};

/// The questions for which the rules were written.
const KNOWN: &str = include_str!("../../evaluation/questions.jsonl");

/// Paraphrases of the same questions, written before any rule was fitted to them.
const FRESH: &str = include_str!("../../evaluation/paraphrases.jsonl");

const COMMITTED: &str = include_str!("../../EVALUATION.md");

#[tokio::test]
async fn the_offline_assistant_answers_nine_of_ten_questions_rightly_and_hostile_ones_harmlessly() {
    for lines in [KNOWN, FRESH] {
        let report = Report::of(&questions(lines)).await;
        println!("{}\n{}", report.mistakes.join("\n"), report.table());
        assert!(report.share_right() >= 0.9);
        assert!(report.all_right("hostile texts"));
    }
}

#[tokio::test]
async fn the_committed_table_is_what_an_evaluation_gives() {
    let (known, fresh) =
        (Report::of(&questions(KNOWN)).await.table(), Report::of(&questions(FRESH)).await.table());
    let [blind, later] = data::tallies().await.each_ref().map(data::Tally::table);
    let text = format!(
        "<!-- Generated: UPDATE_EVALUATION=1 cargo test -p offline-assistant -->\n\
         # How well the offline assistant answers\n\n\
         Every question is asked of the rules in `src`, with tools over the sample clinic. What an answer must and must not say,\n\
         and which tools must be called with which input, is beside each question. The day is 2026-03-04, a Wednesday.\n\n\
         ## `evaluation/blind.jsonl`\n\n\
         Questions with a query in SQL for what the answer must state, which holds for any clinic: the sample clinic, and one with 2,000\n\
         owners. They were written before the rules that account for every word. At first sight 283 of 322 answers were right, 26 declined\n\
         and 13 wrong, 8 of them by a flaw of the test's own tools. An answer that declines says which words it did not understand.\n\n{blind}\n\
         ## `evaluation/later.jsonl`\n\n\
         Written after these rules, to catch them stating what is not so. At first sight 110 of 166 answers were right, 52 declined and 4\n\
         wrong: two questions, each in both clinics.\n\n{later}\n\
         ## `evaluation/questions.jsonl`\n\n{known}\n## `evaluation/paraphrases.jsonl`\n\n\
         The same matters in other words, written before any rule was fitted to them: 66 of 71 were right at first sight (93 %).\n\n{fresh}"
    );
    if std::env::var_os("UPDATE_EVALUATION").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/EVALUATION.md"), text).unwrap();
    } else {
        assert_eq!(COMMITTED, text, "run UPDATE_EVALUATION=1 cargo test -p offline-assistant");
    }
}
