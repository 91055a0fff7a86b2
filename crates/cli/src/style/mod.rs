//! Tokens coloured by how likely they were.

mod doubt;
mod painter;

pub(crate) use doubt::{Doubt, legend};
pub(crate) use painter::Painter;
