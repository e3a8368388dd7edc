//! Settings and secrets of a process.
