//! Whether the model that is served is still the same.

mod probe;
mod snapshot;
mod test;

pub use probe::DriftProbe;
pub use snapshot::Snapshot;
pub use test::Drift;
