//! The comparison with the oracle: nothing is lost, and nothing is made up.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use surprisal::{AiMessage, BytesOrigin, Channel, Choice, TokenLogprob, TopLogprob, Usage};
use surprisal_tests::oracle::{self, Answer};

/// What was compared.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Compared {
    pub(crate) answers: usize,
    pub(crate) choices: usize,
    pub(crate) tokens: usize,
    pub(crate) alternatives: usize,
    pub(crate) tool_calls: usize,
}

impl Compared {
    /// Compares an answer with what the oracle read.
    pub(crate) fn answer(&mut self, name: &str, found: &AiMessage, expected: &Answer) {
        self.answers += 1;
        let metadata = found.response_metadata();
        assert_eq!(metadata.id, expected.id, "{name}");
        assert_eq!(metadata.model, expected.model, "{name}");
        usage(name, found.usage(), expected.usage.as_ref());
        let indices: Vec<u64> = found
            .choices()
            .map(|choice| choice.index().into())
            .collect();
        let expected_indices: Vec<u64> = expected.choices.keys().copied().collect();
        assert_eq!(indices, expected_indices, "{name}");
        for (found, expected) in found.choices().zip(expected.choices.values()) {
            self.choices += 1;
            self.choice(
                &format!("{name}, choice {}", found.index()),
                found,
                expected,
            );
        }
    }

    fn choice(&mut self, name: &str, found: &Choice, expected: &oracle::Choice) {
        assert_eq!(found.text(), expected.content, "{name}");
        assert_eq!(found.content().refusal(), expected.refusal, "{name}");
        assert_eq!(found.content().reasoning(), expected.reasoning, "{name}");
        let reason = found.finish_reason().map(|reason| reason.as_str());
        assert_eq!(reason, expected.finish_reason.as_deref(), "{name}");
        self.calls(name, found, expected);

        let mut channels = BTreeMap::new();
        for (channel, tokens) in found.logprobs().channels() {
            let key = match channel {
                Channel::Content => "content",
                Channel::Refusal => "refusal",
                Channel::Reasoning => "reasoning_content",
                other => panic!("{name}: {other}"),
            };
            channels.insert(key, tokens);
        }
        let keys: Vec<&str> = channels.keys().copied().collect();
        let expected_keys: Vec<&str> = expected.tokens.keys().copied().collect();
        assert_eq!(keys, expected_keys, "{name}");
        for (key, tokens) in channels {
            let expected = &expected.tokens[key];
            assert_eq!(tokens.len(), expected.len(), "{name}, {key}");
            for (at, (token, expected)) in tokens.iter().zip(expected).enumerate() {
                self.token(&format!("{name}, {key} {at}"), token, expected);
            }
        }
    }

    fn token(&mut self, name: &str, found: &TokenLogprob, expected: &oracle::Token) {
        self.tokens += 1;
        candidate(name, found.chosen(), expected);
        let top = found.top_logprobs();
        assert_eq!(
            top.map(<[_]>::len),
            expected.top.as_ref().map(Vec::len),
            "{name}"
        );
        for (found, expected) in top
            .iter()
            .copied()
            .flatten()
            .zip(expected.top.iter().flatten())
        {
            self.alternatives += 1;
            candidate(name, found, expected);
        }
    }

    fn calls(&mut self, name: &str, found: &Choice, expected: &oracle::Choice) {
        let (mut valid, mut invalid) = (Vec::new(), Vec::new());
        for call in expected.tool_calls.values() {
            self.tool_calls += 1;
            let text = if call.arguments.is_empty() {
                "{}"
            } else {
                &call.arguments
            };
            match serde_json::from_str::<Map<String, Value>>(text) {
                Ok(arguments) => valid.push((call.id.clone(), call.name.clone(), arguments)),
                Err(_) => invalid.push(call.clone()),
            }
        }
        let found_valid: Vec<_> = found
            .tool_calls()
            .iter()
            .cloned()
            .map(|call| (call.id, call.name, call.arguments))
            .collect();
        assert_eq!(found_valid, valid, "{name}");
        let found_invalid = found.invalid_tool_calls();
        assert_eq!(found_invalid.len(), invalid.len(), "{name}");
        for (found, expected) in found_invalid.iter().zip(invalid) {
            assert_eq!(found.id, expected.id, "{name}");
            assert_eq!(found.name, expected.name, "{name}");
            assert_eq!(found.arguments, expected.arguments, "{name}");
        }
    }
}

/// One candidate, to the last bit of its number.
fn candidate(name: &str, found: &TopLogprob, expected: &oracle::Token) {
    let name = format!("{name} ({:?})", expected.token);
    assert_eq!(found.token(), Some(expected.token.as_str()), "{name}");
    assert_eq!(
        found.logprob().map(f64::to_bits),
        expected.logprob.map(f64::to_bits),
        "{name}"
    );
    assert_eq!(found.id().map(u64::from), expected.id, "{name}");
    let (bytes, origin) = match &expected.bytes {
        Some(Some(bytes)) => (Some(bytes.as_slice()), Some(BytesOrigin::Wire)),
        Some(None) => (None, None),
        None if expected.token.contains('\u{fffd}') => (None, None),
        None => (Some(expected.token.as_bytes()), Some(BytesOrigin::Text)),
    };
    assert_eq!(found.bytes(), bytes, "{name}");
    assert_eq!(found.bytes_origin(), origin, "{name}");
}

fn usage(name: &str, found: &Usage, expected: Option<&Value>) {
    let at = |path: &str| expected.and_then(|usage| usage.pointer(path)?.as_u64());
    let cached = at("/prompt_tokens_details/cached_tokens").or(at("/prompt_cache_hit_tokens"));
    let figures = [
        (found.input_tokens, at("/prompt_tokens")),
        (found.output_tokens, at("/completion_tokens")),
        (found.total_tokens, at("/total_tokens")),
        (found.cached_tokens, cached),
        (
            found.reasoning_tokens,
            at("/completion_tokens_details/reasoning_tokens"),
        ),
        (
            found.input_audio_tokens,
            at("/prompt_tokens_details/audio_tokens"),
        ),
        (
            found.output_audio_tokens,
            at("/completion_tokens_details/audio_tokens"),
        ),
    ];
    for (found, expected) in figures {
        assert_eq!(found, expected, "{name}");
    }
}
