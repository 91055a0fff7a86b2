//! Scores that a model gives, as expected values.
