//! {{type_name}} for surprisal: [`Chat{{type_name}}`].
//!
//! What is to be filled in is marked by `FILL`. Until then `cargo test` is green, for a service that speaks as `tests/conformance/wire.rs` does.

mod builder;
mod decode;
mod encode;
mod model;
mod options;
mod protocol;

pub use builder::Chat{{type_name}}Builder;
pub use model::Chat{{type_name}};
pub use options::{{type_name}}Options;

/// The provider's name, in errors, metadata, traces and registries.
pub const PROVIDER: &str = "{{provider}}";
