//! The names that a module of the generated code defines and uses, and how it writes types.

use std::collections::BTreeSet;

use super::super::spec::Type;

/// The names that one module defines and uses.
#[derive(Default)]
pub(super) struct Scope {
    pub(super) defined: BTreeSet<String>,
    pub(super) used: BTreeSet<&'static str>,
    /// Where the names of property types are: nothing, or `subnet::`.
    pub(super) prefix: String,
}

impl Scope {
    /// The name of something from outside, by its path if the name means something else here.
    pub(super) fn outside(&mut self, name: &'static str, path: &'static str) -> String {
        if self.defined.contains(name) {
            return format!("{path}::{name}");
        }
        if path.starts_with("cdk_core") || path.starts_with("crate") {
            self.used.insert(name);
        }
        name.to_owned()
    }
}

pub(super) fn scalar(scope: &mut Scope, ty: &Type) -> String {
    match ty {
        Type::Text => scope.outside("String", "std::string"),
        Type::Integer => "i64".to_owned(),
        Type::Number => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Tag => scope.outside("Tag", "crate"),
        _ => scope.outside("Any", "cdk_core"),
    }
}

pub(super) fn wrapped(scope: &mut Scope, ty: &Type, inner: String) -> String {
    match ty {
        Type::List(of) => {
            let inner = wrapped(scope, of, inner);
            format!("{}<{inner}>", scope.outside("Vec", "std::vec"))
        }
        Type::Map(of) => {
            let inner = wrapped(scope, of, inner);
            format!("{}<{inner}>", scope.outside("Map", "cdk_core"))
        }
        _ => inner,
    }
}

pub(super) fn uses(used: &BTreeSet<&'static str>, indent: &str) -> String {
    let core: Vec<&str> = used.iter().copied().filter(|it| matches!(*it, "Any" | "Map")).collect();
    let own: Vec<&str> = used.iter().copied().filter(|it| !core.contains(it)).collect();
    let mut blocks = Vec::new();
    for (krate, names) in [("cdk_core", core), ("crate", own)] {
        match names.as_slice() {
            [] => {}
            [one] => blocks.push(format!("\n{indent}use {krate}::{one};\n")),
            several => blocks.push(format!("\n{indent}use {krate}::{{{}}};\n", several.join(", "))),
        }
    }
    blocks.concat()
}
