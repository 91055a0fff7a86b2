use std::any::Any;

use crate::{AiMessage, AiMessageChunk, ResponseMetadata, Usage};

/// What an output or a chunk says about its call.
#[derive(Default)]
pub(super) struct Said<'a> {
    pub(super) usage: Option<&'a Usage>,
    pub(super) metadata: Option<&'a ResponseMetadata>,
}

/// A rate limit is for any runnable, which need not be a model: a trait that asks each output would have to be
/// implemented by all of them. So what it is is asked here, and what is no answer of a model says nothing.
pub(super) fn said(item: &dyn Any) -> Said<'_> {
    if let Some(chunk) = item.downcast_ref::<AiMessageChunk>() {
        Said {
            usage: chunk.usage(),
            metadata: chunk.response_metadata(),
        }
    } else if let Some(message) = item.downcast_ref::<AiMessage>() {
        Said {
            usage: Some(message.usage()),
            metadata: Some(message.response_metadata()),
        }
    } else {
        Said::default()
    }
}
