//! What turns a service into a process.
