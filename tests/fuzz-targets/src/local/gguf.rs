use super::model::{model, read};
use crate::runtime::block_on;

/// The head of a file of a model: it is loaded and computes, or it is refused.
pub fn gguf(data: &[u8]) {
    let model = model(data);
    block_on(read(&model, "a \u{e9}1"));
}
