//! Answers of Chat Completions of any length, in the shape and size of OpenAI's.
//!
//! The same arguments give the same bytes. With five alternatives an event has about 735 bytes, as
//! recorded ones have.

use bytes::Bytes;
use fastrand::Rng;

const SEED: u64 = 1;

const ENVELOPE: &str = r#""created":1760000000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559""#;

/// Texts of tokens as they come, a line break and a character of two bytes among them.
const TEXTS: [&str; 32] = [
    "I", "'m", " just", " a", " an", " I", ",", " so", " don", "'t", " have", " feel", "ings",
    " but", " here", " and", " ready", " to", " help", " you", "!", " How", " can", " ass", "ist",
    " today", "?\n\n", " \"", "Thanks", " café", " it", ".",
];

/// The events of a stream of `n` tokens, each with `data: ` and its blank line: one with the role,
/// one a token, one with the finish reason, one with the usage, and `[DONE]`.
///
/// Each token has `top` alternatives; `None` is an answer without log probabilities.
pub fn events(n: usize, top: Option<usize>) -> Vec<Bytes> {
    let mut rng = Rng::with_seed(SEED);
    let none = if top.is_some() {
        r#"{"content":[],"refusal":null}"#
    } else {
        "null"
    };
    let role = format!(
        r#"[{{"index":0,"delta":{{"role":"assistant","content":"","refusal":null}},"logprobs":{none},"finish_reason":null}}]"#
    );
    let finish = r#"[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]"#;
    let mut events = Vec::with_capacity(n + 4);
    events.push(event(&mut rng, &role, "null"));
    for _ in 0..n {
        let text = text(&mut rng);
        let logprobs = match top {
            Some(top) => format!(
                r#"{{"content":[{}],"refusal":null}}"#,
                token(&mut rng, text, top)
            ),
            None => "null".to_owned(),
        };
        let choices = format!(
            r#"[{{"index":0,"delta":{{"content":{}}},"logprobs":{logprobs},"finish_reason":null}}]"#,
            quoted(text)
        );
        events.push(event(&mut rng, &choices, "null"));
    }
    events.push(event(&mut rng, finish, "null"));
    events.push(event(&mut rng, "[]", &usage(n)));
    events.push(Bytes::from_static(b"data: [DONE]\n\n"));
    events
}

/// The body of an answer of `n` tokens; `top` as for [`events`].
pub fn body(n: usize, top: Option<usize>) -> String {
    let mut rng = Rng::with_seed(SEED);
    let texts: Vec<_> = (0..n).map(|_| text(&mut rng)).collect();
    let logprobs = match top {
        Some(top) => {
            let tokens: Vec<_> = texts
                .iter()
                .map(|text| token(&mut rng, text, top))
                .collect();
            format!(r#"{{"content":[{}],"refusal":null}}"#, tokens.join(","))
        }
        None => "null".to_owned(),
    };
    format!(
        r#"{{"id":"{}","object":"chat.completion",{ENVELOPE},"choices":[{{"index":0,"message":{{"role":"assistant","content":{},"refusal":null,"annotations":[]}},"logprobs":{logprobs},"finish_reason":"stop"}}],"usage":{}}}"#,
        id(),
        quoted(&texts.concat()),
        usage(n),
    )
}

fn event(rng: &mut Rng, choices: &str, usage: &str) -> Bytes {
    let obfuscation: String = (0..rng.usize(1..12)).map(|_| rng.alphanumeric()).collect();
    Bytes::from(format!(
        "data: {{\"id\":\"{}\",\"object\":\"chat.completion.chunk\",{ENVELOPE},\"choices\":{choices},\"usage\":{usage},\"obfuscation\":\"{obfuscation}\"}}\n\n",
        id(),
    ))
}

/// A token with its alternatives, of which it is the first.
fn token(rng: &mut Rng, text: &str, top: usize) -> String {
    // Half of the tokens are certain; what lies below those is in steps of an eighth.
    let certain = rng.bool();
    let mut logprob = if certain {
        0.0
    } else {
        -rng.f32().powi(6) * 3.0
    };
    let mut token = entry(text, logprob);
    token.push_str(r#","top_logprobs":["#);
    for i in 0..top {
        let mut text = text;
        if i > 0 {
            token.push(',');
            text = self::text(rng);
            let step = 0.125 + rng.f32() * 4.0;
            logprob -= if certain {
                (step * 8.0).round() / 8.0
            } else {
                step
            };
        }
        token.push_str(&entry(text, logprob));
        token.push('}');
    }
    token.push_str("]}");
    token
}

/// A token's fields, the last brace left out. Numbers are of 32 bits in decimal, as OpenAI's are.
fn entry(text: &str, logprob: f32) -> String {
    let point = if logprob.fract() == 0.0 { ".0" } else { "" };
    let bytes: Vec<_> = text.bytes().map(|byte| byte.to_string()).collect();
    format!(
        r#"{{"token":{},"logprob":{}{point},"bytes":[{}]"#,
        quoted(text),
        f64::from(logprob),
        bytes.join(",")
    )
}

fn text(rng: &mut Rng) -> &'static str {
    rng.choice(TEXTS).unwrap_or_default()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn id() -> &'static str {
    "chatcmpl-D8Z5oo6uDh67AD85p73ksdT1KxhE0"
}

fn usage(n: usize) -> String {
    format!(
        r#"{{"prompt_tokens":12,"completion_tokens":{n},"total_tokens":{},"prompt_tokens_details":{{"cached_tokens":0,"audio_tokens":0}},"completion_tokens_details":{{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}}"#,
        n + 12
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle;

    #[test]
    fn an_event_with_five_alternatives_is_as_large_as_a_recorded_one() {
        let size = events(1000, Some(5)).concat().len() / 1000;
        assert!((715..755).contains(&size), "{size} bytes an event");
    }

    #[test]
    fn streams_and_bodies_hold_what_was_asked_for() {
        for top in [None, Some(0), Some(5), Some(20)] {
            let stream = oracle::stream(&events(50, top).concat()).unwrap();
            let body = oracle::body(body(50, top).as_bytes()).unwrap();
            assert!(stream.done);
            for answer in [stream, body] {
                let choice = &answer.choices[&0];
                assert_eq!(choice.finish_reason.as_deref(), Some("stop"));
                assert_eq!(answer.usage.unwrap()["completion_tokens"], 50);
                let Some(top) = top else {
                    assert!(choice.tokens.is_empty());
                    continue;
                };
                let tokens = &choice.tokens["content"];
                assert_eq!(tokens.len(), 50);
                let text: String = tokens.iter().map(|token| token.token.as_str()).collect();
                assert_eq!(text, choice.content);
                assert!(
                    tokens
                        .iter()
                        .all(|token| token.top.as_ref().unwrap().len() == top)
                );
            }
        }
    }
}
