//! From a measure to the probability of being right, and how good that is.
