//! Describes changes in plain words. The words derive from the change itself, never from the model's account of it.

use assistant_model::language::Language;
use jiff::civil::Date;

use super::{Booking, Change, Field, Replaced};
use crate::tools::inputs::AddOwner;

impl Change {
    /// Describes the planned change.
    pub(crate) fn summary(&self, language: Language) -> String {
        let english = language == Language::English;
        match self {
            Self::AddOwner(AddOwner { first_name, last_name, address, city, telephone }) if english => {
                format!(
                    "Register {first_name} {last_name}, {address}, {city}, telephone {telephone}, as an owner."
                )
            }
            Self::AddOwner(AddOwner { first_name, last_name, address, city, telephone }) => {
                format!("보호자 등록: {first_name} {last_name}, {address}, {city}, 전화 {telephone}.")
            }
            Self::AddPet { owner_name, name, type_name, birth_date, .. } if english => {
                let born = birth_date.map(|it| format!(", born {}", day(language, it))).unwrap_or_default();
                format!("Add {name} ({type_name}{born}) to the pets of {owner_name}.")
            }
            Self::AddPet { owner_name, name, type_name, birth_date, .. } => {
                let born = birth_date.map(|it| format!(", 생일 {}", day(language, it))).unwrap_or_default();
                format!("반려동물 등록: {name} ({type_name}{born}), 보호자 {owner_name}.")
            }
            Self::BookVisit { owner_name, pet_name, date, description, .. } if english => {
                let date = day(language, *date);
                format!("Book a visit for {pet_name}, the pet of {owner_name}, on {date}: {description}.")
            }
            Self::BookVisit { owner_name, pet_name, date, description, .. } => {
                let date = day(language, *date);
                format!("진료 예약: {pet_name} (보호자 {owner_name}), {date}, {description}.")
            }
            Self::BookAppointment(it) => {
                let Booking { pet_name, owner_name, type_name, start, .. } = it;
                let (date, time) = (day(language, start.date()), start.strftime("%H:%M"));
                let vet = it.vet.as_ref().map(|(_, name)| name.as_str());
                let reason = it.reason.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
                if english {
                    let vet = vet.map(|it| format!(" with {it}")).unwrap_or_default();
                    format!(
                        "Book an appointment ({type_name}) for {pet_name}, the pet of {owner_name}, on {date} at {time}{vet}{reason}."
                    )
                } else {
                    let vet = vet.map(|it| format!(", 수의사 {it}")).unwrap_or_default();
                    format!(
                        "예약: {pet_name} (보호자 {owner_name}), {type_name}, {date} {time}{vet}{reason}."
                    )
                }
            }
            Self::EditOwner { owner_name, fields, .. } => {
                let fields: Vec<_> = fields.iter().map(|it| it.said(language)).collect();
                let fields = fields.join(", ");
                if english {
                    format!("Change {owner_name}: {fields}.")
                } else {
                    format!("{owner_name} 정보 변경: {fields}.")
                }
            }
        }
    }

    /// Describes the change once it is made.
    pub(crate) fn done(&self, language: Language) -> String {
        let summary = self.summary(language);
        match language {
            Language::English => format!("Done. {summary}"),
            Language::Korean => format!("완료했습니다. {summary}"),
        }
    }
}

impl Replaced {
    fn said(&self, language: Language) -> String {
        let Self { field, before, after } = self;
        let name = match field {
            Field::Telephone => language.pick("telephone", "전화"),
            Field::Address => language.pick("address", "주소"),
            Field::City => language.pick("city", "도시"),
        };
        match language {
            Language::English => format!("{name} from {before} to {after}"),
            Language::Korean => format!("{name} {before} → {after}"),
        }
    }
}

/// A day in words, so that nobody takes its month for its day: "Saturday, 5 June 2027".
fn day(language: Language, day: Date) -> String {
    match language {
        Language::English => day.strftime("%A, %-d %B %Y").to_string(),
        Language::Korean => {
            const WEEKDAYS: [&str; 7] = ["월", "화", "수", "목", "금", "토", "일"];
            let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
            let weekday = WEEKDAYS.get(weekday).copied().unwrap_or_default();
            format!("{}년 {}월 {}일 {weekday}요일", day.year(), day.month(), day.day())
        }
    }
}

/// The question that follows a summary.
pub(crate) fn question(language: Language) -> &'static str {
    language.pick("Shall I do that? Please answer yes or no.", "진행할까요? 네 또는 아니요로 답해 주세요.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_in_words() {
        let date = Date::constant(2027, 6, 5);
        assert_eq!(day(Language::English, date), "Saturday, 5 June 2027");
        assert_eq!(day(Language::Korean, date), "2027년 6월 5일 토요일");
    }

    #[test]
    fn a_change_is_said_in_the_language_of_the_person() {
        let booking = Change::BookAppointment(Booking {
            owner_id: 1,
            owner_name: "George Franklin".to_owned(),
            pet_id: 1,
            pet_name: "Leo".to_owned(),
            type_id: 2,
            type_name: "vaccination".to_owned(),
            start: Date::constant(2027, 6, 5).at(9, 30, 0, 0),
            vet: Some((2, "Helen Leary".to_owned())),
            reason: Some("rabies shot".to_owned()),
        });
        assert_eq!(
            booking.summary(Language::English),
            "Book an appointment (vaccination) for Leo, the pet of George Franklin, on Saturday, 5 June 2027 at 09:30 with Helen \
             Leary: rabies shot."
        );
        assert!(
            booking.summary(Language::Korean).contains("2027년 6월 5일 토요일 09:30, 수의사 Helen Leary")
        );
        let fields = vec![Replaced {
            field: Field::Telephone,
            before: "6085551023".to_owned(),
            after: "6085550000".to_owned(),
        }];
        let change = Change::EditOwner { owner_id: 1, owner_name: "George Franklin".to_owned(), fields };
        assert_eq!(
            change.summary(Language::English),
            "Change George Franklin: telephone from 6085551023 to 6085550000."
        );
        assert!(change.done(Language::Korean).contains("6085551023 → 6085550000"));
    }
}
