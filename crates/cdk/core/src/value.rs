//! Typed values, literals or tokens, and the conversions between them.

mod into;
mod literal;

use std::fmt;
use std::marker::PhantomData;

pub use self::into::{Accepts, IntoVal, Kind, Property};
use crate::Json;

/// A value of type `T`: a literal, or a token that CloudFormation resolves at deployment.
///
/// `T` is `String`, `bool`, `i64`, `f64`, [`Any`], `Vec<T>`, [`Map<T>`], a property type, or a [`Kind`] of reference.
pub struct Val<T: ?Sized> {
    json: Json,
    of: PhantomData<fn() -> Box<T>>,
}

/// Free JSON.
#[derive(Clone, Copy, Debug)]
pub enum Any {}

/// A JSON object with keys of the author's choice, each a `T`.
pub struct Map<T>(PhantomData<T>);

impl<T: ?Sized> Val<T> {
    /// Takes `json` for a `T`, where the types are too narrow; the author vouches for it.
    #[must_use]
    pub fn of(json: Json) -> Self {
        Self { json, of: PhantomData }
    }

    #[must_use]
    pub fn json(&self) -> &Json {
        &self.json
    }

    #[must_use]
    pub fn into_json(self) -> Json {
        self.json
    }

    /// The same value as another type, for which the author vouches.
    #[must_use]
    pub fn cast<U: ?Sized>(self) -> Val<U> {
        Val::of(self.json)
    }
}

impl<T: ?Sized> Clone for Val<T> {
    fn clone(&self) -> Self {
        Self::of(self.json.clone())
    }
}

impl<T: ?Sized> PartialEq for Val<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl<T: ?Sized> fmt::Debug for Val<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.json.fmt(formatter)
    }
}

/// A literal whose kind the author vouches for, such as the id of a VPC that another team made.
#[derive(Clone, Debug)]
pub struct Given(Json);

/// Takes a literal for the expected type: `given("vpc-0a1b2c3d")`, or an enum value newer than this library.
pub fn given(literal: impl Into<String>) -> Given {
    Given(Json::from(literal.into()))
}
