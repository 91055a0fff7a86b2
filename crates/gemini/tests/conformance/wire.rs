use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;
use surprisal_core::{AiMessageChunk, Result};
use surprisal_gemini::{ChatGemini, ChatVertexAi};
use surprisal_testing::conformance::{Failure, Model, Part, Setup, Wire};

use crate::{answer, errors};

/// A service of Google that has Gemini. Both write alike, but for what is said where it differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Google {
    GeminiApi,
    VertexAi,
}

impl Wire for Google {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        let client = setup.client()?;
        match self {
            Self::GeminiApi => {
                let model = ChatGemini::builder("gemini-2.5-flash").api_key(setup.key);
                let model = model.base_url(setup.url.clone()).client(client);
                Ok(Arc::new(model.build()?))
            }
            Self::VertexAi => {
                let place = "v1/projects/p/locations/europe-west4/publishers/google";
                let model = ChatVertexAi::builder("gemini-2.5-flash").api_key(setup.key);
                let model = model
                    .base_url(format!("{}/{place}", setup.url))
                    .client(client);
                Ok(Arc::new(model.build()?))
            }
        }
    }

    fn body(&self, whole: &AiMessageChunk) -> String {
        answer::body(*self, whole).to_string()
    }

    fn events(&self, pieces: &[AiMessageChunk], _: bool) -> Vec<Bytes> {
        let events = answer::events(*self, pieces);
        events.iter().map(event).collect()
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        let (status, body) = errors::error(*self, failure)?;
        Some((status, body.to_string()))
    }

    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        errors::error(*self, failure).map(|(_, body)| event(&body))
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let reason = match part {
            Part::Refusal | Part::RefusalLogprobs => "Gemini declines in its text",
            Part::ReasoningLogprobs => {
                "the tokens of the thoughts are in the average of the log probabilities alone"
            }
            Part::PartialTokens => "tokens have no bytes: of a part of a character there is U+FFFD",
            Part::AbsentAlternatives => {
                "the alternatives of all tokens are one list, which is there or not"
            }
            Part::ZeroAlternatives if *self == Self::VertexAi => {
                "Vertex AI lists one alternative at least, where any are asked for"
            }
            _ => return None,
        };
        Some(reason.into())
    }
}

/// An event as Google frames it. Nothing says that it was the last.
fn event(body: &Value) -> Bytes {
    format!("data: {body}\r\n\r\n").into()
}
