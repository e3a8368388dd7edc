use super::{Any, Given, Map, Val};
use crate::Json;

/// Converts to a value of type `T`, where a property or parameter wants one.
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

// Not recommended, so that the compiler explains a mistake by the words above, without a list of unrelated implementations.
#[diagnostic::do_not_recommend]
impl<K: Kind> Accepts<K> for String {}
#[diagnostic::do_not_recommend]
impl<K: Kind> Accepts<Vec<K>> for Vec<String> {}
#[diagnostic::do_not_recommend]
impl Accepts<i64> for String {}
#[diagnostic::do_not_recommend]
impl Accepts<i64> for f64 {}
#[diagnostic::do_not_recommend]
impl<K: Kind> Accepts<K> for Any {}
#[diagnostic::do_not_recommend]
impl Accepts<String> for Any {}
#[diagnostic::do_not_recommend]
impl Accepts<i64> for Any {}
#[diagnostic::do_not_recommend]
impl Accepts<f64> for Any {}
#[diagnostic::do_not_recommend]
impl Accepts<bool> for Any {}
#[diagnostic::do_not_recommend]
impl<T> Accepts<Vec<T>> for Any {}
#[diagnostic::do_not_recommend]
impl<T> Accepts<Map<T>> for Any {}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Accepts<K>, K: ?Sized> IntoVal<T> for Val<K> {
    fn into_val(self) -> Val<T> {
        self.cast()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Accepts<K>, K: ?Sized> IntoVal<T> for &Val<K> {
    fn into_val(self) -> Val<T> {
        Val::of(self.json().clone())
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized> IntoVal<T> for Given {
    fn into_val(self) -> Val<T> {
        Val::of(self.0)
    }
}

/// A structure or enumeration of a resource type, which knows its own JSON.
pub trait Property {
    fn into_json(self) -> Json;
}

#[diagnostic::do_not_recommend]
impl<P: Property> IntoVal<P> for P {
    fn into_val(self) -> Val<P> {
        Val::of(self.into_json())
    }
}
