//! Given texts: multiple choice, and whether a model has changed.
