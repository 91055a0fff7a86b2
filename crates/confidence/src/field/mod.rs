//! How sure each value of a JSON answer is.
