//! The Rust values that are literals of a template.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Number;

use super::{Any, IntoVal, Map, Property, Val};
use crate::Json;

macro_rules! literals {
    ($($from:ty => $($to:ty),+ = $json:expr;)+) => {$($(
        #[diagnostic::do_not_recommend]
        impl IntoVal<$to> for $from {
            fn into_val(self) -> Val<$to> {
                let json: fn($from) -> Json = $json;
                Val::of(json(self))
            }
        }
    )+)+};
}

literals! {
    &str => String, Any = |text| Json::String(Cow::Owned(text.to_owned()));
    String => String, Any = |text| Json::String(text.into());
    &String => String, Any = |text| Json::String(text.clone().into());
    Cow<'static, str> => String, Any = Json::String;
    bool => bool, Any = Json::Bool;
    i32 => i64, f64, Any = |number| Json::Number(number.into());
    i64 => i64, f64, Any = |number| Json::Number(number.into());
    u8 => i64, f64, Any = |number| Json::Number(number.into());
    i16 => i64, f64, Any = |number| Json::Number(number.into());
    u16 => i64, f64, Any = |number| Json::Number(number.into());
    u32 => i64, f64, Any = |number| Json::Number(number.into());
    u64 => i64, f64, Any = |number| Json::Number(number.into());
    usize => i64, f64, Any = |number| Json::Number(number.into());
    f32 => f64, Any = |value| number(value.into());
    f64 => f64, Any = number;
    serde_json::Value => Any = Json::from;
    Json => Any = |json| json;
}

/// Whole numbers have no fraction. Numbers that JSON lacks, such as infinity, become text, which no schema accepts for a number.
fn number(value: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
        return Json::from(value as i64);
    }
    Number::from_f64(value).map_or_else(|| Json::from(value.to_string()), Json::Number)
}

#[diagnostic::do_not_recommend]
impl<P: Property> IntoVal<Any> for P {
    fn into_val(self) -> Val<Any> {
        Val::of(self.into_json())
    }
}

#[diagnostic::do_not_recommend]
impl<U: IntoVal<Any>> IntoVal<Any> for Vec<U> {
    fn into_val(self) -> Val<Any> {
        list::<Any, U>(self).cast()
    }
}

#[diagnostic::do_not_recommend]
impl<U: IntoVal<Any>, const N: usize> IntoVal<Any> for [U; N] {
    fn into_val(self) -> Val<Any> {
        list::<Any, U>(self).cast()
    }
}

impl<T, U: IntoVal<T>> IntoVal<Vec<T>> for Vec<U> {
    fn into_val(self) -> Val<Vec<T>> {
        list(self)
    }
}

impl<T, U: IntoVal<T>, const N: usize> IntoVal<Vec<T>> for [U; N] {
    fn into_val(self) -> Val<Vec<T>> {
        list(self)
    }
}

fn list<T, U: IntoVal<T>>(items: impl IntoIterator<Item = U>) -> Val<Vec<T>> {
    Val::of(Json::list(items.into_iter().map(|item| item.into_val().into_json())))
}

#[diagnostic::do_not_recommend]
impl<T, K: Into<Cow<'static, str>>, U: IntoVal<T>, const N: usize> IntoVal<Map<T>> for [(K, U); N] {
    fn into_val(self) -> Val<Map<T>> {
        map(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, K: Into<Cow<'static, str>>, U: IntoVal<T>> IntoVal<Map<T>> for Vec<(K, U)> {
    fn into_val(self) -> Val<Map<T>> {
        map(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, K: Into<Cow<'static, str>>, U: IntoVal<T>> IntoVal<Map<T>> for BTreeMap<K, U> {
    fn into_val(self) -> Val<Map<T>> {
        map(self)
    }
}

fn map<T, K: Into<Cow<'static, str>>, U: IntoVal<T>>(
    entries: impl IntoIterator<Item = (K, U)>,
) -> Val<Map<T>> {
    Val::of(Json::object(entries.into_iter().map(|(key, value)| (key, value.into_val().into_json()))))
}
