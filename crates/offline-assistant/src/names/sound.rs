//! Compares names across Hangul and Latin script by sound: by their consonants, without the distinctions that either script loses.

/// Whether a name in Hangul may be the same as one in Latin letters. If there are too few consonants, the vowels must agree as
/// well.
pub(super) fn alike(korean: &str, latin: &str) -> bool {
    let heard = squeezed(&hangul(korean));
    let spelt = [spelt(latin, true), spelt(latin, false)].map(|it| squeezed(&it));
    let consonants = |text: &str| text.replace(|it| VOWELS.contains(it), "");
    let vowels = |text: &str| text.replace(|it| !VOWELS.contains(it), "");
    let same = |it: &String| {
        let sounds = consonants(&heard);
        sounds == consonants(it)
            && match sounds.len() {
                0 | 1 => vowels(&heard) == vowels(it),
                2 => some_vowel_agrees(&vowels(&heard), &vowels(it)),
                _ => true,
            }
    };
    spelt.iter().any(same)
}

/// Whether the first or the last vowels may be the same: Hangul writes the "u" of "Lucky" as "eo".
fn some_vowel_agrees(heard: &str, spelt: &str) -> bool {
    let class = |it: char| match it {
        'u' => 'o',
        'e' => 'i',
        other => other,
    };
    let ends = |it: &str| (it.chars().next().map(class), it.chars().last().map(class));
    let (heard, spelt) = (ends(heard), ends(spelt));
    heard.0 == spelt.0 || heard.1 == spelt.1
}

const VOWELS: &str = "aeiou";

/// Reduces doubled sounds to one.
fn squeezed(sounds: &str) -> String {
    let mut last = None;
    sounds.chars().filter(|it| last.replace(*it) != Some(*it)).collect()
}

/// The sounds of Hangul syllables. Unicode orders the syllables by 19 initials, 21 vowels and 28 finals.
fn hangul(name: &str) -> String {
    const FIRST: [&str; 19] =
        ["k", "k", "n", "t", "t", "r", "m", "p", "p", "s", "s", "", "j", "j", "j", "k", "t", "p", ""];
    const MIDDLE: [&str; 21] = [
        "a", "a", "a", "a", "o", "e", "o", "e", "o", "a", "a", "o", "o", "u", "o", "e", "i", "u", "u", "i",
        "i",
    ];
    const LAST: [&str; 28] = [
        "", "k", "k", "k", "n", "n", "n", "t", "r", "r", "r", "r", "r", "r", "r", "r", "m", "p", "p", "s",
        "s", "n", "j", "j", "k", "t", "p", "",
    ];
    let syllable = |letter: char| {
        let index = usize::try_from(u32::from(letter).checked_sub(0xAC00)?).ok().filter(|it| *it < 11_172)?;
        Some([FIRST.get(index / 588)?, MIDDLE.get(index / 28 % 21)?, LAST.get(index % 28)?])
    };
    name.chars().filter_map(syllable).flatten().copied().collect()
}

/// Spellings and their sounds. Those of several letters come first, since the first match counts.
const SPELLINGS: [(&str, &str); 17] = [
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "j"),
    ("ph", "p"),
    ("th", "t"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ge", "je"),
    ("gi", "ji"),
    ("x", "ks"),
    ("y", "i"),
    ("w", ""),
    ("h", ""),
    ("z", "s"),
    ("l", "r"),
    ("j", "j"),
];

/// The sounds of Latin letters. Not every speaker pronounces an "r" without a vowel after it, so `every_r` decides on those.
fn spelt(name: &str, every_r: bool) -> String {
    let name = name.to_lowercase();
    let mut sounds = String::new();
    let mut rest = name.as_str();
    while let Some(letter) = rest.chars().next() {
        if let Some((spelling, sound)) = SPELLINGS.iter().find(|(it, _)| rest.starts_with(it)) {
            sounds.push_str(sound);
            rest = rest.get(spelling.len()..).unwrap_or_default();
            continue;
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        let is_silent = letter == 'r' && !every_r && !rest.starts_with(|it| VOWELS.contains(it) || it == 'y');
        match letter {
            'b' | 'f' | 'v' => sounds.push('p'),
            'c' | 'g' | 'q' => sounds.push('k'),
            'd' => sounds.push('t'),
            _ if is_silent || !letter.is_ascii_alphabetic() => {}
            _ => sounds.push(letter),
        }
    }
    sounds
}
