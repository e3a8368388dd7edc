//! How an owner can be reached, beside the classic telephone number.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

use super::OwnerPath;
use crate::endpoint::{RequestBody, response_bodies};
use crate::field::{self, Rules};
use crate::lax;
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// Most further phones of an owner.
const MOST_PHONES: usize = 10;
/// Longest label of a phone, in characters.
const LABEL: usize = 40;
/// Longest number of a phone with the signs between its digits, in characters.
const NUMBER: usize = 40;
/// Longest e-mail address, in characters (RFC 5321, 4.5.3.1.3, less the angle brackets).
const EMAIL: usize = 254;

/// How an owner can be reached, beside the classic `telephone` of the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnerContact {
    pub email: Option<String>,
    /// Further phones, in the order in which they were sent; at most 10.
    pub phones: Vec<OwnerPhone>,
}

/// A further phone of an owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnerPhone {
    /// Whose phone it is, or where.
    pub label: String,
    pub number: String,
    /// Whether to call this number first. At most one phone is preferred; if none is, the owner's `telephone` is.
    pub is_preferred: bool,
}

response_bodies!(OwnerContact);

/// How an owner can be reached, as a client sends it. A field that is absent stays as it is, and `null` clears it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct OwnerContactRequest {
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = email_schema, required = false)]
    email: Option<Option<String>>,
    /// All further phones: those that are not among them are removed.
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(value_type = Option<Vec<OwnerPhoneRequest>>, max_items = 10, required = false)]
    phones: Option<Option<Vec<OwnerPhoneRequest>>>,
}

/// A further phone of an owner as a client sends it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnerPhoneRequest {
    #[schema(schema_with = label_schema, required = true)]
    label: Option<String>,
    #[schema(schema_with = number_schema, required = true)]
    number: Option<String>,
    /// Whether to call this number first; at most one phone is preferred.
    #[serde(default)]
    #[schema(required = false)]
    is_preferred: bool,
}

/// The validated way to reach an owner; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct ChangedContact {
    pub email: Option<Option<String>>,
    pub phones: Option<Vec<OwnerPhone>>,
}

impl RequestBody<OwnerPath> for OwnerContactRequest {
    type Checked = ChangedContact;

    fn check(self, _: &OwnerPath, _: Date) -> Result<ChangedContact, Vec<FieldError>> {
        let mut rules = Rules::default();
        let email = self.email.map(|it| email(&mut rules, it));
        let phones = self.phones.map(|it| phones(&mut rules, it.unwrap_or_default()));
        rules.finish(ChangedContact { email, phones })
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

fn phones(rules: &mut Rules, given: Vec<OwnerPhoneRequest>) -> Vec<OwnerPhone> {
    if given.len() > MOST_PHONES {
        rules.broken("phones", format!("must be at most {MOST_PHONES}"));
        return Vec::new();
    }
    if given.iter().filter(|it| it.is_preferred).count() > 1 {
        rules.broken("phones", "must have at most one that is preferred");
    }
    let phone = |(index, it): (usize, OwnerPhoneRequest)| {
        let label = rules.text(&format!("phones[{index}].label"), it.label, LABEL);
        let number = it.number.unwrap_or_default();
        if number.len() > NUMBER || !is_number(&number) {
            rules.broken(
                &format!("phones[{index}].number"),
                "must be a number of 4 to 15 digits, with blanks, dashes, dots, slashes or parentheses at most",
            );
        }
        OwnerPhone { label, number, is_preferred: it.is_preferred }
    };
    given.into_iter().enumerate().map(phone).collect()
}

/// Whether a text is a telephone number as people write it: the pattern [`NUMBER_PATTERN`].
fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix(['+', '(']).unwrap_or(text);
    let (mut digits, mut signs) = (0, 0);
    for letter in rest.bytes() {
        match letter {
            b'0'..=b'9' => (digits, signs) = (digits + 1, 0),
            b' ' | b'(' | b')' | b'.' | b'/' | b'-' if digits > 0 && signs < 2 => signs += 1,
            _ => return false,
        }
    }
    signs == 0 && (4..=15).contains(&digits)
}

/// At most two signs between digits.
const NUMBER_PATTERN: &str = r"^[+(]?[0-9](?:[ ()./-]{0,2}[0-9]){3,14}$";

/// An e-mail address by the rule of HTML's `<input type="email">`, with a domain of at least two parts.
fn email(rules: &mut Rules, given: Option<String>) -> Option<String> {
    if given.as_ref().is_some_and(|it| it.len() > EMAIL || !is_email(it)) {
        rules.broken("email", "must be an e-mail address like ada@example.com");
    }
    given
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_local = |it: u8| it.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&it);
    let is_part = |it: &str| {
        (1..=63).contains(&it.len())
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
            && !it.starts_with('-')
            && !it.ends_with('-')
    };
    (1..=64).contains(&local.len())
        && local.bytes().all(is_local)
        && domain.contains('.')
        && domain.split('.').all(is_part)
}

const EMAIL_PATTERN: &str = concat!(
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?",
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$"
);

fn email_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .max_length(Some(EMAIL))
        .pattern(Some(EMAIL_PATTERN))
        .into()
}

fn label_schema() -> RefOr<Schema> {
    field::line_schema(LABEL)
}

fn number_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(NUMBER))
        .pattern(Some(NUMBER_PATTERN))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ChangedContact, Vec<String>> {
        let request: OwnerContactRequest = serde_json::from_str(text).unwrap();
        let checked = request.check(&OwnerPath { owner_id: 1 }, Date::default());
        checked.map_err(|errors| errors.into_iter().map(|it| it.field).collect())
    }

    #[test]
    fn a_number_is_taken_as_people_write_it() {
        for good in ["112 3", "+49 (0)30 1234-567", "(608) 555-1023", "+821012345678", "02/123.45.67"] {
            assert!(is_number(good), "{good}");
        }
        for bad in
            ["", "112", "1234567890123456", "555-1023x", "-555 1023", "555 1023-", "5   551023", "٦٠٨٥"]
        {
            assert!(!is_number(bad), "{bad}");
        }
    }

    #[test]
    fn an_address_is_one_that_a_browser_takes_too() {
        for good in ["ada@example.com", "a.b+c@sub.example.co.uk", "x@1.de"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "ada",
            "ada@",
            "@example.com",
            "a@b",
            "a b@example.com",
            "a@-b.com",
            "a@b..com",
            "a@b@c.com",
            "é@x.de",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn a_change_says_what_stays_and_what_is_cleared() {
        let unchanged = read("{}").unwrap();
        assert!(unchanged.email.is_none() && unchanged.phones.is_none());
        let cleared = read(r#"{"email": null, "phones": null}"#).unwrap();
        assert_eq!((cleared.email, cleared.phones), (Some(None), Some(Vec::new())));
    }

    #[test]
    fn every_broken_field_is_named_with_its_place() {
        let phone = |number: &str, is_preferred| {
            format!(r#"{{"label": "work", "number": "{number}", "isPreferred": {is_preferred}}}"#)
        };
        let body = |phones: &[String]| format!(r#"{{"phones": [{}]}}"#, phones.join(", "));
        let two = [phone("6085551023", true), phone("x", true), "{}".to_owned()];
        let fields = ["phones", "phones[1].number", "phones[2].label", "phones[2].number"];
        assert_eq!(read(&body(&two)).unwrap_err(), fields);
        assert_eq!(read(&body(&vec![phone("6085551023", false); 11])).unwrap_err(), ["phones"]);
        assert_eq!(read(r#"{"email": " "}"#).unwrap_err(), ["email"]);
    }
}
