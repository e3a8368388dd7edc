//! Formats records as text.

use assistant_model::language::Language;
use jiff::civil::Date;

use crate::concepts::korean_specialty;
use crate::lexicon::{korean_kind, plural_kind};
use crate::records::{Owner, Pet, Vet, Visit, plain};

pub(super) fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// Puts each part on its own line.
pub(super) fn lines(parts: impl Iterator<Item = String>) -> String {
    parts.map(|it| format!("\n- {it}")).collect()
}

/// Says how many further records exist beyond those shown.
pub(super) fn more(language: Language, total: usize, shown: usize) -> String {
    match total.saturating_sub(shown) {
        0 => String::new(),
        more => say!(
            language,
            "\n... and {more} more. Ask for fewer: by name, city, type or time.",
            "\n... 외 {more}건 더 있음. 이름, 도시, 종류, 기간으로 좁혀 주세요."
        ),
    }
}

pub(super) fn kind(language: Language, name: &str) -> String {
    plain(language.pick(name, korean_kind(name)))
}

/// `1 dog`, `강아지 1마리`.
pub(super) fn counted_kind(language: Language, name: &str, count: usize) -> String {
    let korean = korean_kind(name);
    let english = if count == 1 { plain(name) } else { plain(&plural_kind(name)) };
    say!(language, "{count} {english}", "{korean} {count}마리")
}

pub(super) fn specialty(language: Language, name: &str) -> String {
    match korean_specialty(name).filter(|_| language == Language::Korean) {
        Some(korean) => format!("{korean}({name})"),
        None => plain(name),
    }
}

pub(super) fn day(language: Language, date: Option<Date>) -> String {
    date.map_or_else(|| language.pick("date unknown", "날짜 미상").to_owned(), |it| it.to_string())
}

/// `Leo (cat)`
pub(super) fn pet(language: Language, pet: &Pet) -> String {
    format!("{} ({})", plain(&pet.name), kind(language, &pet.kind))
}

/// `Leo (cat) of George Franklin`
pub(super) fn pet_of(language: Language, it: &Pet) -> String {
    let (pet, owner) = (pet(language, it), plain(&it.owner_name));
    say!(language, "{pet} of {owner}", "{owner}의 {pet}")
}

pub(super) fn pet_in_full(language: Language, it: &Pet, today: Date) -> String {
    let (name, kind, owner) = (plain(&it.name), kind(language, &it.kind), plain(&it.owner_name));
    let age = age(language, it.birth_date, today);
    say!(language, "{name} is a {kind}, {age}. Owner: {owner}.", "{name}: {kind}, {age}. 보호자: {owner}.")
}

/// A pet's date of birth and its age.
pub(super) fn age(language: Language, birth: Option<Date>, today: Date) -> String {
    let Some(birth) = birth else {
        return language.pick("birth date unknown", "생년월일 미상").to_owned();
    };
    let had_birthday = (today.month(), today.day()) >= (birth.month(), birth.day());
    let years = (today.year() - birth.year() - i16::from(!had_birthday)).max(0);
    let months = i32::from(today.year() - birth.year()) * 12 + i32::from(today.month() - birth.month())
        - i32::from(today.day() < birth.day());
    let months = months.max(0);
    match years {
        0 => say!(language, "born {birth} ({months} months old)", "{birth}생 ({months}개월)"),
        1 => say!(language, "born {birth} (1 year old)", "{birth}생 (1살)"),
        _ => say!(language, "born {birth} ({years} years old)", "{birth}생 ({years}살)"),
    }
}

pub(super) fn owner_in_full(language: Language, it: &Owner) -> String {
    let (name, address, city, telephone) =
        (it.name(), plain(&it.address), plain(&it.city), plain(&it.telephone));
    let pets = pets(language, &it.pets);
    say!(
        language,
        "{name}, {address}, {city}, telephone {telephone}; pets: {pets}",
        "{name}: {address}, {city}, 전화 {telephone}, 반려동물: {pets}"
    )
}

pub(super) fn pets(language: Language, pets: &[Pet]) -> String {
    if pets.is_empty() {
        return language.pick("none", "없음").to_owned();
    }
    joined(pets.iter().map(|it| pet(language, it)))
}

/// `Helen Leary (radiology)`
pub(super) fn vet(language: Language, it: &Vet) -> String {
    format!("{} ({})", it.name(), specialties(language, it))
}

pub(super) fn specialties(language: Language, it: &Vet) -> String {
    if it.specialties.is_empty() {
        return language.pick("no specialty, general practice", "전문 분야 없음, 일반 진료").to_owned();
    }
    joined(it.specialties.iter().map(|it| specialty(language, it)))
}

/// `2013-01-01: rabies shot`, with the pet's and owner's names if the record has them.
pub(super) fn visit(language: Language, it: &Visit) -> String {
    let day = day(language, it.date);
    let what = plain(it.description.as_deref().unwrap_or_default());
    let what =
        if what.is_empty() { language.pick("no description", "내용 없음").to_owned() } else { what };
    match (&it.pet_name, &it.owner_name) {
        (Some(pet), Some(owner)) => {
            let (pet, owner) = (plain(pet), plain(owner));
            say!(language, "{day}: {what} - {pet} of {owner}", "{day}: {what} - {owner}의 {pet}")
        }
        (Some(pet), None) => format!("{day}: {what} - {}", plain(pet)),
        (None, _) => format!("{day}: {what}"),
    }
}
