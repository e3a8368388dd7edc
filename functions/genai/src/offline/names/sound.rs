//! How names sound, as far as both Hangul and Latin letters tell: their consonants, without those that either script blurs.

/// The sounds of a name.
pub(super) fn of(name: &str) -> String {
    let mut sounds = String::new();
    for letter in name.to_lowercase().chars() {
        match syllable(letter) {
            Some(of) => sounds.push_str(&of),
            None => sounds.push_str(latin(letter)),
        }
    }
    // Doubled consonants sound like one.
    let mut last = None;
    sounds.retain(|it| last.replace(it) != Some(it));
    sounds
}

/// What a Hangul syllable begins and ends with (the order of Unicode: 19 beginnings, 21 vowels, 28 endings).
fn syllable(letter: char) -> Option<String> {
    const FIRST: [&str; 19] =
        ["k", "k", "n", "t", "t", "r", "m", "p", "p", "s", "s", "", "j", "j", "j", "k", "t", "p", ""];
    const LAST: [&str; 28] = [
        "", "k", "k", "k", "n", "n", "n", "t", "r", "r", "r", "r", "r", "r", "r", "r", "m", "p", "p", "s",
        "s", "n", "j", "j", "k", "t", "p", "",
    ];
    let index = usize::try_from(u32::from(letter).checked_sub(0xAC00)?).ok().filter(|it| *it < 11_172)?;
    let (first, last) = (FIRST.get(index / 588)?, LAST.get(index % 28)?);
    Some(format!("{first}{last}"))
}

fn latin(letter: char) -> &'static str {
    match letter {
        'b' | 'f' | 'p' | 'v' => "p",
        'c' | 'g' | 'k' | 'q' => "k",
        'd' | 't' => "t",
        'j' => "j",
        'l' | 'r' => "r",
        'm' => "m",
        'n' => "n",
        's' | 'z' => "s",
        'x' => "ks",
        _ => "",
    }
}
