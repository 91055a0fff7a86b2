//! Arbitrary chunks and messages, with all that one can hold.

use std::time::Duration;

use proptest::arbitrary::any;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prop_oneof;
use proptest::strategy::{BoxedStrategy, Just, Strategy};
use serde_json::{Value, json};
use surprisal_core::{
    AiMessageChunk, Availability, Basis, Channel, ChoiceChunk, Content, ContentBlock,
    ContentFilter, ContentFilterOffsets, FinishReason, Logprobs, Media, PromptFilter, RateLimits,
    Reported, ResponseMetadata, TokenLogprob, ToolCallChunk, TopLogprob, Usage, Warning,
};

/// A short text that is not empty, with what is hard among its characters.
pub(crate) fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c ]{1,3}",
        Just("\"\\\n".to_owned()),
        Just("💚é".to_owned()),
        Just("\u{fffd}".to_owned()),
        Just("a text of more than fifteen bytes".to_owned()),
    ]
}

/// A short text, or none.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![1 => Just(String::new()), 3 => word()]
}

/// A log probability with every bit that it can have, or a stand-in for one.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -30.0..0.0,
        Just(-9999.0),
        Just(f64::from(f32::MIN)),
        Just(0.0),
        Just(-0.0),
        Just(1e-7),
    ]
}

/// What no JSON of a provider can hold, too.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => number(),
        1 => any::<u64>().prop_map(f64::from_bits),
        1 => Just(f64::NEG_INFINITY),
        1 => Just(f64::INFINITY),
    ]
}

/// A candidate with any part of it known. `None` as bytes is a provider that says nothing of them,
/// `Some(None)` one that says there are none.
fn candidate(number: BoxedStrategy<f64>) -> impl Strategy<Value = TopLogprob> {
    let bytes = option::of(option::of(vec(any::<u8>(), 0..4)));
    let numbers = (
        option::of(number),
        option::of(any::<u32>()),
        option::of(any::<u32>()),
    );
    (option::of(text()), bytes, numbers).prop_map(|(text, bytes, (logprob, id, rank))| {
        let known = logprob.unwrap_or_default();
        let mut top = match text {
            Some(text) => TopLogprob::new(&text, known),
            None => TopLogprob::from_id(id.unwrap_or(7), known),
        };
        if let Some(id) = id {
            top = top.with_id(id);
        }
        if let Some(rank) = rank {
            top = top.with_rank(rank);
        }
        if logprob.is_none() {
            top = top.without_logprob();
        }
        match bytes {
            Some(Some(bytes)) => top.with_bytes(&bytes),
            Some(None) => top.without_bytes(),
            None => top,
        }
    })
}

/// A candidate with any number, and with bytes that may be decoded from an escape.
fn any_candidate() -> impl Strategy<Value = TopLogprob> {
    let escaped = option::weighted(0.2, vec(any::<u8>(), 0..4));
    (candidate(any_number().boxed()), escaped).prop_map(|(top, escaped)| match escaped {
        Some(bytes) => top.with_escaped_bytes(&bytes),
        None => top,
    })
}

fn token(candidate: BoxedStrategy<TopLogprob>) -> impl Strategy<Value = TokenLogprob> {
    (candidate.clone(), option::of(vec(candidate, 0..3))).prop_map(|(chosen, top)| {
        let token = TokenLogprob::from(chosen);
        match top {
            Some(top) => token.with_top_logprobs(top),
            None => token,
        }
    })
}

/// Those that OpenAI's form has a place for.
pub(crate) fn logprobs() -> impl Strategy<Value = Logprobs> {
    logprobs_of(candidate(number().boxed()).boxed())
}

fn logprobs_of(candidate: BoxedStrategy<TopLogprob>) -> impl Strategy<Value = Logprobs> {
    let availability = prop_oneof![
        Just(Availability::NotRequested),
        Just(Availability::RequestedButAbsent),
        Just(Availability::Refused),
    ];
    let channels = vec(
        option::weighted(0.3, vec(token(candidate), 0..3)),
        Channel::ALL.len(),
    );
    let basis = proptest::option::of(prop_oneof![Just(Basis::Raw), Just(Basis::Sampling)]);
    let reported = (
        option::weighted(0.2, number()),
        option::weighted(0.2, number()),
    );
    let reported = reported.prop_map(|(mean, sum)| {
        let mut reported = Reported::default();
        (reported.mean, reported.sum) = (mean, sum);
        reported
    });
    (availability, basis, reported, channels).prop_map(
        |(availability, basis, reported, channels)| {
            let mut logprobs = Logprobs::default();
            logprobs.set_reported(reported);
            logprobs.set_availability(availability);
            if let Some(basis) = basis {
                logprobs.set_basis(basis);
            }
            for (channel, tokens) in Channel::ALL.into_iter().zip(channels) {
                if let Some(tokens) = tokens {
                    logprobs.extend(channel, tokens);
                }
            }
            logprobs
        },
    )
}

fn media() -> impl Strategy<Value = Media> {
    prop_oneof![
        Just(Media::Url("https://example.com/a".to_owned())),
        Just(Media::FileId("file-1".to_owned())),
        vec(any::<u8>(), 0..5).prop_map(|data| Media::bytes("image/png", data)),
    ]
}

/// A block of any kind, with texts of this strategy.
fn block(text: BoxedStrategy<String>) -> impl Strategy<Value = ContentBlock> {
    prop_oneof![
        text.clone().prop_map(ContentBlock::text),
        text.clone().prop_map(ContentBlock::reasoning),
        text.prop_map(ContentBlock::refusal),
        media().prop_map(ContentBlock::image),
        media().prop_map(|media| ContentBlock::image(media).with_detail("low")),
        media().prop_map(ContentBlock::audio),
        (media(), option::of(word())).prop_map(|(media, name)| ContentBlock::file(media, name)),
        word().prop_map(|text| ContentBlock::opaque("p", json!({"type": text, "n": null}))),
    ]
}

/// Content as an answer or a question has it: a plain text, or blocks.
pub(crate) fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        text().prop_map(Content::from),
        vec(block(word().boxed()), 0..4).prop_map(Content::from_iter),
    ]
}

/// What a filter says of one thing, or what stands in its place.
fn verdict() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just("safe"), Just("low"), Just("high"), Just("new")].prop_map(Value::from),
        (0..3_u8).prop_map(Value::from),
        Just(Value::Null),
        vec(any::<bool>(), 0..2).prop_map(Value::from),
    ]
}

/// A filter that says something of any kind under few names, so that they meet.
pub(crate) fn content_filter() -> impl Strategy<Value = ContentFilter> {
    let names = || prop_oneof![Just("hate".to_owned()), Just("filtered".to_owned())];
    let result = btree_map(names(), verdict(), 0..3)
        .prop_map(|result| Value::Object(result.into_iter().collect()));
    let results = btree_map(names(), prop_oneof![4 => result, 1 => verdict()], 0..3);
    let offsets = option::of(vec(option::of(0..9_u64), 3));
    (results, offsets).prop_map(|(results, offsets)| {
        let offsets = offsets.map(|numbers| {
            let mut offsets = ContentFilterOffsets::default();
            offsets.start_offset = numbers[0];
            offsets.end_offset = numbers[1];
            offsets.check_offset = numbers[2];
            offsets
        });
        ContentFilter::new(results.into_iter().collect()).with_offsets(offsets)
    })
}

pub(crate) fn finish_reason() -> impl Strategy<Value = FinishReason> {
    prop_oneof![
        Just("stop"),
        Just("length"),
        Just("tool_calls"),
        Just("content_filter"),
        Just("eos"),
    ]
    .prop_map(FinishReason::from)
}

pub(crate) fn usage() -> impl Strategy<Value = Usage> {
    vec(option::of(any::<u64>()), 7).prop_map(|figures| {
        let mut usage = Usage::default();
        usage.input_tokens = figures[0];
        usage.output_tokens = figures[1];
        usage.total_tokens = figures[2];
        usage.cached_tokens = figures[3];
        usage.reasoning_tokens = figures[4];
        usage.input_audio_tokens = figures[5];
        usage.output_audio_tokens = figures[6];
        usage
    })
}

pub(crate) fn metadata() -> impl Strategy<Value = ResponseMetadata> {
    let names = vec(option::of(word()), 6);
    let lists = (
        vec(word(), 0..3),
        vec(word(), 0..3),
        vec(content_filter(), 0..2),
    );
    (names, lists, option::of(any::<u64>()), any::<bool>()).prop_map(
        |(mut names, (warnings, raw, filters), created, limited)| {
            let mut metadata = ResponseMetadata::default();
            metadata.provider = names.pop().flatten();
            metadata.id = names.pop().flatten();
            metadata.model = names.pop().flatten();
            metadata.system_fingerprint = names.pop().flatten();
            metadata.service_tier = names.pop().flatten();
            metadata.request_id = names.pop().flatten();
            metadata.created = created;
            metadata.rate_limits = limited.then(|| {
                let mut limits = RateLimits::default();
                limits.remaining_tokens = created;
                limits.reset_requests = Some(Duration::from_millis(119));
                limits
            });
            metadata.warnings = warnings
                .into_iter()
                .map(|message| Warning::new("seed", message))
                .collect();
            metadata.prompt_filters = (0..)
                .zip(filters)
                .map(|(index, filter)| PromptFilter::new(index, filter))
                .collect();
            metadata.raw = raw;
            metadata
        },
    )
}

fn tool_piece() -> impl Strategy<Value = ToolCallChunk> {
    let arguments = prop_oneof![Just("{}"), Just(r#"{"a":"#), Just("1}"), Just("")];
    (0..3_u32, option::of(word()), option::of(word()), arguments).prop_map(
        |(index, id, name, arguments)| {
            let mut piece = ToolCallChunk::new(index, arguments);
            piece.id = id;
            piece.name = name;
            piece
        },
    )
}

fn choice() -> impl Strategy<Value = ChoiceChunk> {
    let blocks = vec(block(text().boxed()), 0..3);
    let pieces = vec(tool_piece(), 0..3);
    let reason = option::of(finish_reason());
    let filter = option::of(content_filter());
    let logprobs = logprobs_of(any_candidate().boxed());
    (0..3_u32, blocks, pieces, reason, logprobs, filter).prop_map(
        |(index, blocks, pieces, reason, logprobs, filter)| {
            let choice = ChoiceChunk::new(index, blocks)
                .with_finish_reason(reason)
                .with_content_filter(filter)
                .with_logprobs(logprobs);
            pieces
                .into_iter()
                .fold(choice, ChoiceChunk::with_tool_call_chunk)
        },
    )
}

/// A chunk with any number of choices, each with anything.
pub(crate) fn chunk() -> impl Strategy<Value = AiMessageChunk> {
    let head = (option::of(usage()), option::of(metadata()));
    (vec(choice(), 0..3), head).prop_map(|(choices, (usage, metadata))| {
        let mut chunk = AiMessageChunk::default();
        for choice in choices {
            chunk.push_choice(choice);
        }
        if let Some(usage) = usage {
            chunk = chunk.with_usage(usage);
        }
        if let Some(metadata) = metadata {
            chunk = chunk.with_response_metadata(metadata);
        }
        chunk
    })
}
