//! Kinds of animals.

use super::super::words::Word;
use super::matches;

/// A pet type: its name, its plural, its Korean name, and synonyms.
struct AnimalKind {
    name: &'static str,
    plural: &'static str,
    korean: &'static str,
    others: &'static str,
}

const fn kind(
    name: &'static str,
    plural: &'static str,
    korean: &'static str,
    others: &'static str,
) -> AnimalKind {
    AnimalKind { name, plural, korean, others }
}

/// The types of the sample clinic, and others that clinics may have or people may ask for.
const KINDS: [AnimalKind; 19] = [
    kind(
        "dog",
        "dogs",
        "강아지",
        "dog, puppy, puppies, doggy, hound, canine, 강아지, 개, =개들, 반려견, 멍멍이, 개가, 견공",
    ),
    kind("cat", "cats", "고양이", "cat, kitten, kitty, feline, 고양이, 반려묘, 냥이, 야옹이"),
    kind("bird", "birds", "새", "bird, parrot, budgie, canary, 새, =새들, 앵무새, 카나리아"),
    kind("hamster", "hamsters", "햄스터", "hamster, 햄스터"),
    kind("lizard", "lizards", "도마뱀", "lizard, gecko, iguana, 도마뱀, 이구아나"),
    kind("snake", "snakes", "뱀", "snake, python, serpent, 뱀, =뱀들"),
    kind("rabbit", "rabbits", "토끼", "rabbit, bunny, bunnies, 토끼"),
    kind("fish", "fish", "물고기", "fish, goldfish, 물고기, 금붕어"),
    kind("turtle", "turtles", "거북이", "turtle, tortoise, 거북이"),
    kind("horse", "horses", "말", "horse, pony, ponies, 조랑말, =말들"),
    kind("ferret", "ferrets", "페럿", "ferret, 페럿"),
    kind("guinea pig", "guinea pigs", "기니피그", "guinea pig, 기니피그"),
    kind("hedgehog", "hedgehogs", "고슴도치", "hedgehog, 고슴도치"),
    kind("dragon", "dragons", "용", "dragon, 드래곤"),
    kind("monkey", "monkeys", "원숭이", "monkey, 원숭이"),
    kind("pig", "pigs", "돼지", "pig, 돼지"),
    kind("mouse", "mice", "쥐", "mouse, mice, rat, 생쥐"),
    kind("elephant", "elephants", "코끼리", "elephant, 코끼리"),
    kind("unicorn", "unicorns", "유니콘", "unicorn, 유니콘"),
];

pub(super) fn words() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|it| it.others)
}

/// The kind of animal that the words from `at` on name, and the number of those words.
pub(in super::super) fn kind_in(words: &[Word], at: usize) -> Option<(&'static str, usize)> {
    let named = |it: &AnimalKind| it.others.split(',').find_map(|it| matches(words, at, it.trim()));
    if is_new(words, at) { None } else { KINDS.iter().find_map(|it| Some((it.name, named(it)?))) }
}

/// The Korean word for "bird" also means "new", as in "새 보호자".
fn is_new(words: &[Word], at: usize) -> bool {
    let bird = words.get(at).is_some_and(|it| it.low == "새");
    let next = words.get(at + 1).filter(|it| it.is_hangul() && it.follows_directly());
    let things = [
        "보호자",
        "주인",
        "고객",
        "반려",
        "애완",
        "동물",
        "환자",
        "회원",
        "주소",
        "전화",
        "연락",
        "강아지",
        "고양이",
        "햄스터",
        "도마뱀",
    ];
    bird && next.is_some_and(|next| things.iter().any(|it| next.low.starts_with(it)))
}

/// A pet type's Korean name, or the type unchanged if there is none.
pub(in super::super) fn korean_kind(name: &str) -> &str {
    KINDS.iter().find(|it| it.name == name).map_or(name, |it| it.korean)
}

/// The plural of a pet type's name.
pub(in super::super) fn plural_kind(name: &str) -> String {
    KINDS.iter().find(|it| it.name == name).map_or_else(|| format!("{name}s"), |it| it.plural.to_owned())
}
