//! The validation rules of fields, and the schemas that describe the same rules.

mod characters;

use jiff::civil::Date;
use serde_json::value::RawValue;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::lax::LaxId;
use crate::problem::FieldError;

pub use characters::{is_plain, normal};

/// Longest first name, last name and pet name, in characters.
pub const NAME: usize = 30;
/// Longest address, in characters.
pub const ADDRESS: usize = 255;
/// Longest city, in characters.
pub const CITY: usize = 80;
/// Longest telephone, in characters, leading zeros and sign included.
pub const TELEPHONE: usize = 20;
/// Longest description of a visit, in characters.
pub const DESCRIPTION: usize = 8192;
/// How far ahead a visit can be booked, in years.
const AHEAD: i16 = 10;
/// How long ago an animal that is treated can have been born, in years. Tortoises get oldest.
const LIFE: i16 = 200;

/// Collects every broken rule of a body.
#[derive(Debug, Default)]
pub struct Rules(Vec<FieldError>);

impl Rules {
    /// Notes a broken rule.
    pub fn broken(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    /// A text that must be there, not blank, on one line and at most `most` characters long, without the blanks around it.
    pub fn text(&mut self, field: &str, value: Option<String>, most: usize) -> String {
        let value = characters::normal(value.unwrap_or_default());
        if !value.chars().any(characters::shows) {
            self.broken(field, "must not be blank");
        } else if value.chars().any(char::is_control) {
            self.broken(field, "must not contain control characters");
        }
        self.direction(field, &value);
        self.length(field, &value, most);
        value
    }

    /// A text that may be absent, empty or of several lines, without the blanks around it.
    pub fn prose(&mut self, field: &str, value: Option<String>, most: usize) -> Option<String> {
        let value = characters::normal(value?);
        if value.chars().any(|it| it.is_control() && !matches!(it, '\t' | '\n' | '\r')) {
            self.broken(field, "must not contain control characters other than tabs and line ends");
        }
        self.direction(field, &value);
        self.length(field, &value, most);
        Some(value)
    }

    /// A telephone number: up to 12 digits, not counting leading zeros, after an optional sign.
    pub fn telephone(&mut self, value: Option<String>) -> String {
        let value = value.unwrap_or_default();
        let digits = value.strip_prefix(['+', '-']).unwrap_or(&value);
        if value.trim().is_empty() {
            self.broken("telephone", "must not be blank");
        } else if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
            self.broken("telephone", "must be a number of up to 12 digits, without spaces or dashes");
        } else if digits.trim_start_matches('0').len() > 12 {
            self.broken("telephone", "must have at most 12 digits");
        }
        self.length("telephone", &value, TELEPHONE);
        value
    }

    /// A day in the life of an animal: not after `today`, and not longer ago than an animal lives.
    pub fn past(&mut self, field: &str, value: Option<Date>, today: Date) -> Option<Date> {
        if value.is_some_and(|it| it > today) {
            self.broken(field, "must not be in the future");
        } else if value.is_some_and(|it| it < years_from(today, -LIFE)) {
            self.broken(field, format!("must not be more than {LIFE} years ago"));
        }
        value
    }

    /// The day of a visit, past or booked.
    pub fn visit(&mut self, field: &str, value: Option<Date>, today: Date) -> Option<Date> {
        if value.is_some_and(|it| it > years_from(today, AHEAD)) {
            self.broken(field, format!("must be at most {AHEAD} years ahead"));
        } else if value.is_some_and(|it| it < years_from(today, -LIFE)) {
            self.broken(field, format!("must not be more than {LIFE} years ago"));
        }
        value
    }

    /// An optional id that must equal the one in the path.
    pub fn same_id(&mut self, field: &str, value: Option<i32>, path: i32) {
        if value.is_some_and(|it| it != path) {
            self.broken(field, format!("must be {path}, as in the path, or absent"));
        }
    }

    /// An optional `id` of any JSON type that must equal the one in the path.
    pub fn own_id(&mut self, value: Option<&RawValue>, path: i32) {
        let Some(value) = value.filter(|it| it.get() != "null") else { return };
        // A value that is no id cannot equal the path's id. 0 never does.
        let id = serde_json::from_str(value.get()).map_or(0, |LaxId(id)| id);
        self.same_id("id", Some(id), path);
    }

    /// `checked` if no rule is broken.
    pub fn finish<T>(self, checked: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(checked) } else { Err(self.0) }
    }

    fn direction(&mut self, field: &str, value: &str) {
        // These are what makes "gpj.exe" of "exe.jpg".
        if !value.is_ascii() && value.chars().any(characters::is_direction_mark) {
            self.broken(field, "must not contain characters that change the direction of writing");
        }
    }

    fn length(&mut self, field: &str, value: &str, most: usize) {
        // A text has no more characters than bytes, so short texts need no count.
        if value.len() > most && value.chars().count() > most {
            self.broken(field, format!("must have at most {most} characters"));
        }
    }
}

fn years_from(today: Date, years: i16) -> Date {
    today.saturating_add(jiff::Span::new().years(years))
}

/// A text of one or several lines, with at least one character that is not white space.
pub(crate) const PASSAGE: &str = concat!(
    r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*",
    r"[^\s\u0000-\u001f\u007f-\u009f]",
    r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
);
/// A text without control characters.
pub(crate) const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
/// A text on one line without direction marks, and with at least one character that shows.
fn line() -> String {
    const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f";
    let (marks, unseen) = (characters::class(&characters::DIRECTION), characters::class(&characters::UNSEEN));
    format!(r"^[^{CONTROL}{marks}]*[^\s{CONTROL}{unseen}][^{CONTROL}{marks}]*$")
}

/// A text of any number of lines without direction marks.
fn prose() -> String {
    let marks = characters::class(&characters::DIRECTION);
    format!(r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f{marks}]*$")
}

const DIGITS: &str = "^[+-]?0*[0-9]{1,12}$";

fn text(most: usize, least: usize, pattern: impl Into<String>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(least))
        .max_length(Some(most))
        .pattern(Some(pattern))
}

/// Schema of a first, last or pet name.
pub fn name_schema() -> RefOr<Schema> {
    text(NAME, 1, line()).into()
}

/// Schema of an address.
pub fn address_schema() -> RefOr<Schema> {
    text(ADDRESS, 1, line()).into()
}

/// Schema of a city.
pub fn city_schema() -> RefOr<Schema> {
    text(CITY, 1, line()).into()
}

/// Schema of a telephone number.
pub fn telephone_schema() -> RefOr<Schema> {
    text(TELEPHONE, 1, DIGITS).into()
}

/// Schema of a text on one line.
pub(crate) fn line_schema(most: usize) -> RefOr<Schema> {
    text(most, 1, line()).into()
}

/// Schema of a visit's description.
pub fn description_schema() -> RefOr<Schema> {
    prose_schema(DESCRIPTION)
}

/// Schema of a text of any number of lines, or none.
pub(crate) fn prose_schema(most: usize) -> RefOr<Schema> {
    text(most, 0, prose())
        .schema_type(utoipa::openapi::schema::SchemaType::from_iter([Type::String, Type::Null]))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(check: impl FnOnce(&mut Rules)) -> Option<String> {
        let mut rules = Rules::default();
        check(&mut rules);
        rules.finish(()).err().map(|errors| errors[0].default_message.clone())
    }

    #[test]
    fn a_text_too_long_for_its_column_names_the_field_and_the_limit() {
        let mut rules = Rules::default();
        rules.text("firstName", Some("é".repeat(31)), NAME);
        let errors = rules.finish(()).unwrap_err();
        assert_eq!(errors, [FieldError::new("firstName", "must have at most 30 characters")]);
    }

    #[test]
    fn length_is_counted_in_characters_so_that_emoji_and_hangul_fit() {
        assert_eq!(broken(|it| drop(it.text("name", Some("🐶".repeat(30)), NAME))), None);
        assert_eq!(broken(|it| drop(it.text("name", Some("강".repeat(30)), NAME))), None);
    }

    #[test]
    fn control_characters_are_refused_but_prose_keeps_its_lines() {
        for bad in ["a\0b", "a\u{7f}", "a\nb", "\u{85}x"] {
            assert!(broken(|it| drop(it.text("name", Some(bad.to_owned()), NAME))).is_some(), "{bad:?}");
        }
        assert_eq!(broken(|it| drop(it.prose("description", Some("a\r\n\tb".to_owned()), 10))), None);
        assert!(broken(|it| drop(it.prose("description", Some("a\0".to_owned()), 10))).is_some());
    }

    #[test]
    fn a_text_has_something_to_see_and_runs_in_its_own_direction() {
        for blank in
            ["\u{200b}", "\u{3164}", "\u{2800}", "\u{ad}", " \u{feff} ", "\u{200d}\u{fe0f}", "\u{e0041}"]
        {
            let said = broken(|it| drop(it.text("name", Some(blank.to_owned()), NAME)));
            assert_eq!(said.as_deref(), Some("must not be blank"), "{blank:?}");
        }
        for marked in ["exe\u{202e}gpj", "a\u{2066}b\u{2069}", "a\u{200f}", "\u{61c}a"] {
            assert!(
                broken(|it| drop(it.text("name", Some(marked.to_owned()), NAME))).is_some(),
                "{marked:?}"
            );
            assert!(
                broken(|it| drop(it.prose("description", Some(marked.to_owned()), 20))).is_some(),
                "{marked:?}"
            );
        }
        // A joiner belongs to an emoji, a non-joiner to Persian, and some letters are written from the right by themselves.
        for good in ["👩\u{200d}⚕\u{fe0f}", "می\u{200c}خواهم", "שרה", "محمد", "콩이"] {
            assert_eq!(broken(|it| drop(it.text("name", Some(good.to_owned()), NAME))), None, "{good}");
        }
    }

    #[test]
    fn a_telephone_has_up_to_12_digits_and_leading_zeros_do_not_count() {
        for good in ["6085551023", "000000000000", "0000000000001", "+821012345678", "123456789012"] {
            assert_eq!(broken(|it| drop(it.telephone(Some(good.to_owned())))), None, "{good}");
        }
        for bad in
            ["", " ", "608 555", "608-555", "1.5", "1234567890123", "abc", "+", "000000000000000000001"]
        {
            assert!(broken(|it| drop(it.telephone(Some(bad.to_owned())))).is_some(), "{bad}");
        }
    }

    #[test]
    fn every_broken_rule_is_reported_at_once() {
        let mut rules = Rules::default();
        rules.text("firstName", None, NAME);
        rules.text("lastName", Some("  ".to_owned()), NAME);
        rules.telephone(None);
        assert_eq!(rules.finish(()).unwrap_err().len(), 3);
    }
}
