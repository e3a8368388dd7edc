//! `admin-server`: the operators' admin server, as a process of its own.

fn main() {}
