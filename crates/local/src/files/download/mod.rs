//! How a file comes into the cache.

mod fetch;
mod file;
mod hub;
mod lock;
mod pip;
mod sources;
mod wheel;

pub(super) use hub::Hub;
#[cfg(test)]
pub(super) use hub::parse_endpoint;
pub(super) use pip::Pip;
pub(super) use sources::Sources;
