//! The thread that a model lives on: it loads the model, does one piece of work after the other, and ends when
//! the model is dropped and all that was asked of it is done.

mod job;
mod jobs;
mod run;
mod waiter;

pub(crate) use job::{Job, Task};
pub(crate) use run::{Recipe, spawn};
