//! Questions about owners that peers ask: exact values, several at once or excluded, numbers of pets, and order.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;

use crate::endpoint::response_bodies;
use crate::field;
use crate::owners::Owner;
use crate::paging::DEFAULT_SIZE;
use crate::params::{Query, QueryParams, choice, ids, number, size, texts};
use crate::problem::FieldError;

/// The order of owners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnerOrder {
    /// By id.
    #[default]
    Id,
    /// Those with the most pets first, then by id.
    MostPets,
    /// Those with the fewest pets first, then by id.
    FewestPets,
}

impl OwnerOrder {
    const NAMES: [(&str, Self); 3] =
        [("id", Self::Id), ("mostPets", Self::MostPets), ("fewestPets", Self::FewestPets)];
}

/// A query for the owners that match every given value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerQuery {
    /// The last name or, unless `exact`, a prefix of it, folded.
    pub last_name: Option<String>,
    /// The first name or, unless `exact`, a prefix of it, folded.
    pub first_name: Option<String>,
    /// The name of one of the owner's pets or, unless `exact`, a prefix of it, folded.
    pub pet: Option<String>,
    /// Whether names are whole names.
    pub exact: bool,
    /// The first digits of the telephone number.
    pub telephone: Option<String>,
    /// A prefix of the address.
    pub address: Option<String>,
    /// The owner lives in one of these cities; an empty list selects all.
    pub cities: Vec<String>,
    /// The owner lives in none of these cities.
    pub not_cities: Vec<String>,
    /// The owner has a pet of one of these types; an empty list selects all.
    pub types: Vec<i32>,
    /// The owner has a pet of each of these types.
    pub all_types: Vec<i32>,
    /// The owner has no pet of these types.
    pub not_types: Vec<i32>,
    /// The owner has at least this number of pets.
    pub min_pets: Option<u16>,
    /// The owner has at most this number of pets.
    pub max_pets: Option<u16>,
    /// The order.
    pub order: OwnerOrder,
    /// The maximum number of owners in the answer.
    pub size: u16,
}

impl Default for OwnerQuery {
    fn default() -> Self {
        Self {
            last_name: None,
            first_name: None,
            pet: None,
            exact: false,
            telephone: None,
            address: None,
            cities: Vec::new(),
            not_cities: Vec::new(),
            types: Vec::new(),
            all_types: Vec::new(),
            not_types: Vec::new(),
            min_pets: None,
            max_pets: None,
            order: OwnerOrder::Id,
            size: DEFAULT_SIZE,
        }
    }
}

/// The owners that a query finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundOwners {
    /// The first of them in the query's order.
    pub owners: Vec<Owner>,
    /// How many there are in all.
    pub total: u64,
}

response_bodies!(FoundOwners);

impl QueryParams for OwnerQuery {
    const NAMES: &'static [&'static str] = &[
        "lastName",
        "firstName",
        "pet",
        "exact",
        "telephone",
        "address",
        "city",
        "notCity",
        "typeId",
        "allTypeId",
        "notTypeId",
        "minPets",
        "maxPets",
        "order",
        "size",
    ];
    const REPEATS: bool = true;

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut text = |name, most| texts(query, name, most, &mut errors).into_iter().next();
        let (last_name, first_name) = (text("lastName", field::NAME), text("firstName", field::NAME));
        let (pet, telephone) = (text("pet", field::NAME), text("telephone", field::TELEPHONE));
        let address = text("address", field::ADDRESS);
        let read = Self {
            last_name,
            first_name,
            pet,
            exact: query.first("exact") == Some("true"),
            telephone,
            address,
            cities: texts(query, "city", field::CITY, &mut errors),
            not_cities: texts(query, "notCity", field::CITY, &mut errors),
            types: ids(query, "typeId", &mut errors),
            all_types: ids(query, "allTypeId", &mut errors),
            not_types: ids(query, "notTypeId", &mut errors),
            min_pets: number(query, "minPets", &mut errors),
            max_pets: number(query, "maxPets", &mut errors),
            order: choice(query, "order", &OwnerOrder::NAMES, &mut errors),
            size: size(query, &mut errors),
        };
        if errors.is_empty() { Ok(read) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("lastName", self.last_name.as_slice()),
            ("firstName", self.first_name.as_slice()),
            ("pet", self.pet.as_slice()),
            ("telephone", self.telephone.as_slice()),
            ("address", self.address.as_slice()),
            ("city", &self.cities),
            ("notCity", &self.not_cities),
        ];
        let ids = [("typeId", &self.types), ("allTypeId", &self.all_types), ("notTypeId", &self.not_types)];
        let numbers = [("minPets", self.min_pets), ("maxPets", self.max_pets), ("size", Some(self.size))];
        let order = OwnerOrder::NAMES.into_iter().find(|it| it.1 == self.order).map(|it| ("order", it.0));
        let texts = texts.into_iter().flat_map(|(name, all)| all.iter().map(move |it| (name, it.clone())));
        let ids = ids.into_iter().flat_map(|(name, all)| all.iter().map(move |it| (name, it.to_string())));
        let numbers = numbers.into_iter().filter_map(|(name, it)| Some((name, it?.to_string())));
        let exact = self.exact.then(|| ("exact", "true".to_owned()));
        let order = order.map(|(name, it)| (name, it.to_owned()));
        texts.chain(ids).chain(numbers).chain(exact).chain(order).collect()
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
    fn a_query_is_read_as_it_was_written() {
        let query = OwnerQuery {
            last_name: Some("de la Cruz".to_owned()),
            exact: true,
            cities: vec!["Madison".to_owned(), "서울".to_owned()],
            not_types: vec![1, 2],
            min_pets: Some(2),
            order: OwnerOrder::MostPets,
            size: 20,
            ..OwnerQuery::default()
        };
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(query.pairs()).finish();
        assert_eq!(OwnerQuery::read(&Query::parse(&text)).unwrap(), query);
    }

    #[test]
    fn a_wrong_value_is_refused_by_its_name() {
        for (text, field) in
            [("minPets=-1", "minPets"), ("typeId=x", "typeId"), ("order=age", "order"), ("size=0", "size")]
        {
            let errors = OwnerQuery::read(&Query::parse(text)).unwrap_err();
            assert_eq!(errors.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), [field]);
        }
        let many = vec!["city=x"; 17].join("&");
        assert!(OwnerQuery::read(&Query::parse(&many)).is_err());
    }
}
