use surprisal_core::ChatModel;
use surprisal_http::HttpClient;
use surprisal_openai::{ChatOpenAi, ChatOpenAiBuilder};

use super::service::{Service, URL};
use crate::laws::KEY;

/// OpenAI's own: the Responses API, and Chat Completions as OpenAI speaks it.
pub fn responses(data: &[u8]) {
    thread_local! {
        static SERVICE: Service = Service::new(
            |client| vec![model(client, ChatOpenAiBuilder::responses), model(client, ChatOpenAiBuilder::chat_completions)],
            as_stream,
        );
    }
    SERVICE.with(|service| service.run(data));
}

fn model(
    client: &HttpClient,
    api: fn(ChatOpenAiBuilder) -> ChatOpenAiBuilder,
) -> Box<dyn ChatModel> {
    let builder = ChatOpenAi::builder("m").base_url(URL).api_key(KEY);
    Box::new(api(builder.client(client.clone())).build().unwrap())
}

/// A stream ends with the whole answer.
fn as_stream(body: &str) -> Option<String> {
    let is_line = !body.contains(['\r', '\n']);
    is_line.then(|| format!("data: {{\"type\":\"response.completed\",\"response\":{body}}}\n\n"))
}
