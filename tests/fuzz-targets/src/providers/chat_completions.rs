use serde_json::Value;
use surprisal_core::ChatModel;
use surprisal_http::HttpClient;
use surprisal_openai_compat::{
    Cerebras, ChatCompletions, Dialect, Fireworks, Generic, LlamaCpp, MistralRs, OpenRouter,
    Together, Vllm,
};

use super::service::{Service, URL};
use crate::laws::KEY;

/// Chat Completions in each dialect that reads in a way of its own.
pub fn chat_completions(data: &[u8]) {
    thread_local! {
        static SERVICE: Service = Service::new(|client| vec![
            model::<Generic>(client),
            model::<Cerebras>(client),
            model::<Fireworks>(client),
            model::<LlamaCpp>(client),
            model::<MistralRs>(client),
            model::<OpenRouter>(client),
            model::<Together>(client),
            model::<Vllm>(client),
        ], as_stream);
    }
    SERVICE.with(|service| service.run(data));
}

fn model<D: Dialect>(client: &HttpClient) -> Box<dyn ChatModel> {
    let builder = ChatCompletions::<D>::builder("m")
        .base_url(URL)
        .api_key(KEY);
    Box::new(builder.client(client.clone()).build().unwrap())
}

/// The only chunk of a stream has what a whole answer has, under another name. Where that name is not of the choices alone,
/// there is no such stream.
pub(super) fn as_stream(body: &str) -> Option<String> {
    const NAME: &str = "\"message\"";
    let answer: Value = serde_json::from_str(body).ok()?;
    let choices = answer.get("choices")?.as_array()?.len();
    let is_line = !body.contains(['\r', '\n']);
    let body = (is_line && body.matches(NAME).count() == choices)
        .then(|| body.replace(NAME, "\"delta\""))?;
    Some(format!("data: {body}\n\ndata: [DONE]\n\n"))
}
