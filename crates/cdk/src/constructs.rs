//! The constructs: several resources with good defaults, declared as one.
