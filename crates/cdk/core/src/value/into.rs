use super::{Any, Given, Map, Val};
use crate::Json;

/// What may stand where a `T` is wanted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand where `{T}` is wanted",
    label = "not a `{T}`",
    note = "a reference fits only properties that take its kind; `given(\"..\")` takes a literal as whatever is wanted"
)]
pub trait IntoVal<T: ?Sized> {
    fn into_val(self) -> Val<T>;
}

/// A type whose values may also be given as a `K`: text takes each reference, a set of kinds takes its members.
#[diagnostic::on_unimplemented(
    message = "a value of kind `{K}` cannot stand where `{Self}` is wanted",
    label = "wrong kind of reference"
)]
pub trait Accepts<K: ?Sized> {}

impl<T: ?Sized> Accepts<T> for T {}

/// A kind of reference, such as "id of an `AWS::EC2::VPC`". Its values are text on the wire.
pub trait Kind {}

impl<K: Kind> Accepts<K> for String {}
impl<K: Kind> Accepts<Vec<K>> for Vec<String> {}
impl Accepts<i64> for String {}
impl Accepts<i64> for f64 {}
impl<K: Kind> Accepts<K> for Any {}
impl Accepts<String> for Any {}
impl Accepts<i64> for Any {}
impl Accepts<f64> for Any {}
impl Accepts<bool> for Any {}
impl<T> Accepts<Vec<T>> for Any {}
impl<T> Accepts<Map<T>> for Any {}

impl<T: ?Sized + Accepts<K>, K: ?Sized> IntoVal<T> for Val<K> {
    fn into_val(self) -> Val<T> {
        self.cast()
    }
}

impl<T: ?Sized + Accepts<K>, K: ?Sized> IntoVal<T> for &Val<K> {
    fn into_val(self) -> Val<T> {
        Val::of(self.json().clone())
    }
}

impl<T: ?Sized> IntoVal<T> for Given {
    fn into_val(self) -> Val<T> {
        Val::of(self.0)
    }
}

/// A structure or enumeration of a resource type, which knows its own JSON.
pub trait Property {
    fn into_json(self) -> Json;
}

impl<P: Property> IntoVal<P> for P {
    fn into_val(self) -> Val<P> {
        Val::of(self.into_json())
    }
}
