use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

use surprisal_core::{AiMessageChunk, Result};
use surprisal_openai_compat::{ChatCompletions, Dialect};
use surprisal_testing::conformance::{
    Failure, Model, OverHttp, Part, Setup, Wire, chat_completions,
};

/// A dialect as a subject, without these parts.
pub(crate) fn dialect<D: Dialect>(lacks: &'static [(Part, &'static str)]) -> OverHttp<Compat<D>> {
    OverHttp::new(Compat {
        lacks,
        dialect: PhantomData,
    })
}

/// A service that writes Chat Completions as OpenAI does.
pub(crate) struct Compat<D> {
    lacks: &'static [(Part, &'static str)],
    dialect: PhantomData<D>,
}

impl<D: Dialect> Wire for Compat<D> {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        let model = ChatCompletions::<D>::builder("model-1")
            .base_url(format!("{}/v1", setup.url))
            .api_key(setup.key)
            .client(setup.client()?)
            .build()?;
        Ok(Arc::new(model))
    }

    fn body(&self, whole: &AiMessageChunk) -> String {
        chat_completions::body(whole)
    }

    fn events(&self, pieces: &[AiMessageChunk], is_whole: bool) -> Vec<bytes::Bytes> {
        chat_completions::events(pieces, is_whole)
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        chat_completions::error(failure)
    }

    fn error_event(&self, failure: &Failure) -> Option<bytes::Bytes> {
        chat_completions::error_event(failure)
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let known = self.lacks.iter().find(|(lacking, _)| *lacking == part);
        known.map(|(_, reason)| (*reason).into())
    }
}
