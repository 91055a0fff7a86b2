//! {{type_name}} for surprisal: [`Chat{{type_name}}`].
//!
//! What is to be filled in is marked by `FILL`. Until then `cargo test` is green, for a service that speaks as `tests/conformance/wire.rs` does.

mod decode;
mod encode;
mod options;
mod protocol;

pub use decode::{{type_name}}Decoder;
pub use options::{{type_name}}Options;
pub use protocol::{{type_name}};

/// A chat model of {{type_name}}.
pub type Chat{{type_name}} = surprisal_http::HttpChatModel<{{type_name}}>;

/// The provider's name, in errors, metadata, traces and registries.
pub const PROVIDER: &str = "{{provider}}";
