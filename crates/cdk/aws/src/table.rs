//! Macros that make code of the generated tables. Bodies are one call and nothing is nested, since there are 50,000 of them.

use cdk_core::{IntoVal, Properties};

/// The kinds of setters.
pub(crate) fn put<T>(mut properties: Properties, name: &'static str, value: impl IntoVal<T>) -> Properties {
    properties.set(name, value.into_val().into_json());
    properties
}

/// A resource type or property type: first the required properties, each named with its place, the last one apart since it ends the
/// building; then all others; then what is read of a declared resource.
macro_rules! table {
    ($shape:ident $name:ident $type:literal $($tags:ident)? $($tag:literal)?;
        $(need $nm:literal $nf:ident $nn:literal: $nt:ty $(, $nu:ident)?;)*
        $(last $lm:literal $lf:ident $ln:literal: $lt:ty $(, $lu:ident)?;)?
        $(set $f:ident $n:literal: $t:ty $(, $u:ident)?;)*
        $(get {
            $(Ref $rf:ident $rn:literal: $rt:ty;)?
            $(GetAtt $af:ident $an:literal: $at:ty;)*
        })?
    ) => {
        #[doc = concat!("`", $type, "`")]
        #[must_use = "nothing is made of it before it is added to something"]
        pub struct $name(cdk_core::Properties);

        $shape! { $name $type $($tags)? $($tag)? }

        impl $name {
            start! { $name $($nf)* $($lf)? }
            $(
                #[doc = concat!("`", $n, "`, `", stringify!($t), "`; ", update!($($u)?))]
                pub fn $f(self, value: impl cdk_core::IntoVal<$t>) -> Self {
                    $name($crate::table::put::<$t>(self.0, $n, value))
                }
            )*
        }

        $(
            impl $crate::Need<$name, $nm> {
                #[doc = concat!("`", $nn, "`, `", stringify!($nt), "`; ", update!($($nu)?))]
                pub fn $nf(self, value: impl cdk_core::IntoVal<$nt>) -> $crate::Need<$name, { $nm + 1 }> {
                    $crate::Need($name($crate::table::put::<$nt>(self.0.0, $nn, value)))
                }
            }
        )*

        $(
            impl $crate::Need<$name, $lm> {
                #[doc = concat!("`", $ln, "`, `", stringify!($lt), "`; ", update!($($lu)?))]
                pub fn $lf(self, value: impl cdk_core::IntoVal<$lt>) -> $name {
                    $name($crate::table::put::<$lt>(self.0.0, $ln, value))
                }
            }
        )?

        $(
            impl $crate::Resource<$name> {
                $(
                    #[doc = concat!("`", $rn, "`, by `Ref`")]
                    #[inline]
                    pub fn $rf(&self) -> cdk_core::Val<$rt> {
                        self.typed_reference()
                    }
                )?
                $(
                    #[doc = concat!("`", $an, "`")]
                    #[inline]
                    pub fn $af(&self) -> cdk_core::Val<$at> {
                        self.attribute($an)
                    }
                )*
            }
        )?
    };
}

/// The effect of updating a property.
macro_rules! update {
    () => {
        "updated without replacement"
    };
    (replaces) => {
        "an update replaces the resource"
    };
    (may_replace) => {
        "an update may replace the resource"
    };
}

macro_rules! start {
    ($name:ident $($required:ident)+) => {
        #[doc = concat!("Required, in this order:" $(, " `", stringify!($required), "`")+)]
        #[inline]
        pub fn new() -> $crate::Need<$name, 0> {
            $crate::Need($name(cdk_core::Properties::new()))
        }
    };
    ($name:ident) => {
        /// No property is required.
        #[expect(clippy::new_without_default, reason = "`new` is how every type starts")]
        #[inline]
        pub fn new() -> Self {
            $name(cdk_core::Properties::new())
        }
    };
}

macro_rules! resource {
    ($name:ident $type:literal $style:ident $($tags:literal)?) => {
        impl cdk_core::ResourceType for $name {
            const INFO: &'static cdk_core::ResourceInfo = &cdk_core::ResourceInfo {
                type_name: $type,
                schemas: SCHEMAS,
                tags: tags!($style $($tags)?),
            };

            #[inline]
            fn into_properties(self) -> cdk_core::Properties {
                self.0
            }
        }

        #[diagnostic::do_not_recommend]
        impl cdk_core::Construct for $name {
            type Output = $crate::Resource<$name>;

            #[inline]
            fn create(self, scope: &cdk_core::Scope) -> Self::Output {
                $crate::Resource::declared(scope, self)
            }
        }
    };
}

macro_rules! tags {
    (None) => {
        None
    };
    (AutoScaling $property:literal) => {
        Some(cdk_core::TagInfo {
            property: $property,
            style: cdk_core::TagStyle::ListWith("PropagateAtLaunch"),
        })
    };
    ($style:ident $property:literal) => {
        Some(cdk_core::TagInfo { property: $property, style: cdk_core::TagStyle::$style })
    };
}

macro_rules! record {
    ($name:ident $type:literal) => {
        impl Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $name(self.0.clone())
            }
        }

        impl cdk_core::Property for $name {
            #[inline]
            fn into_json(self) -> cdk_core::Json {
                self.0.into_json()
            }
        }
    };
}

/// An enum and what its variants are on the wire.
macro_rules! choice {
    ($name:ident; $($variant:ident $value:literal;)*) => {
        #[derive(Clone, Copy)]
        pub enum $name {
            $(#[doc = concat!("`", $value, "`")] $variant,)*
        }

        impl $name {
            const VALUES: &[&str] = &[$($value),*];
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(Self::VALUES[*self as usize])
            }
        }

        impl cdk_core::Property for $name {
            #[inline]
            fn into_json(self) -> cdk_core::Json {
                cdk_core::Json::String(Self::VALUES[self as usize].into())
            }
        }
    };
}

/// Declares the type of a value that has one of several types. Only text can hold a token; numbers and booleans are literals.
#[cfg_attr(
    not(any(feature = "bedrock", feature = "iotfleetwise", feature = "sam", feature = "stepfunctions")),
    expect(unused_macros, reason = "few services have such values")
)]
macro_rules! either {
    ($name:ident: String, i64, bool) => {
        either! { $name: String }
        one_of! { $name: i64, i32, i64 }
        one_of! { $name: bool, bool }
    };
    ($name:ident: $($of:ident),+) => {
        #[doc = concat!($("`", stringify!($of), "` "),+)]
        pub enum $name {}

        $(one_of! { $name $of })+
    };
}

#[cfg_attr(
    not(any(feature = "bedrock", feature = "iotfleetwise", feature = "sam", feature = "stepfunctions")),
    expect(unused_macros, reason = "few services have such values")
)]
macro_rules! one_of {
    ($name:ident String) => {
        one_of! { $name: String, &str, &String, String }

        #[diagnostic::do_not_recommend]
        impl<K: ?Sized> cdk_core::Accepts<K> for $name where String: cdk_core::Accepts<K> {}
    };
    ($name:ident bool) => {
        one_of! { $name: bool, bool }
        #[diagnostic::do_not_recommend]
        impl cdk_core::Accepts<bool> for $name {}
    };
    ($name:ident $record:ident) => {
        one_of! { $name: $record, $record }
        #[diagnostic::do_not_recommend]
        impl cdk_core::Accepts<$record> for $name {}
    };
    ($name:ident: $of:ty, $($from:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl cdk_core::IntoVal<$name> for $from {
            #[inline]
            fn into_val(self) -> cdk_core::Val<$name> {
                cdk_core::IntoVal::<$of>::into_val(self).cast()
            }
        }
    )+};
}

macro_rules! kinds {
    ($($module:ident { $($name:ident $source:literal;)* })*) => {$(
        pub mod $module {
            $(
                #[doc = concat!("`", $source, "`")]
                pub enum $name {}

                impl cdk_core::Kind for $name {}
            )*
        }
    )*};
}

macro_rules! sets {
    ($($name:ident { $($module:ident::$kind:ident),* })*) => {$(
        #[doc = concat!($("[`", stringify!($kind), "`](crate::kinds::", stringify!($module), "::", stringify!($kind), ") "),*)]
        pub enum $name {}

        $(#[diagnostic::do_not_recommend] impl cdk_core::Accepts<crate::kinds::$module::$kind> for $name {})*
    )*};
}
