//! The conformance suite: what every chat model must do, as cases that run against any of them.
//!
//! A [`Subject`] gives the suite a model whose service does what a [`Scenario`] says. A provider over HTTP writes a
//! [`Wire`], the inverse of what it reads, and has a subject by [`OverHttp`]; then
//! [`conformance_suite!`](crate::conformance_suite)`(OverHttp::new(MyWire))` makes a test of each case.
//!
//! What the [capabilities](surprisal_core::Capabilities) of a model say it has not is skipped, with the reason, and the
//! option that asks for it must be refused by its name. [`run_all`] gives a table of all cases. `docs/testing.md` tells
//! more, and `docs/adding-a-provider.md` how a provider runs it.

mod case;
pub mod chat_completions;
mod check;
mod lab;
mod list;
mod over_http;
mod rig;
mod rooms;
mod run;
mod scenario;
mod script;
mod seen;
mod subject;
mod tokens;

pub use case::{CASES, Case, Need};
pub use check::Stop;
pub use over_http::{KEY, OverHttp, REQUEST_ID, Setup, Wire};
pub use rig::{Model, Rig, Witness};
pub use rooms::cases_of_options;
pub use run::{Outcome, Report, run, run_all, test};
pub use scenario::{Answer, End, Failure, Scenario, Step};
pub use seen::Seen;
pub use subject::{Part, Subject};
