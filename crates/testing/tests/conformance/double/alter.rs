//! What the double gets wrong of answers.

use surprisal_core::{
    AiMessageChunk, CallOptions, ChoiceChunk, Content, FinishReason, ResponseFormat, Usage,
};
use surprisal_testing::conformance::{Answer, End};

use super::parts::{Parts, each_choice};
use super::tokens;

/// How the answer was asked for.
pub(super) struct Asked<'a> {
    pub(super) fault: &'a str,
    pub(super) options: &'a CallOptions,
    pub(super) streamed: bool,
}

impl Asked<'_> {
    pub(super) fn is(&self, fault: &str) -> bool {
        self.fault == fault
    }

    /// Whether any answer would have done.
    pub(super) fn is_example(&self) -> bool {
        self.options.seed == Some(7)
    }

    fn is_plain_stream(&self) -> bool {
        self.streamed && !self.is_example() && !self.options.wants_logprobs()
    }
}

/// The pieces as the double reads them.
pub(super) fn altered(asked: &Asked<'_>, answer: &Answer) -> Vec<AiMessageChunk> {
    let sum = answer.sum();
    let text = sum.text().into_owned();
    let mut pieces: Vec<_> = answer
        .pieces
        .iter()
        .map(|piece| {
            each_choice(piece, |parts| {
                change(asked, answer, &text, parts);
                call(asked, answer, parts);
                tokens::change(asked, &text, parts);
            })
        })
        .collect();
    if asked.options.raw == Some(true) && !asked.is("what_came_is_kept_where_that_is_asked_for") {
        for piece in &mut pieces {
            let raw = piece.text().into_owned();
            piece.response_metadata_mut().raw.push(raw);
        }
    }
    whole(asked, answer, &text, &mut pieces);
    tokens::move_to_the_end(asked, &mut pieces);
    pieces
}

fn change(asked: &Asked<'_>, answer: &Answer, text: &str, parts: &mut Parts) {
    let Asked {
        options, streamed, ..
    } = *asked;
    let scored = options.wants_logprobs();
    let other = |reason: &FinishReason, one: FinishReason| {
        *reason == one && text == "Hel" && options.max_tokens.is_none()
    };
    match (asked.fault, &parts.reason) {
        ("a_model_answers_with_a_text_and_says_why_it_stopped", Some(_))
            if asked.is_example() && !scored =>
        {
            parts.reason = Some("eos".into());
        }
        ("the_finish_reason_stop_arrives", Some(reason)) if other(reason, FinishReason::Stop) => {
            parts.reason = None
        }
        ("the_finish_reason_length_arrives", Some(reason))
            if other(reason, FinishReason::Length) =>
        {
            parts.reason = None
        }
        ("the_finish_reason_content_filter_arrives", Some(reason))
            if other(reason, FinishReason::ContentFilter) =>
        {
            parts.reason = None;
        }
        ("a_stream_adds_up_to_the_whole_answer", Some(_))
            if streamed && asked.is_example() && !scored =>
        {
            parts.content += "!".into();
        }
        _ => {}
    }
    let json = matches!(
        options.response_format,
        Some(ResponseFormat::JsonSchema { .. })
    );
    let flat = match asked.fault {
        "a_refusal_is_apart_from_the_text" if !streamed && !json && !scored => "refusal",
        "a_refusal_of_a_stream_is_apart_from_the_text" if streamed => "refusal",
        "a_refusal_in_place_of_json_is_a_refusal" if json => "refusal",
        "reasoning_is_apart_from_the_text" if !streamed && !scored => "reasoning",
        "reasoning_of_a_stream_is_apart_from_the_text" if streamed => "reasoning",
        _ => "",
    };
    parts.flatten(flat);
    if asked.is("characters_of_every_script_arrive") && parts.content.text() == "\u{0301}" {
        parts.content = Content::default();
    }
    if asked.is("a_stream_is_the_same_however_its_bytes_are_cut")
        && answer.bytes_at_a_time == Some(1)
    {
        parts.content = Content::from(parts.content.text().replace('日', "\u{fffd}"));
    }
    if asked.is("a_json_answer_arrives_as_it_is")
        && options.response_format == Some(ResponseFormat::JsonObject)
    {
        parts.content = Content::from(parts.content.text().replace("2.50", "2.5"));
    }
    let mixes = match (streamed, scored) {
        (false, false) => asked.is("several_choices_are_kept_apart"),
        (true, false) => asked.is("choices_of_a_stream_are_kept_apart"),
        (_, true) => false,
    };
    if mixes {
        parts.index = 0;
    }
}

fn call(asked: &Asked<'_>, answer: &Answer, parts: &mut Parts) {
    let sum = answer.sum();
    let all = sum.tool_call_chunks();
    let two = all.len() == 2;
    for piece in &mut parts.calls {
        let is = |fault: &str, holds: bool| asked.is(fault) && holds;
        if is("a_call_of_a_tool_arrives", piece.arguments.contains("days")) {
            piece.id = None;
        }
        if is(
            "several_calls_arrive_in_their_order",
            two && !asked.streamed,
        ) {
            piece.index = 1 - piece.index;
        }
        if is(
            "a_call_in_pieces_adds_up",
            asked.streamed && piece.arguments == r#"{"pla"#,
        ) {
            piece.arguments.clear();
        }
        if is("calls_in_pieces_are_kept_apart", two && asked.streamed) {
            piece.index = 0;
        }
        if is(
            "arguments_that_are_no_json_are_kept",
            piece.arguments.contains(": Paris"),
        ) {
            piece.arguments.clear();
        }
        if is(
            "arguments_that_are_cut_off_are_kept",
            sum.finish_reason() == Some(&FinishReason::Length),
        ) {
            piece.arguments.clear();
        }
        if is(
            "arguments_of_every_script_arrive",
            piece.arguments.contains('日'),
        ) {
            piece.arguments = piece.arguments.replace('日', "?");
        }
    }
    let is_bare = |arguments: &str| arguments == "{}";
    if asked.is("a_call_without_arguments_arrives") {
        parts.calls.retain(|piece| !is_bare(&piece.arguments));
    }
}

/// What is wrong with the answer as a whole.
fn whole(asked: &Asked<'_>, answer: &Answer, text: &str, pieces: &mut Vec<AiMessageChunk>) {
    let Asked {
        options, streamed, ..
    } = *asked;
    let free = !streamed && !asked.is_example() && options.max_tokens.is_none();
    let is_quick =
        asked.is_plain_stream() && matches!(answer.end, End::Whole) && text == "Hello world";
    match asked.fault {
        "an_answer_arrives_whole" if free && options.n.is_none() => {
            pieces[0].push_choice(ChoiceChunk::new(1, ""))
        }
        "an_answer_tells_its_id" if free => pieces[0].response_metadata_mut().id = None,
        "an_answer_tells_its_model" if free => pieces[0].response_metadata_mut().model = None,
        "usage_arrives_with_a_whole_answer" if free => {
            pieces.push(AiMessageChunk::default().with_usage(Usage::new(1, 1)))
        }
        "a_stream_tells_its_usage_once" if asked.is_plain_stream() => {
            pieces[0] = std::mem::take(&mut pieces[0]).with_usage(Usage::new(11, 0));
        }
        "a_stream_names_itself_once" if asked.is_plain_stream() => {
            let id = &mut pieces[0].response_metadata_mut().id;
            *id = id.as_ref().map(|id| id.repeat(2));
        }
        "a_stream_brings_its_pieces_one_by_one" if is_quick => {
            *pieces = vec![pieces.drain(..).sum()];
        }
        "a_limit_of_one_token_is_kept" if options.max_tokens == Some(1) => {
            pieces.push(AiMessageChunk::default().with_usage(Usage::new(1, 2)));
        }
        "there_are_no_more_tokens_than_the_usage_tells"
            if !streamed
                && asked.is_example()
                && options.wants_logprobs()
                && text == "Hello world" =>
        {
            pieces.push(AiMessageChunk::default().with_usage(Usage::new(11, 2)));
        }
        "an_error_within_a_stream_comes_behind_what_came"
            if matches!(answer.end, End::Fails(3, _)) =>
        {
            pieces[2] = AiMessageChunk::default();
        }
        "what_came_before_the_break_is_kept"
            if matches!(answer.end, End::Breaks(3) | End::Stops(3)) =>
        {
            pieces[2] = AiMessageChunk::default();
        }
        _ => {}
    }
}
