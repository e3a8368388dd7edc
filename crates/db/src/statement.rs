//! Statements that a store declares before it runs them, so that a test can look at the plans of all.

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

/// A statement whose text is fixed, declared by [`statements!`](crate::statements).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement(&'static str);

/// Builds the text of a statement from what it depends on, such as the terms that a search has; declared by
/// [`statements!`](crate::statements).
#[derive(Clone, Copy, Debug)]
pub struct Template<I: 'static> {
    build: fn(&I) -> String,
    samples: fn() -> Vec<I>,
}

/// The text that a [`Template`] built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built(String);

/// Every statement that a file declares. Those of a template are the ones that its samples lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statements {
    /// The file, from the root of the sources.
    pub file: &'static str,
    /// The texts.
    pub texts: Vec<String>,
}

impl Statement {
    /// What the macros make statements with.
    #[doc(hidden)]
    pub const fn __declared(text: &'static str) -> Self {
        Self(text)
    }
}

impl<I> Template<I> {
    /// What the macro makes templates with.
    #[doc(hidden)]
    pub const fn __declared(build: fn(&I) -> String, samples: fn() -> Vec<I>) -> Self {
        Self { build, samples }
    }

    /// The statement for this.
    pub fn fill(&self, input: &I) -> Built {
        Built((self.build)(input))
    }
}

impl Built {
    /// A text of this crate's own, which no store declares.
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }
}

impl SqlSafeStr for &Statement {
    fn into_sql_str(self) -> SqlStr {
        self.0.into_sql_str()
    }
}

impl SqlSafeStr for &Built {
    fn into_sql_str(self) -> SqlStr {
        AssertSqlSafe(self.0.as_str()).into_sql_str()
    }
}

/// What the macros run.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "statements are declared by `db::statements!`",
    label = "this is not declared"
)]
pub trait Runnable {}

impl Runnable for Statement {}
impl Runnable for Built {}

/// Holds the macros to statements that are declared.
#[doc(hidden)]
pub fn declared<R: Runnable>(statement: &R) -> &R {
    statement
}

/// What a file may declare.
#[doc(hidden)]
pub trait Declared {
    /// Every text that it may have, or one of each shape.
    fn texts(&self) -> Vec<String>;
}

impl Declared for Statement {
    fn texts(&self) -> Vec<String> {
        vec![self.0.to_owned()]
    }
}

impl<I> Declared for Template<I> {
    fn texts(&self) -> Vec<String> {
        (self.samples)().iter().map(self.build).collect()
    }
}

impl Statements {
    /// What the macros list statements with.
    #[doc(hidden)]
    pub fn __of(file: &'static str, declared: &[&dyn Declared]) -> Self {
        Self { file, texts: declared.iter().flat_map(|it| it.texts()).collect() }
    }
}

/// Declares the statements of a store, and `statements()`, which lists them.
///
/// The macros that run statements take none that is not declared. One whose text depends on the request names a function that
/// builds the text, the type that the function takes, and samples of it that lead to every shape the text has.
///
/// ```text
/// db::statements! {
///     BY_ID = "select name from owners where id = ?";
///     PAGE(OwnerSearch) = page_sql, such as samples;
/// }
/// ```
#[macro_export]
macro_rules! statements {
    (@ [$($declared:ident)*]) => {
        /// Every statement of this file.
        pub(crate) fn statements() -> $crate::Statements {
            $crate::Statements::__of(file!(), &[$(&$declared),*])
        }
    };
    (@ [$($declared:ident)*] $(#[$meta:meta])* $name:ident = $text:literal; $($rest:tt)*) => {
        $(#[$meta])*
        const $name: $crate::Statement = $crate::Statement::__declared($text);
        $crate::statements!(@ [$($declared)* $name] $($rest)*);
    };
    (@ [$($declared:ident)*] $(#[$meta:meta])* $name:ident($input:ty) = $build:path, such as $samples:path; $($rest:tt)*) => {
        $(#[$meta])*
        const $name: $crate::Template<$input> = $crate::Template::__declared($build, $samples);
        $crate::statements!(@ [$($declared)* $name] $($rest)*);
    };
    ($name:ident $($rest:tt)*) => {
        $crate::statements!(@ [] $name $($rest)*);
    };
    (#[$meta:meta] $($rest:tt)*) => {
        $crate::statements!(@ [] #[$meta] $($rest)*);
    };
}

#[cfg(test)]
mod tests {
    use super::Runnable;

    crate::statements! {
        /// The number of a clinic.
        FIXED = "select 1";
        NUMBERS(usize) = numbers_sql, such as lengths;
    }

    fn numbers_sql(length: &usize) -> String {
        format!("select 1 where 1 in ({})", vec!["?"; *length].join(", "))
    }

    fn lengths() -> Vec<usize> {
        vec![1, 2]
    }

    crate::on_both! {
        async fn a_declared_statement_runs_with_its_parameters(scratch: crate::testing::Scratch) {
            let db = &scratch.db;
            assert_eq!(crate::fetch!(db, value i64, FIXED).unwrap(), 1);
            let numbers = [2_i64, 1];
            let found = crate::fetch!(db, optional_value i64, NUMBERS.fill(&3), ..&numbers, 3_i64).unwrap();
            assert_eq!(found, Some(1));
            assert_eq!(crate::fetch!(db, values i64, NUMBERS.fill(&1), 3_i64).unwrap(), [0_i64; 0]);
        }
    }

    #[test]
    fn every_declaration_is_listed_and_a_template_by_its_samples() {
        let all = statements();
        assert!(all.file.ends_with("statement.rs"), "{}", all.file);
        assert_eq!(all.texts, ["select 1", "select 1 where 1 in (?)", "select 1 where 1 in (?, ?)"]);
    }

    /// Compiles only as long as no text is [`Runnable`]: else it is unclear which of two traits is meant.
    #[test]
    fn a_text_is_not_run() {
        trait Unclear<A> {
            fn check() {}
        }
        struct IfRunnable;
        impl<T: ?Sized> Unclear<()> for T {}
        impl<T: ?Sized + Runnable> Unclear<IfRunnable> for T {}
        <str as Unclear<_>>::check();
        <&'static str as Unclear<_>>::check();
        <String as Unclear<_>>::check();
    }
}
