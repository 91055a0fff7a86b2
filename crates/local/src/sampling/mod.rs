//! From logits to a token: the model's own distribution, and what temperature, penalties, biases and
//! filters make of it.

mod distribution;
mod pool;
mod sampler;
mod settings;

pub(crate) use distribution::Distribution;
pub(crate) use sampler::Sampler;
pub(crate) use settings::Settings;
