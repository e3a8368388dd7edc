//! Reads consent. A message counts only if it says nothing but yes or no.

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

const NO: &[&str] = &[
    "no",
    "n",
    "nope",
    "no thanks",
    "no thank you",
    "cancel",
    "stop",
    "dont",
    "do not",
    "never mind",
    "아니요",
    "아니오",
    "아니",
    "아뇨",
    "취소",
    "취소해 주세요",
    "취소해주세요",
    "그만",
    "하지 마세요",
];

/// Reads a message as a yes or a no; `None` if it says anything else.
pub(crate) fn read(message: &str) -> Option<bool> {
    let kept = message.chars().filter(|it| it.is_alphanumeric() || it.is_whitespace());
    let plain: String = kept.flat_map(char::to_lowercase).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if YES.contains(&words.as_str()) {
        Some(true)
    } else if NO.contains(&words.as_str()) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_yes_or_no_decides() {
        for yes in ["yes", " Yes! ", "OK.", "네", "네, 진행해 주세요."] {
            assert_eq!(read(yes), Some(true), "{yes}");
        }
        for no in ["No, thanks.", "cancel", "아니요", "Don't"] {
            assert_eq!(read(no), Some(false), "{no}");
        }
        for other in ["", "yes, but on Friday", "no idea, who owns Leo?", "네 그런데 내일로 바꿔 주세요"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
