use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use surprisal_core::{AiMessageChunk, Result};
use surprisal_openai::{Api, ChatAzureOpenAi, ChatOpenAi};
use surprisal_testing::conformance::{
    Failure, Model, OverHttp, Part, Setup, Wire, chat_completions,
};

use crate::responses;

/// A service of OpenAI, or of Azure.
pub(crate) struct OpenAi {
    api: Api,
    model: fn(&Setup, Api) -> Result<Arc<dyn Model>>,
}

pub(crate) fn openai_chat() -> OverHttp<OpenAi> {
    OverHttp::new(OpenAi {
        api: Api::ChatCompletions,
        model: openai,
    })
}

pub(crate) fn openai_responses() -> OverHttp<OpenAi> {
    OverHttp::new(OpenAi {
        api: Api::Responses,
        model: openai,
    })
}

pub(crate) fn azure_chat() -> OverHttp<OpenAi> {
    OverHttp::new(OpenAi {
        api: Api::ChatCompletions,
        model: azure,
    })
}

pub(crate) fn azure_responses() -> OverHttp<OpenAi> {
    OverHttp::new(OpenAi {
        api: Api::Responses,
        model: azure,
    })
}

impl Wire for OpenAi {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        (self.model)(setup, self.api)
    }

    fn body(&self, whole: &AiMessageChunk) -> String {
        match self.api {
            Api::Responses => responses::body(whole),
            _ => chat_completions::body(whole),
        }
    }

    fn events(&self, pieces: &[AiMessageChunk], is_whole: bool) -> Vec<Bytes> {
        match self.api {
            Api::Responses => responses::events(pieces, is_whole),
            _ => chat_completions::events(pieces, is_whole),
        }
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        chat_completions::error(failure)
    }

    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        match self.api {
            Api::Responses => Some(responses::error_event(failure)),
            _ => chat_completions::error_event(failure),
        }
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let is_chat = self.api == Api::ChatCompletions;
        match part {
            Part::RefusalLogprobs | Part::ReasoningLogprobs if !is_chat => {
                Some("the Responses API has log probabilities of texts only".into())
            }
            _ => None,
        }
    }
}

fn openai(setup: &Setup, api: Api) -> Result<Arc<dyn Model>> {
    let builder = ChatOpenAi::builder("model-1")
        .base_url(format!("{}/v1", setup.url))
        .api_key(setup.key)
        .client(setup.client()?);
    Ok(Arc::new(builder.options(api).build()?))
}

fn azure(setup: &Setup, api: Api) -> Result<Arc<dyn Model>> {
    let builder = ChatAzureOpenAi::builder("model-1")
        .base_url(setup.url.clone())
        .api_key(setup.key)
        .client(setup.client()?);
    Ok(Arc::new(builder.options(api).build()?))
}
