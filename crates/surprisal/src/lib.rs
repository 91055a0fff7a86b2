#![doc = include_str!("../README.md")]

mod init;

#[doc(inline)]
pub use surprisal_core::*;

pub use init::{init_chat_model, registry};

/// OpenAI, and servers that take its place.
#[cfg(feature = "openai")]
pub mod openai {
    #[doc(inline)]
    pub use surprisal_openai::*;
}

/// What providers share on the wire: clients with time limits, retries and proxies; for providers of
/// your own, the protocol, the decoders and the transport.
#[cfg(feature = "openai")]
pub mod http {
    #[doc(inline)]
    pub use surprisal_http::*;
}
