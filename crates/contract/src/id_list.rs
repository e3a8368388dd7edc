//! Lists of ids in query strings: `petId=1,2`, or `petId=1&petId=2`.

use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::ArrayBuilder;

use crate::params::{Query, id, id_schema};
use crate::problem::FieldError;

/// Reads a list of at most `most` ids, which may be empty but must be there.
pub(crate) fn read(
    query: &Query,
    name: &str,
    most: usize,
    things: &str,
) -> Result<Vec<i32>, Vec<FieldError>> {
    let mut given = query.all(name).peekable();
    if given.peek().is_none() {
        return Err(vec![FieldError::new(name, format!("must be given, as in {name}=1,2"))]);
    }
    let mut ids = Vec::new();
    for text in given.flat_map(|it| it.split(',')).map(str::trim).filter(|it| !it.is_empty()) {
        ids.push(id(name, Some(text)).map_err(|error| vec![error])?);
        if ids.len() > most {
            return Err(vec![FieldError::new(name, format!("must list at most {most} {things}"))]);
        }
    }
    Ok(ids)
}

/// Writes a list of ids.
pub(crate) fn pair(name: &'static str, ids: &[i32]) -> (&'static str, String) {
    let ids: Vec<_> = ids.iter().map(i32::to_string).collect();
    (name, ids.join(","))
}

/// Its description in OpenAPI.
pub(crate) fn parameter(name: &str, most: usize, things: &str) -> Parameter {
    let ids = ArrayBuilder::new().items(id_schema()).max_items(Some(most));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::True)
        .description(Some(format!("The {things}, as {name}=1,2 or {name}=1&{name}=2")))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .schema(Some(ids))
        .build()
}
