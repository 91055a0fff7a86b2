use http::HeaderMap;
use surprisal_core::{AiMessage, CallOptions, Capabilities, Error, Messages, Result, unsupported};
use surprisal_http::{Decode, Decoded, Frame, Protocol, WireRequest};
use surprisal_openai_compat::{ChatDecoder, ChatProtocol, Dialect};

use crate::Api;
use crate::api::{is_of_responses_only, responses_only};
use crate::dialect::PROVIDER;
use crate::responses::{ResponsesDecoder, ResponsesProtocol};

/// Chat Completions and the Responses API; the options of a call tell which.
#[derive(Debug)]
pub(crate) struct OpenAiProtocol<D> {
    /// What the builder chose, if it did.
    chosen: Option<Api>,
    chat: ChatProtocol<D>,
    responses: ResponsesProtocol,
    /// What goes before the path of Chat Completions.
    pub(crate) chat_prefix: String,
}

impl<D: Dialect> OpenAiProtocol<D> {
    pub(crate) fn new(chat: ChatProtocol<D>, chosen: Option<Api>) -> Self {
        let responses = ResponsesProtocol {
            provider: D::PROVIDER,
            model: chat.model().to_owned(),
            capabilities: Api::Responses.capabilities(),
        };
        Self {
            chosen,
            chat,
            responses,
            chat_prefix: String::new(),
        }
    }

    /// Chat Completions alone.
    pub(crate) fn chat_completions(&self) -> &ChatProtocol<D> {
        &self.chat
    }

    /// Sets what the service can do by one of the interfaces.
    pub(crate) fn set_capabilities(&mut self, api: Api, capabilities: Capabilities) {
        match api {
            Api::ChatCompletions => self.chat.set_capabilities(capabilities),
            Api::Responses => self.responses.capabilities = capabilities,
        }
    }

    /// What the service can do by one of the interfaces.
    pub(crate) fn capabilities(&self, api: Api) -> &Capabilities {
        match api {
            Api::ChatCompletions => self.chat.capabilities(),
            Api::Responses => &self.responses.capabilities,
        }
    }

    pub(crate) fn api(&self, options: &CallOptions) -> Api {
        self.chosen.unwrap_or_else(|| Api::needed_by(options))
    }

    /// A request to Chat Completions, without the options that it has not, if the caller chose so.
    fn chat(
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
                "only the Responses API has it; build the model without chat_completions()",
            )?;
        }
        // What is taken back is there as null or an empty list, and would replace what is portable.
        let own = options.provider.get(PROVIDER);
        if own.is_none_or(|own| !own.keys().any(|name| is_of_responses_only(name))) {
            return self.chat.encode(messages, options, stream);
        }
        let mut options = options.clone();
        if let Some(own) = options.provider.get_mut(PROVIDER) {
            own.retain(|name, _| !is_of_responses_only(name));
        }
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
        *Self::capabilities(self, self.api(options))
    }

    fn encode(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest> {
        match self.api(options) {
            Api::ChatCompletions => {
                let mut request = self.chat(messages, options, stream)?;
                request.path.insert_str(0, &self.chat_prefix);
                Ok(request)
            }
            Api::Responses => self.responses.encode(messages, options, stream),
        }
    }

    fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage> {
        match self.api(options) {
            Api::ChatCompletions => self.chat.decode(body, options),
            Api::Responses => self.responses.decode(body, options),
        }
    }

    fn decoder(&self, request: &WireRequest, options: &CallOptions) -> OpenAiDecoder {
        match self.api(options) {
            Api::ChatCompletions => {
                OpenAiDecoder::Chat(Box::new(self.chat.decoder(request, options)))
            }
            Api::Responses => OpenAiDecoder::Responses(self.responses.decoder(request, options)),
        }
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        // Both write their errors alike.
        self.chat.error(status, headers, body)
    }

    fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        match self.api(options) {
            Api::ChatCompletions => self.chat.amend(request, error, options),
            Api::Responses => self.responses.amend(request, error, options),
        }
    }
}

/// A decoder of either.
#[derive(Debug)]
pub(crate) enum OpenAiDecoder {
    // Larger than the other, which would take its room.
    Chat(Box<ChatDecoder>),
    Responses(ResponsesDecoder),
}

impl Decode for OpenAiDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        match self {
            Self::Chat(decoder) => decoder.frame(frame),
            Self::Responses(decoder) => decoder.frame(frame),
        }
    }

    fn end(&mut self) -> Result<()> {
        match self {
            Self::Chat(decoder) => decoder.end(),
            Self::Responses(decoder) => decoder.end(),
        }
    }
}
