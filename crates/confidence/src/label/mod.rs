//! A distribution over given labels.
