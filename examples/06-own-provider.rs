//! A provider of your own in one file, with nothing but public items: Acme's models answer in lines of
//! JSON, `{"text": "Hel", "logprob": -0.1}` and at the end `{"done": "stop"}`. A server on this machine
//! plays Acme. A complete one, held to the conformance suite, is the crate in `acme/`.

use futures::TryStreamExt;
use serde_json::{Value, json};
use surprisal::http::{
    BaseUrl, Decode, Decoded, Endpoint, Frame, Framing, HttpChatModel, HttpClient, Protocol,
    WireRequest, response_error,
};
use surprisal::{
    AiMessage, AiMessageChunk, BaseMessage, CallOptions, Channel, ChoiceChunk, Error, ErrorKind,
    FinishReason, Logprobs, Messages, Result, RunnableExt, TokenLogprob, unsupported,
};
use surprisal_testing::server::{Reply, Server};

/// What Acme's protocol is: a request from messages and options, an answer from lines.
#[derive(Debug)]
struct Acme {
    model: String,
}

impl Protocol for Acme {
    type Decoder = AcmeLines;

    fn provider(&self) -> &'static str {
        "acme"
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn encode(&self, messages: &Messages, options: &CallOptions, _: bool) -> Result<WireRequest> {
        let prompt: Vec<_> = messages.iter().map(BaseMessage::text).collect();
        let mut body = json!({"model": self.model, "prompt": prompt.join("\n")});
        if let Some(limit) = options.max_tokens {
            body["limit"] = limit.into();
        }
        let mut request = WireRequest::post("generate", body.to_string());
        request.framing = Framing::NdJson;
        // A real provider takes `options` apart without `..` and answers every one.
        if options.temperature.is_some() {
            let instead = "Acme's models always take the likeliest token";
            unsupported(
                options,
                &mut request.warnings,
                "acme",
                "temperature",
                instead,
            )?;
        }
        Ok(request)
    }

    fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage> {
        let mut decoder = AcmeLines {
            logprobs: options.wants_logprobs(),
            done: false,
        };
        let mut whole = AiMessageChunk::default();
        for line in body.lines() {
            if let Decoded::Chunk(chunk) = decoder.frame(Frame::new(line))? {
                whole += chunk;
            }
        }
        decoder.end()?;
        Ok(whole.into())
    }

    fn decoder(&self, _: &WireRequest, options: &CallOptions) -> AcmeLines {
        AcmeLines {
            logprobs: options.wants_logprobs(),
            done: false,
        }
    }

    fn error(&self, status: u16, headers: &http::HeaderMap, body: &str) -> Error {
        response_error(status, headers, body)
    }
}

/// What turns Acme's lines into chunks.
#[derive(Debug)]
struct AcmeLines {
    logprobs: bool,
    done: bool,
}

impl Decode for AcmeLines {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        let line: Value = serde_json::from_str(frame.data)
            .map_err(|error| Error::bad_response(format!("a line is not JSON: {error}")))?;
        let text = line["text"].as_str().unwrap_or_default();
        let mut choice = ChoiceChunk::new(0, text);
        if let (true, Some(logprob)) = (self.logprobs, line["logprob"].as_f64()) {
            let token = TokenLogprob::new(text, logprob);
            choice = choice.with_logprobs(Logprobs::new(Channel::Content, [token]));
        }
        if let Some(word) = line["done"].as_str() {
            self.done = true;
            choice = choice.with_finish_reason(FinishReason::from(word));
        }
        Ok(Decoded::Chunk(
            AiMessageChunk::default().with_choice(choice),
        ))
    }

    fn end(&mut self) -> Result<()> {
        match self.done {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::Truncated, "the last line is missing")),
        }
    }
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let lines = "{\"text\":\"Hel\",\"logprob\":-0.1}\n{\"text\":\"lo\",\"logprob\":-0.2}\n{\"done\":\"stop\"}\n";
    server.reply(Reply::new(200).body(lines).times(2));

    let protocol = Acme {
        model: "acme-small".to_owned(),
    };
    let base_url: BaseUrl = server.url().parse()?;
    let endpoint = Endpoint::new(HttpClient::builder().build()?, base_url);
    let llm = HttpChatModel::new(protocol, endpoint, CallOptions::new().logprobs(true));

    let mut chunks = llm.stream("hi").await?;
    while let Some(chunk) = chunks.try_next().await? {
        println!("{:?} {:?}", chunk.text(), chunk.logprobs().content());
    }
    println!("{}", llm.invoke("hi").await?.text());

    // What the driver adds: retries, time limits, request ids, checks, and the watch over logprobs.
    let error = llm
        .bind(CallOptions::new().temperature(1.0))
        .invoke("hi")
        .await
        .unwrap_err();
    println!("{error}");
    Ok(())
}
