//! llama.cpp's own server, asked without any of the library's code.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};
use surprisal_tests::llama::Llama;

pub(crate) struct Reference {
    address: String,
}

/// A token with its log probability.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) id: u32,
    pub(crate) logprob: f64,
}

impl Reference {
    pub(crate) fn new(server: &Llama) -> Self {
        let address = server.url().strip_prefix("http://").unwrap();
        Self {
            address: address.to_owned(),
        }
    }

    /// The ids of a text in which special tokens are read as such.
    pub(crate) fn tokenize(&self, text: &str, add_special: bool) -> Vec<u32> {
        let body = json!({"content": text, "add_special": add_special, "parse_special": true});
        let answer = self.post("/tokenize", &body);
        let tokens = answer["tokens"].as_array().unwrap().iter();
        tokens.map(id).collect()
    }

    /// The text of a conversation, up to where the answer begins.
    pub(crate) fn apply_template(&self, messages: &Value) -> String {
        let answer = self.post("/apply-template", &json!({"messages": messages}));
        answer["prompt"].as_str().unwrap().to_owned()
    }

    /// The answer to a question: at each position the likeliest.
    pub(crate) fn answer(&self, prompt: &[u32], tokens: u32) -> Vec<Scored> {
        let answer = self.complete(prompt, tokens, 1, None, false);
        let entries = answer["completion_probabilities"].as_array().unwrap();
        entries.iter().map(scored).collect()
    }

    /// The log probability of each token behind those before it.
    pub(crate) fn score(&self, prompt: &[u32], text: &[u32]) -> Vec<f64> {
        let mut tokens = prompt.to_vec();
        let scores = text.iter().enumerate().map(|(written, next)| {
            // A bias makes it choose the token, and does not count in the log probability. The prompt is read
            // as if for the first time, and no token twice.
            let answer = self.complete(&tokens, 1, 1, Some(*next), written > 0);
            let entry = scored(&answer["completion_probabilities"][0]);
            assert_eq!(entry.id, *next);
            tokens.push(*next);
            entry.logprob
        });
        scores.collect()
    }

    /// The log probability of every token behind these. `text` is any id that is text.
    pub(crate) fn distribution(&self, prompt: &[u32], size: usize, text: u32) -> HashMap<u32, f64> {
        let answer = self.complete(prompt, 1, size, Some(text), false);
        let top = &answer["completion_probabilities"][0]["top_logprobs"];
        let top = top.as_array().unwrap().iter().map(scored);
        top.map(|entry| (entry.id, entry.logprob)).collect()
    }

    /// A greedy completion. What is remembered of the prompt saves time, and changes the last digits.
    pub(crate) fn complete(
        &self,
        prompt: &[u32],
        tokens: u32,
        alternatives: usize,
        forced: Option<u32>,
        remember: bool,
    ) -> Value {
        let bias: Vec<Value> = forced.iter().map(|id| json!([id, 1e6])).collect();
        self.post(
            "/completion",
            &json!({
                "prompt": prompt, "n_predict": tokens, "n_probs": alternatives, "temperature": 0,
                "logit_bias": bias, "return_tokens": true,
                "cache_prompt": remember,
            }),
        )
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        serde_json::from_str(body).unwrap()
    }
}

fn scored(entry: &Value) -> Scored {
    Scored {
        id: id(&entry["id"]),
        logprob: entry["logprob"].as_f64().unwrap(),
    }
}

fn id(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}
