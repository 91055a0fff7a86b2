use http::HeaderMap;
use surprisal_core::{CallOptions, Error, Result, Scored};
use surprisal_http::{TextScoring, WireRequest};
use surprisal_openai_compat::Dialect;

use crate::OpenAiProtocol;
use crate::api::of_chat_completions;

/// Over completions, of which those of Chat Completions know.
impl<D: Dialect> TextScoring for OpenAiProtocol<D> {
    fn encode_text(
        &self,
        prompt: &str,
        text: &str,
        top_logprobs: u32,
        options: &CallOptions,
    ) -> Result<WireRequest> {
        let options = of_chat_completions(options);
        self.chat.encode_text(prompt, text, top_logprobs, &options)
    }

    fn decode_text(
        &self,
        body: &str,
        prompt: &str,
        text: &str,
        top_logprobs: u32,
    ) -> Result<Scored> {
        self.chat.decode_text(body, prompt, text, top_logprobs)
    }

    fn text_error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        self.chat.text_error(status, headers, body)
    }

    fn amend_text(&self, request: &WireRequest, error: &Error) -> Option<WireRequest> {
        self.chat.amend_text(request, error)
    }
}
