//! Reads a person's consent to a change, or refusal of it.
//!
//! A yes has an effect, so it counts only if the message says nothing else. A no has none, so it counts in all its forms, as long as
//! every word of the message belongs to it.

const YES: &[&str] = &[
    "yes",
    "y",
    "yes please",
    "yeah",
    "yep",
    "ok",
    "okay",
    "sure",
    "confirm",
    "confirmed",
    "i confirm",
    "do it",
    "go ahead",
    "please do",
    "네",
    "예",
    "응",
    "그래",
    "네 진행해 주세요",
    "진행해 주세요",
    "진행해주세요",
    "확인",
    "맞아요",
    "좋아요",
    "네 맞아요",
    "네 부탁합니다",
    "부탁합니다",
    "동의합니다",
];

/// Words that refuse.
const NO: &[&str] = &[
    "no",
    "n",
    "nope",
    "nah",
    "not",
    "never",
    "nevermind",
    "cancel",
    "stop",
    "abort",
    "dont",
    "wont",
    "forget",
    "skip",
    "leave",
    "안",
];

/// Words that a refusal may have besides, and that say nothing else.
const BESIDE: &[&str] = &[
    "thanks",
    "thank",
    "you",
    "please",
    "it",
    "that",
    "this",
    "the",
    "a",
    "one",
    "do",
    "mind",
    "today",
    "now",
    "anymore",
    "any",
    "more",
    "yet",
    "i",
    "we",
    "want",
    "to",
    "would",
    "rather",
    "id",
    "changed",
    "my",
    "way",
    "absolutely",
    "of",
    "course",
    "at",
    "all",
    "sorry",
    "be",
    "change",
    "request",
    "booking",
    "visit",
    "appointment",
    "alone",
    "about",
    "make",
    "그냥",
    "오늘은",
    "지금은",
    "하지",
    "해",
    "할게요",
    "할래요",
    "필요",
    "주세요",
    "주십시오",
    "괜찮아요",
    "괜찮습니다",
    "감사합니다",
    "고마워요",
];

/// Beginnings of Korean words that refuse, whose endings vary.
const NO_BEGINNINGS: &[&str] = &[
    "아니요",
    "아니오",
    "아니에요",
    "아닙니다",
    "아뇨",
    "취소",
    "그만",
    "됐어",
    "됐습",
    "싫",
    "하지마",
    "마세요",
    "마요",
    "말아",
    "관두",
    "없어",
    "없습",
];

/// Reads a message as a yes or a no; `None` if it says anything else.
pub fn read(message: &str) -> Option<bool> {
    let kept = message.chars().filter(|it| it.is_alphanumeric() || it.is_whitespace());
    let plain: String = kept.flat_map(char::to_lowercase).collect();
    let words: Vec<_> = plain.split_whitespace().collect();
    if YES.contains(&words.join(" ").as_str()) {
        return Some(true);
    }
    let refuses = |it: &&str| {
        NO.contains(it) || *it == "아니" || NO_BEGINNINGS.iter().any(|begin| it.starts_with(begin))
    };
    let is_refusal = words.iter().any(refuses) && words.iter().all(|it| refuses(it) || BESIDE.contains(it));
    is_refusal.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_yes_agrees() {
        for yes in ["yes", " Yes! ", "OK.", "네", "네, 진행해 주세요."] {
            assert_eq!(read(yes), Some(true), "{yes}");
        }
        for other in [
            "yes, but on Friday",
            "yes, but call it Max",
            "not sure",
            "ok no",
            "yes no",
            "네 그런데 내일로 바꿔 주세요",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn a_no_counts_in_all_its_forms() {
        for no in [
            "No, thanks.",
            "No thanks, not today",
            "cancel",
            "Cancel that, please!",
            "cancel the booking",
            "Don't",
            "please don't do it",
            "I do not want that",
            "never mind",
            "forget about it",
            "I'd rather not",
            "Sorry, I changed my mind, no",
            "absolutely not",
            "아니요",
            "아니",
            "아니요, 괜찮아요",
            "취소할게요",
            "취소해 주세요",
            "그만",
            "하지 마세요",
            "안 할래요",
            "필요 없어요",
            "됐습니다",
        ] {
            assert_eq!(read(no), Some(false), "{no}");
        }
    }

    #[test]
    fn what_says_something_else_besides_decides_nothing() {
        for other in [
            "",
            "?",
            "thanks",
            "no idea, who owns Leo?",
            "no, on Friday",
            "cancel Leo's visit",
            "do it on Monday, not today at 5",
            "아니요, 내일로 바꿔 주세요",
            "아니면 내일",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
