//! The forward pass of the Llama family over `candle-core`: token ids and what was read before in, the
//! logits of every position that is asked for out.

mod attention;
mod cache;
mod config;
mod feed_forward;
mod layer;
mod linear;
mod model;
mod rope;
mod weights;

pub(crate) use cache::KvCache;
pub(crate) use config::{Architecture, Config};
pub(crate) use model::Model;
pub(crate) use weights::Weights;
