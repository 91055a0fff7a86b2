//! Recorded answers of providers, from every format that they were recorded in.
//!
//! They are not part of the repository. They are looked for in `../shared` beside the workspace,
//! or where `SURPRISAL_RECORDINGS` says: a folder that holds `recordings/` and `llama-captures/`.
//!
//! ```no_run
//! use surprisal_tests::recordings;
//!
//! # fn main() -> recordings::Result<()> {
//! let Some(all) = recordings::load()? else {
//!     return Ok(()); // `skipped: …` has been printed
//! };
//! for recording in all.iter().filter(|recording| recording.is_chat()) {
//!     println!("{} {}", recording.name, recording.body.len());
//! }
//! # Ok(())
//! # }
//! ```

mod body;
mod capture;
mod dump;
mod folder;
mod ogx;
mod recording;
mod rig;
mod twins;
mod vcr;

pub use folder::{Result, folder, load};
pub use recording::Recording;
pub use twins::twins;
