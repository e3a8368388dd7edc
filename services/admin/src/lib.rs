//! The operators' admin server: which instances there are, how they are, and their log levels.
