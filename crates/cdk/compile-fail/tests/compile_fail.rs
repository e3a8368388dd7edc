//! What must not compile, and that the compiler's words help. A package of its own, so that a case needs three services and no more.
//!
//! After a change of the compiler's words: `TRYBUILD=overwrite cargo test -p cdk-compile-fail`, and read what has changed.

#[test]
fn mistakes_of_an_author_are_the_compilers_to_find() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/cases/*.rs");
}
