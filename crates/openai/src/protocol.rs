use http::{HeaderMap, HeaderName, HeaderValue};
use surprisal_core::{
    AiMessage, CallOptions, Capabilities, Error, Messages, Result, Secret, unsupported,
};
use surprisal_http::{Decode, Decoded, Frame, Protocol, Provider, WireRequest};
use surprisal_openai_compat::{ChatDecoder, ChatProtocol, Dialect, wire};

use crate::Api;
use crate::api::{of_chat_completions, responses_only};
use crate::responses::{self, ResponsesDecoder};

/// Chat Completions and the Responses API as one [`Protocol`]: the options of a call tell [which](Api::of). Its fields are
/// what OpenAI has and does, for whoever knows better of a server in its place:
/// [`protocol`](surprisal_http::HttpChatModelBuilder::protocol) of a model's builder changes them.
///
/// ```
/// use surprisal_core::Feature;
/// use surprisal_openai::ChatOpenAi;
///
/// let llm = ChatOpenAi::builder("m")
///     .base_url("http://localhost:8080/v1")
///     .protocol(|openai| {
///         openai.chat.stream_usage = false;
///         openai.responses_capabilities = openai.responses_capabilities.yes(&[Feature::Seed]);
///     })
///     .build()?;
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct OpenAiProtocol<D> {
    /// Chat Completions, with the name of the model.
    pub chat: ChatProtocol<D>,
    /// What the service can do by the Responses API.
    pub responses_capabilities: Capabilities,
}

impl<D: Dialect> OpenAiProtocol<D> {
    /// A request to Chat Completions, without the options that it has not, if the caller chose so.
    fn encode_chat(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest> {
        let mut warnings = Vec::new();
        for option in responses_only(options) {
            unsupported(
                options,
                &mut warnings,
                D::PROVIDER,
                option,
                "only the Responses API has it; leave out what chose Chat Completions",
            )?;
        }
        // What is taken back is there as null or an empty list, and would replace what is portable.
        let options = of_chat_completions(options);
        let mut request = self.chat.encode(messages, &options, stream)?;
        request.warnings.append(&mut warnings);
        Ok(request)
    }
}

impl<D: Dialect> Protocol for OpenAiProtocol<D> {
    type Decoder = OpenAiDecoder;

    fn provider(&self) -> &'static str {
        D::PROVIDER
    }

    fn model(&self) -> &str {
        self.chat.model()
    }

    fn capabilities(&self, options: &CallOptions) -> Capabilities {
        match Api::of(options) {
            Api::ChatCompletions => self.chat.capabilities,
            Api::Responses => self.responses_capabilities,
        }
    }

    fn encode(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest> {
        Api::chosen_by(options)?;
        match Api::of(options) {
            Api::ChatCompletions => self.encode_chat(messages, options, stream),
            Api::Responses => {
                let to = (D::PROVIDER, self.model());
                let capabilities = &self.responses_capabilities;
                responses::encode_call(to, capabilities, messages, options, stream)
            }
        }
    }

    fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage> {
        match Api::of(options) {
            Api::ChatCompletions => self.chat.decode(body, options),
            Api::Responses => responses::decode_answer(body, options),
        }
    }

    fn decoder(&self, request: &WireRequest, options: &CallOptions) -> OpenAiDecoder {
        OpenAiDecoder(match Api::of(options) {
            Api::ChatCompletions => Either::Chat(Box::new(self.chat.decoder(request, options))),
            Api::Responses => Either::Responses(ResponsesDecoder::new(options)),
        })
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        // Both write their errors alike.
        self.chat.error(status, headers, body)
    }

    /// As [`ChatProtocol`] does, or without an option that the model refuses, where the caller chose to be warned.
    fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        match Api::of(options) {
            Api::ChatCompletions => self.chat.amend(request, error, options),
            Api::Responses => wire::without_refused(request, error, options),
        }
    }
}

impl<D: Dialect> Provider for OpenAiProtocol<D> {
    const BASE_URL: &'static str = ChatProtocol::<D>::BASE_URL;
    const BASE_URL_VARIABLE: &'static str = ChatProtocol::<D>::BASE_URL_VARIABLE;
    const KEY_VARIABLES: &'static [&'static str] = ChatProtocol::<D>::KEY_VARIABLES;
    const TOKEN_VARIABLES: &'static [&'static str] = ChatProtocol::<D>::TOKEN_VARIABLES;
    const HEADER_VARIABLES: &'static [(&'static str, &'static str)] =
        ChatProtocol::<D>::HEADER_VARIABLES;
    const KEY_IS_OPTIONAL: bool = ChatProtocol::<D>::KEY_IS_OPTIONAL;

    fn new(model: String) -> Self {
        Self {
            chat: ChatProtocol::new(model),
            responses_capabilities: Api::Responses.capabilities(),
        }
    }

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        ChatProtocol::<D>::key_header(key)
    }

    fn base_url_from_env() -> Option<Secret> {
        ChatProtocol::<D>::base_url_from_env()
    }

    fn locate(&mut self, url: &str) -> Result<String> {
        self.chat.locate(url)
    }
}

/// Turns the frames of a stream of either interface into chunks.
#[derive(Debug)]
pub struct OpenAiDecoder(Either);

#[derive(Debug)]
enum Either {
    // Larger than the other, which would take its room.
    Chat(Box<ChatDecoder>),
    Responses(ResponsesDecoder),
}

impl Decode for OpenAiDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        match &mut self.0 {
            Either::Chat(decoder) => decoder.frame(frame),
            Either::Responses(decoder) => decoder.frame(frame),
        }
    }

    fn end(&mut self) -> Result<()> {
        match &mut self.0 {
            Either::Chat(decoder) => decoder.end(),
            Either::Responses(decoder) => decoder.end(),
        }
    }

    fn is_over(&self) -> bool {
        match &self.0 {
            Either::Chat(decoder) => decoder.is_over(),
            Either::Responses(decoder) => decoder.is_over(),
        }
    }
}
