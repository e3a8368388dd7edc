//! The clinic as its stacks deploy it: by the official `cdk` program, with the real functions and services, to an account that
//! judges each call by its caller's policies.

mod account;
mod clinic;
mod leftovers;
mod operators;
mod rights;
mod slack;
mod story;
