//! How a type is written in JSON, and JSON of which only the beginning has come.

mod complete;
mod form;
mod strict;

pub(crate) use complete::complete;
pub(crate) use form::{Form, Wrapping, name_of, read};
