//! Path and query parameters. Servers read and clients write them through the same types, so both agree.

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required, Schema};

use crate::problem::FieldError;

/// The parameters in a path.
pub trait PathParams: Copy + Send + Sync + Sized + 'static {
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

/// The parameters in a query string. Unknown names are ignored.
pub trait QueryParams: Send + Sync + Sized + 'static {
    /// Reads them from decoded name-value pairs.
    fn read(query: &Query) -> Result<Self, Vec<FieldError>>;

    /// Writes them as name-value pairs.
    fn pairs(&self) -> Vec<(&'static str, String)>;

    /// Their description in OpenAPI.
    fn parameters() -> Vec<Parameter>;
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

    /// The first value of a name; later ones are ignored.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads an id: a whole number from 1 to 2147483647.
pub fn id(field: &str, text: Option<&str>) -> Result<i32, FieldError> {
    text.filter(|it| it.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|it| it.parse::<i32>().ok())
        .filter(|it| *it >= 1)
        .ok_or_else(|| FieldError::new(field, format!("must be a whole number from 1 to {}", i32::MAX)))
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
    fn a_repeated_parameter_keeps_its_first_value_and_all_are_decoded() {
        let query = Query::parse("city=Sun+Prairie&city=b&petId=1%2C2");
        assert_eq!(query.first("city"), Some("Sun Prairie"));
        assert_eq!(query.all("petId").collect::<Vec<_>>(), ["1,2"]);
        assert_eq!(query.first("nothing"), None);
    }
}
