//! Searches for visits of whatever pet.

use jiff::civil::Date;
use utoipa::openapi::path::Parameter;

use super::PetIds;
use crate::field;
use crate::paging::DEFAULT_SIZE;
use crate::params::{Query, QueryParams, choice, day, size, texts};
use crate::problem::FieldError;

/// The order of visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VisitOrder {
    /// The latest first; those without a date come last.
    #[default]
    Latest,
    /// The earliest first; those without a date are left out.
    Earliest,
}

impl VisitOrder {
    const NAMES: [(&str, Self); 2] = [("latest", Self::Latest), ("earliest", Self::Earliest)];
}

/// A search for visits that match every given value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitSearch {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The ids of the pets; an empty list selects all.
    pub pets: Vec<i32>,
    /// The description has one of these texts in it, in lower or upper case or with a capital. They need pets, or a first and a last day, since no index
    /// finds them.
    pub texts: Vec<String>,
    /// The order.
    pub order: VisitOrder,
    /// The maximum number of visits in the answer.
    pub size: u16,
}

impl Default for VisitSearch {
    fn default() -> Self {
        let (pets, texts, order) = (Vec::new(), Vec::new(), VisitOrder::Latest);
        Self { from: None, to: None, pets, texts, order, size: DEFAULT_SIZE }
    }
}

impl QueryParams for VisitSearch {
    const NAMES: &'static [&'static str] = &["from", "to", "petId", "text", "order", "size"];
    const REPEATS: bool = true;

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let read = Self {
            from: day(query, "from", &mut errors),
            to: day(query, "to", &mut errors),
            pets: PetIds::optional(query, &mut errors),
            texts: texts(query, "text", field::NAME, &mut errors),
            order: choice(query, "order", &VisitOrder::NAMES, &mut errors),
            size: size(query, &mut errors),
        };
        if !read.texts.is_empty() && read.pets.is_empty() && (read.from.is_none() || read.to.is_none()) {
            errors.push(FieldError::new("text", "needs petId, or from and to"));
        }
        if errors.is_empty() { Ok(read) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let days = [("from", self.from), ("to", self.to)];
        let days = days.into_iter().filter_map(|(name, it)| Some((name, it?.to_string())));
        let pets = if self.pets.is_empty() { Vec::new() } else { PetIds(self.pets.clone()).pairs() };
        let texts = self.texts.iter().map(|it| ("text", it.clone()));
        let order = VisitOrder::NAMES.into_iter().find(|it| it.1 == self.order);
        let order = order.map(|it| ("order", it.0.to_owned()));
        days.chain(pets).chain(texts).chain(order).chain([("size", self.size.to_string())]).collect()
    }

    fn parameters() -> Vec<Parameter> {
        // Only peers call this route, and they use the type.
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_read_as_it_was_written() {
        let day = Some(Date::constant(2026, 1, 31));
        let search = VisitSearch {
            from: day,
            pets: vec![1, 2],
            texts: vec!["rabies".to_owned(), "100 %".to_owned()],
            order: VisitOrder::Earliest,
            ..VisitSearch::default()
        };
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(search.pairs()).finish();
        assert_eq!(VisitSearch::read(&Query::parse(&text)).unwrap(), search);
    }

    #[test]
    fn a_text_is_not_looked_for_in_all_visits() {
        let errors = VisitSearch::read(&Query::parse("text=rabies&from=2026-01-01")).unwrap_err();
        assert_eq!(errors[0].default_message, "needs petId, or from and to");
    }
}
