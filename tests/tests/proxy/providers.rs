//! The providers, and a short answer of each as it is on the wire. *Built from the schemas*: they show what becomes of
//! such an answer where it breaks, not that a provider sends it in this form.

use std::sync::Arc;

use surprisal::ChatModel;
use surprisal::anthropic::ChatAnthropic;
use surprisal::cohere::ChatCohere;
use surprisal::gemini::ChatGemini;
use surprisal::http::HttpClient;
use surprisal::mistral::ChatMistral;
use surprisal::ollama::ChatOllama;
use surprisal::openai::{Api, ChatOpenAi};
use surprisal::openai_compat::ChatGroq;

/// No error may show it, and no server but the provider's may get it.
pub(crate) const KEY: &str = "sk-secret-4fd2c81b";

pub(crate) struct Provider {
    pub(crate) name: &'static str,
    build: fn(String, HttpClient) -> Arc<dyn ChatModel>,
    pub(crate) kind: &'static str,
    /// The events of a streamed answer, and how many chunks each gives.
    pub(crate) events: &'static [(&'static str, usize)],
    pub(crate) body: &'static str,
}

impl Provider {
    /// Its model at this URL.
    pub(crate) fn model(&self, url: &str, client: HttpClient) -> Arc<dyn ChatModel> {
        (self.build)(format!("{url}/v1"), client)
    }
}

pub(crate) const PROVIDERS: [Provider; 8] = [
    Provider {
        name: "openai",
        build: |url, client| {
            let model = ChatOpenAi::builder("m").api_key(KEY).base_url(url);
            Arc::new(model.client(client).build().unwrap())
        },
        kind: SSE,
        events: &CHAT,
        body: COMPLETION,
    },
    Provider {
        name: "openai, Responses API",
        build: |url, client| {
            let model = ChatOpenAi::builder("m").api_key(KEY).base_url(url);
            Arc::new(
                model
                    .options(Api::Responses)
                    .client(client)
                    .build()
                    .unwrap(),
            )
        },
        kind: SSE,
        events: &[
            (
                "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"status\":\"in_progress\",\"model\":\"m\",\"output\":[]}}\n\n",
                1,
            ),
            (
                "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":\"Gr\u{fc}\u{df}\"}\n\n",
                1,
            ),
            (
                "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":\" dich\"}\n\n",
                1,
            ),
            (
                "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"id\":\"i\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"Gr\u{fc}\u{df} dich\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}}\n\n",
                1,
            ),
        ],
        body: "{\"id\":\"r\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"id\":\"i\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"Gr\u{fc}\u{df} dich\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}",
    },
    Provider {
        name: "groq",
        build: |url, client| {
            let model = ChatGroq::builder("m").api_key(KEY).base_url(url);
            Arc::new(model.client(client).build().unwrap())
        },
        kind: SSE,
        events: &CHAT,
        body: COMPLETION,
    },
    Provider {
        name: "anthropic",
        build: |url, client| {
            let model = ChatAnthropic::builder("m").api_key(KEY).base_url(url);
            Arc::new(model.client(client).build().unwrap())
        },
        kind: SSE,
        events: &[
            (
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"a\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\n",
                1,
            ),
            (
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                0,
            ),
            (
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Gr\u{fc}\u{df}\"}}\n\n",
                1,
            ),
            (
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" dich\"}}\n\n",
                1,
            ),
            (
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                0,
            ),
            (
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":2}}\n\n",
                1,
            ),
            (
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                0,
            ),
        ],
        body: "{\"id\":\"a\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Gr\u{fc}\u{df} dich\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":2}}",
    },
    Provider {
        name: "cohere",
        build: |url, client| {
            let model = ChatCohere::builder("m").api_key(KEY).base_url(url);
            Arc::new(model.client(client).build().unwrap())
        },
        kind: SSE,
        events: &[
            (
                "event: message-start\ndata: {\"type\":\"message-start\",\"id\":\"c\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[]}}}\n\n",
                1,
            ),
            (
                "event: content-start\ndata: {\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}\n\n",
                0,
            ),
            (
                "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"Gr\u{fc}\u{df}\"}}}}\n\n",
                1,
            ),
            (
                "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\" dich\"}}}}\n\n",
                1,
            ),
            (
                "event: content-end\ndata: {\"type\":\"content-end\",\"index\":0}\n\n",
                0,
            ),
            (
                "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"tokens\":{\"input_tokens\":9,\"output_tokens\":2}}}}\n\n",
                1,
            ),
        ],
        body: "{\"id\":\"c\",\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Gr\u{fc}\u{df} dich\"}]},\"usage\":{\"tokens\":{\"input_tokens\":9,\"output_tokens\":2}}}",
    },
    Provider {
        name: "gemini",
        build: |url, client| {
            let model = ChatGemini::builder("m").api_key(KEY).base_url(url);
            Arc::new(model.client(client).build().unwrap())
        },
        kind: SSE,
        events: &[
            (
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Gr\u{fc}\u{df}\"}],\"role\":\"model\"},\"index\":0}],\"modelVersion\":\"m\",\"responseId\":\"g\"}\r\n\r\n",
                1,
            ),
            (
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" dich\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":2,\"totalTokenCount\":11},\"modelVersion\":\"m\",\"responseId\":\"g\"}\r\n\r\n",
                1,
            ),
        ],
        body: "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Gr\u{fc}\u{df} dich\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":2,\"totalTokenCount\":11},\"modelVersion\":\"m\",\"responseId\":\"g\"}",
    },
    Provider {
        name: "mistral",
        build: |url, client| {
            let model = ChatMistral::builder("m").api_key(KEY).base_url(url);
            Arc::new(model.client(client).build().unwrap())
        },
        kind: SSE,
        events: &[
            (
                "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n",
                1,
            ),
            (
                "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Gr\u{fc}\u{df}\"},\"finish_reason\":null}]}\n\n",
                1,
            ),
            (
                "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" dich\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n",
                1,
            ),
            ("data: [DONE]\n\n", 0),
        ],
        body: COMPLETION,
    },
    Provider {
        name: "ollama",
        build: |url, client| {
            let model = ChatOllama::builder("m").api_key(KEY).base_url(url);
            Arc::new(model.client(client).build().unwrap())
        },
        kind: "application/x-ndjson",
        events: &[
            (
                "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Gr\u{fc}\u{df}\"},\"done\":false}\n",
                1,
            ),
            (
                "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\" dich\"},\"done\":false}\n",
                1,
            ),
            (
                "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":9,\"eval_count\":2}\n",
                1,
            ),
        ],
        body: "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Gr\u{fc}\u{df} dich\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":9,\"eval_count\":2}",
    },
];

const SSE: &str = "text/event-stream";

/// Of Chat Completions.
const CHAT: [(&str, usize); 6] = [
    (
        "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n",
        1,
    ),
    (
        "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Gr\u{fc}\u{df}\"},\"finish_reason\":null}]}\n\n",
        1,
    ),
    (
        "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" dich\"},\"finish_reason\":null}]}\n\n",
        1,
    ),
    (
        "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
        1,
    ),
    (
        "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n",
        1,
    ),
    ("data: [DONE]\n\n", 0),
];

const COMPLETION: &str = "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Gr\u{fc}\u{df} dich\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}";
