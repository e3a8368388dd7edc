//! Path and query parameters. Servers read and clients write them through the same types, so both agree.

use jiff::civil::Date;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Required, Schema};

use crate::lax;
use crate::problem::FieldError;

/// The parameters in a path.
pub trait PathParams: Clone + Send + Sync + Sized + 'static {
    /// Their names, in the order of the path.
    const NAMES: &'static [&'static str];

    /// Reads them and reports every invalid one.
    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>>;

    /// Their values, in the order of [`Self::NAMES`].
    fn values(&self) -> Vec<String>;

    /// Their description in OpenAPI, as ids.
    fn parameters() -> Vec<Parameter> {
        let id = |name: &&str| parameter(name, ParameterIn::Path, true, "A whole number from 1", id_schema());
        Self::NAMES.iter().map(id).collect()
    }

    /// Fills the parameters into a path of the route table.
    fn fill(&self, path: &str) -> String {
        let mut filled = path.to_owned();
        for (name, value) in Self::NAMES.iter().zip(self.values()) {
            filled = filled.replace(&format!("{{{name}}}"), &value);
        }
        filled
    }
}

/// The parameters in a query string.
pub trait QueryParams: Send + Sync + Sized + 'static {
    /// Their names.
    const NAMES: &'static [&'static str];
    /// Whether a name may be given more than once.
    const REPEATS: bool = false;
    /// Whether other names are ignored, because somebody else's protocol may add them.
    const IGNORES_OTHERS: bool = false;

    /// Reads them from decoded name-value pairs. Unknown names are ignored.
    fn read(query: &Query) -> Result<Self, Vec<FieldError>>;

    /// Writes them as name-value pairs.
    fn pairs(&self) -> Vec<(&'static str, String)>;

    /// Their description in OpenAPI.
    fn parameters() -> Vec<Parameter>;

    /// Checks the values by the rules of the server that reads them.
    fn check(&self) -> Result<(), Vec<FieldError>> {
        let pairs = self.pairs().into_iter().map(|(name, value)| (name.to_owned(), value));
        Self::read(&Query(pairs.collect())).map(drop)
    }
}

/// No parameters, for a path or a query string.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoParams;

impl PathParams for NoParams {
    const NAMES: &'static [&'static str] = &[];

    fn read<'a>(_: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        Ok(Self)
    }

    fn values(&self) -> Vec<String> {
        Vec::new()
    }
}

impl QueryParams for NoParams {
    const NAMES: &'static [&'static str] = &[];

    fn read(_: &Query) -> Result<Self, Vec<FieldError>> {
        Ok(Self)
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn parameters() -> Vec<Parameter> {
        Vec::new()
    }
}

/// A decoded query string.
#[derive(Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Decodes `a=1&b=2`, with `+` and percent escapes.
    pub fn parse(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// Refuses names that are no parameters of `P`, and names given twice.
    pub fn check<P: QueryParams>(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        for (place, (name, _)) in self.0.iter().enumerate() {
            if !P::NAMES.contains(&name.as_str()) {
                if P::IGNORES_OTHERS {
                    continue;
                }
                errors.push(FieldError::new(shown(name), unknown(P::NAMES)));
            } else if !P::REPEATS && self.0.iter().take(place).any(|(earlier, _)| earlier == name) {
                errors.push(FieldError::new(name, "must not be given twice"));
            }
            if errors.len() == MOST_ERRORS {
                break;
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The first value of a name; later ones are ignored.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Most parameters that an error names.
const MOST_ERRORS: usize = 10;

fn unknown(names: &[&str]) -> String {
    match names {
        [] => "is unknown; this path takes no parameters".to_owned(),
        names => format!("is unknown; this path takes {}", names.join(", ")),
    }
}

/// The start of a name that a client made up.
fn shown(name: &str) -> String {
    const MOST: usize = 40;
    let start: String = name.chars().take(MOST).collect();
    if start.len() < name.len() { start + ".." } else { start }
}

/// Reads an id: a whole number from 1 to 2147483647.
pub fn id(field: &str, text: Option<&str>) -> Result<i32, FieldError> {
    text.filter(|it| it.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|it| it.parse::<i32>().ok())
        .filter(|it| *it >= 1)
        .ok_or_else(|| FieldError::new(field, format!("must be a whole number from 1 to {}", i32::MAX)))
}

/// The most values of a parameter that may be repeated.
const MOST_VALUES: usize = 16;

/// Reads every value of a text parameter; blank ones are ignored.
pub(crate) fn texts(query: &Query, name: &str, most: usize, errors: &mut Vec<FieldError>) -> Vec<String> {
    let texts: Vec<_> = query.all(name).filter(|it| !it.trim().is_empty()).map(str::to_owned).collect();
    if texts.len() > MOST_VALUES {
        errors.push(FieldError::new(name, format!("must be given at most {MOST_VALUES} times")));
    } else if texts.iter().any(|it| it.chars().count() > most) {
        errors.push(FieldError::new(name, format!("must have at most {most} characters")));
    }
    texts
}

/// Reads every value of a parameter that holds ids.
pub(crate) fn ids(query: &Query, name: &str, errors: &mut Vec<FieldError>) -> Vec<i32> {
    let read: Result<Vec<_>, _> = query.all(name).map(|it| id(name, Some(it))).collect();
    match read {
        Ok(ids) if ids.len() <= MOST_VALUES => return ids,
        Ok(_) => errors.push(FieldError::new(name, format!("must be given at most {MOST_VALUES} times"))),
        Err(error) => errors.push(error),
    }
    Vec::new()
}

/// Reads a number of things.
pub(crate) fn number(query: &Query, name: &str, errors: &mut Vec<FieldError>) -> Option<u16> {
    let read = query.first(name)?.parse();
    read.map_err(|_| errors.push(FieldError::new(name, format!("must be a whole number to {}", u16::MAX))))
        .ok()
}

/// Reads a day.
pub(crate) fn day(query: &Query, name: &str, errors: &mut Vec<FieldError>) -> Option<Date> {
    let text = query.first(name)?;
    let day = lax::parse_day(text);
    if day.is_none() {
        errors.push(FieldError::new(name, "must be a day like 2026-01-31"));
    }
    day
}

/// Reads a first and a last day, which may be absent.
pub(crate) fn optional_days(query: &Query, errors: &mut Vec<FieldError>) -> (Option<Date>, Option<Date>) {
    let (from, to) = (day(query, "from", errors), day(query, "to", errors));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        errors.push(FieldError::new("to", "must not be before from"));
    }
    (from, to)
}

/// The description of a first and a last day: `things` on this day or later, and on this day or before.
pub(crate) fn optional_day_parameters(things: &str) -> [Parameter; 2] {
    [("from", "later"), ("to", "before")].map(|(name, which)| {
        let about = format!("Only {things} on this day or {which}");
        let format = Some(SchemaFormat::KnownFormat(KnownFormat::Date));
        let schema = ObjectBuilder::new().schema_type(Type::String).format(format);
        parameter(name, ParameterIn::Query, false, &about, schema.into())
    })
}

/// Reads one of the names, or the default.
pub(crate) fn choice<T: Copy + Default>(
    query: &Query,
    name: &str,
    names: &[(&str, T)],
    errors: &mut Vec<FieldError>,
) -> T {
    let Some(text) = query.first(name) else { return T::default() };
    let found = names.iter().find(|it| it.0 == text).map(|it| it.1);
    found.unwrap_or_else(|| {
        let names: Vec<_> = names.iter().map(|it| it.0).collect();
        errors.push(FieldError::new(name, format!("must be one of {}", names.join(", "))));
        T::default()
    })
}

/// Reads the maximum number of rows of an answer without pages.
pub(crate) fn size(query: &Query, errors: &mut Vec<FieldError>) -> u16 {
    crate::paging::Page::read(query, errors).size
}

/// The schema of an id.
pub fn id_schema() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(i32::MAX)).into()
}

/// An OpenAPI parameter.
pub fn parameter(
    name: &str,
    place: ParameterIn,
    required: bool,
    about: &str,
    schema: RefOr<Schema>,
) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(if required { Required::True } else { Required::False })
        .description(Some(about))
        .schema(Some(schema))
        .build()
}

/// Declares a path whose parameters are ids.
macro_rules! path_params {
    ($(#[doc = $doc:literal])* $type:ident { $($(#[doc = $field_doc:literal])* $field:ident: $name:literal),+ }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $type { $($(#[doc = $field_doc])* pub $field: i32),+ }

        impl $crate::params::PathParams for $type {
            const NAMES: &'static [&'static str] = &[$($name),+];

            fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<$crate::problem::FieldError>> {
                let mut errors = Vec::new();
                $(let $field = $crate::params::id($name, value($name)).unwrap_or_else(|error| {
                    errors.push(error);
                    0
                });)+
                if errors.is_empty() { Ok(Self { $($field),+ }) } else { Err(errors) }
            }

            fn values(&self) -> Vec<String> {
                vec![$(self.$field.to_string()),+]
            }
        }
    };
}
pub(crate) use path_params;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_whole_number_from_1_to_the_largest_the_column_holds() {
        assert_eq!(id("ownerId", Some("1")).ok(), Some(1));
        assert_eq!(id("ownerId", Some("2147483647")).ok(), Some(i32::MAX));
        for bad in ["0", "-1", "+1", "", "1.0", "x", "2147483648", "1 ", "١"] {
            assert!(id("ownerId", Some(bad)).is_err(), "{bad:?}");
        }
        assert!(id("ownerId", None).is_err());
    }

    #[test]
    fn a_name_that_is_unknown_or_given_twice_is_refused() {
        struct Named;
        impl QueryParams for Named {
            const NAMES: &'static [&'static str] = &["size", "after"];
            fn read(_: &Query) -> Result<Self, Vec<FieldError>> {
                Ok(Self)
            }
            fn pairs(&self) -> Vec<(&'static str, String)> {
                Vec::new()
            }
            fn parameters() -> Vec<Parameter> {
                Vec::new()
            }
        }
        let said = |text: &str| {
            let errors = Query::parse(text).check::<Named>().err().unwrap_or_default();
            errors.into_iter().map(|it| format!("{} {}", it.field, it.default_message)).collect::<Vec<_>>()
        };
        assert!(said("size=1&after=2").is_empty());
        assert_eq!(said("Size=1"), ["Size is unknown; this path takes size, after"]);
        assert_eq!(said("sort="), ["sort is unknown; this path takes size, after"]);
        assert_eq!(said("size=1&size=2"), ["size must not be given twice"]);
        assert_eq!(said(&"x&".repeat(10_000)).len(), MOST_ERRORS);
        assert!(said(&"x".repeat(10_000))[0].len() < 100);
        assert!(Query::parse("x=1").check::<NoParams>().is_err());
    }

    #[test]
    fn a_repeated_parameter_keeps_its_first_value_and_all_are_decoded() {
        let query = Query::parse("city=Sun+Prairie&city=b&petId=1%2C2");
        assert_eq!(query.first("city"), Some("Sun Prairie"));
        assert_eq!(query.all("petId").collect::<Vec<_>>(), ["1,2"]);
        assert_eq!(query.first("nothing"), None);
    }
}
