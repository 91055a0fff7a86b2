use async_trait::async_trait;
use http::HeaderMap;
use surprisal_core::{CallOptions, Error, Result, ScoreText, Scored};

use crate::{HttpChatModel, Protocol, WireRequest};

/// A service that tells the log probabilities of given texts. Its chat models implement [`ScoreText`] by it.
///
/// The prompt and the text are one text to the model; `top_logprobs` is how many alternatives each token of the text has.
pub trait TextScoring: Protocol {
    /// The request that scores the text behind the prompt. The options are those that the model was built with.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput), and
    /// [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported) if the service is known not to do it.
    fn encode_text(
        &self,
        prompt: &str,
        text: &str,
        top_logprobs: u32,
        options: &CallOptions,
    ) -> Result<WireRequest>;

    /// What the body of a successful answer says of the text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse), or what an error within the body says.
    fn decode_text(
        &self,
        body: &str,
        prompt: &str,
        text: &str,
        top_logprobs: u32,
    ) -> Result<Scored>;

    /// The error that an answer of this status holds; unless written, [that](Protocol::error) of a chat.
    fn text_error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        self.error(status, headers, body)
    }

    /// Another request to try, where the error shows that the server cannot do with a part of this one that can be
    /// spared.
    fn amend_text(&self, request: &WireRequest, error: &Error) -> Option<WireRequest> {
        let (_, _) = (request, error);
        None
    }
}

/// Of the options that the model was built with, headers and time limits hold, and what the protocol says.
#[async_trait]
impl<P: TextScoring> ScoreText for HttpChatModel<P> {
    async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored> {
        let (protocol, options) = (self.protocol(), self.options());
        let request = protocol.encode_text(prompt, text, top_logprobs, options);
        let request = request.map_err(|error| error.with_provider(protocol.provider()))?;
        let sent = self.post(
            request,
            options,
            |status, headers, body| protocol.text_error(status, headers, body),
            |request, error| protocol.amend_text(request, error),
        );
        let (_, mut response) = sent.await?;
        let body = response.text().await?;
        let scored = protocol.decode_text(&body, prompt, text, top_logprobs);
        scored.map_err(|error| response.describe(error.with_body(body)))
    }
}
