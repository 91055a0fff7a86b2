use surprisal_core::ChatModel;
use surprisal_http::HttpClient;
use surprisal_openai::{Api, ChatOpenAi};

use super::service::{Service, URL};
use crate::laws::KEY;

/// OpenAI's own: the Responses API, and Chat Completions as OpenAI speaks it.
pub fn responses(data: &[u8]) {
    thread_local! {
        static SERVICE: Service = Service::new(
            |client| vec![model(client, Api::Responses), model(client, Api::ChatCompletions)],
            as_stream,
        );
    }
    SERVICE.with(|service| service.run(data));
}

fn model(client: &HttpClient, api: Api) -> Box<dyn ChatModel> {
    let builder = ChatOpenAi::builder("m").base_url(URL).api_key(KEY);
    Box::new(builder.options(api).client(client.clone()).build().unwrap())
}

/// A stream ends with the whole answer.
fn as_stream(body: &str) -> Option<String> {
    let is_line = !body.contains(['\r', '\n']);
    is_line.then(|| format!("data: {{\"type\":\"response.completed\",\"response\":{body}}}\n\n"))
}
