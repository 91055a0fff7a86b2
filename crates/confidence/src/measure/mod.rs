//! One number that says how sure an answer is.

mod kind;

pub use kind::{Direction, Measure, Unit};
