//! Parses texts into values and reports every broken rule.

use super::key::Key;
use super::rule::Rule;
use crate::service::Service;

/// An invalid setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The setting.
    pub key: &'static Key,
    /// The rule that it breaks.
    pub rule: String,
}

/// Reads values and collects their errors.
pub(super) struct Reader<'a> {
    pub(super) service: Service,
    pub(super) env: &'a str,
    pub(super) given: &'a dyn Fn(&'static Key) -> Option<String>,
    pub(super) broken: Vec<Broken>,
}

impl Reader<'_> {
    /// The value of a key; `None` if it is invalid.
    pub(super) fn value<R: Rule>(&mut self, key: &'static Key, rule: &R) -> Option<R::Value> {
        // A service that lacks a key gets the default, so that the struct is complete.
        let given = if key.is_for(self.service) { (self.given)(key) } else { None };
        let text = given.unwrap_or_else(|| key.default_for(self.env, self.service));
        match rule.parse(text.trim()) {
            Ok(value) => Some(value),
            Err(rule) => {
                self.broken.push(Broken { key, rule });
                None
            }
        }
    }
}

/// A rule for values of a type, so that the type of the field decides what the rule reads.
pub(super) fn rule<T, R: Rule<Value = T>>(rule: R) -> R {
    rule
}

/// Declares all groups of settings: a struct each, and the struct of all groups.
macro_rules! settings {
    ($(
        $(#[doc = $group_doc:literal])*
        $Group:ident $group:ident {$(
            $(#[doc = $doc:literal])*
            $KEY:ident $field:ident: $type:ty = ($name:literal, $rule:expr, $default:expr $(, $flag:ident $(($($argument:tt)*))?)*);
        )+}
    )+) => {
        $(
            $(#[doc = $group_doc])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $Group {
                $($(#[doc = $doc])* pub $field: $type,)+
            }

            impl $Group {
                $(
                    $(#[doc = $doc])*
                    pub const $KEY: &'static Key = &Key {
                        name: $name,
                        doc: &[$($doc),*],
                        default: $default,
                        live: false,
                        secret: false,
                        has: Service::answers_http,
                        bare: || rule::<$type, _>($rule).bare(),
                        accepts: || rule::<$type, _>($rule).accepts(),
                        check: |text| rule::<$type, _>($rule).parse(text).map(drop),
                    }$(.$flag($($($argument)*)?))*;
                )+

                /// The rows of the table.
                pub const KEYS: &'static [&'static Key] = &[$(Self::$KEY),+];

                fn read(reader: &mut Reader<'_>) -> Option<Self> {
                    // Reads all fields before `?` returns on the first missing one, so that every invalid one is reported.
                    $(let $field = reader.value(Self::$KEY, &$rule);)+
                    Some(Self { $($field: $field?),+ })
                }
            }
        )+

        /// All settings of a service.
        #[derive(Clone, Debug, PartialEq)]
        pub struct ServiceSettings {
            $($(#[doc = $group_doc])* pub $group: $Group,)+
        }

        impl ServiceSettings {
            /// Parses the given texts, and the defaults of all keys without one.
            ///
            /// # Errors
            /// Lists every invalid key.
            pub fn read(
                env: &str,
                service: Service,
                given: impl Fn(&'static Key) -> Option<String>,
            ) -> Result<Self, Vec<Broken>> {
                let mut reader = Reader { service, env, given: &given, broken: Vec::new() };
                $(let $group = $Group::read(&mut reader);)+
                let all = (|| Some(Self { $($group: $group?),+ }))();
                match all {
                    Some(all) => match all.contradictions() {
                        broken if broken.is_empty() => Ok(all),
                        broken => Err(broken),
                    },
                    None => Err(reader.broken),
                }
            }
        }

        /// Every row of the table, group by group.
        pub fn keys() -> impl Iterator<Item = &'static Key> {
            [$($Group::KEYS),+].into_iter().flatten().copied()
        }

        /// The description of each group.
        pub(super) const GROUPS: &[(&str, &[&str])] = &[$((stringify!($group), &[$($group_doc),*])),+];
    };
}
pub(super) use settings;
