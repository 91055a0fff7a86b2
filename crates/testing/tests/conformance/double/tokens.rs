//! What the double gets wrong of tokens.

use surprisal_core::{
    AiMessageChunk, Availability, Channel, ChoiceChunk, Logprobs, TokenLogprob, TopLogprob,
};

use super::alter::Asked;
use super::parts::Parts;

/// The tokens of a piece as the double reads them.
pub(super) fn change(asked: &Asked<'_>, text: &str, parts: &mut Parts) {
    if asked.is("nothing_is_missing_where_nothing_was_asked_for")
        && !asked.options.wants_logprobs()
        && !asked.streamed
        && !asked.is_example()
    {
        parts
            .logprobs
            .set_availability(Availability::RequestedButAbsent);
    }
    if !asked.options.wants_logprobs() {
        return;
    }
    if asked.is("the_tokens_of_choices_are_kept_apart")
        && asked.options.n == Some(2)
        && parts.index == 1
    {
        parts.logprobs = Logprobs::default();
    }
    if asked.is("log_probabilities_of_a_stream_are_answered")
        && asked.streamed
        && asked.options.max_tokens == Some(4)
    {
        let opened = parts.logprobs.availability() == Availability::Returned;
        parts.logprobs = Logprobs::default();
        parts.logprobs.set_availability(match opened {
            true => Availability::Returned,
            false => Availability::NotRequested,
        });
    }
    let mut out = Logprobs::default();
    out.set_availability(parts.logprobs.availability());
    for (channel, tokens) in parts.logprobs.channels() {
        let mut tokens = tokens.to_vec();
        let channel = match (asked.fault, channel) {
            ("tokens_of_a_refusal_have_a_channel_of_their_own", Channel::Refusal)
            | ("tokens_of_the_reasoning_have_a_channel_of_their_own", Channel::Reasoning) => {
                Channel::Content
            }
            _ => channel,
        };
        if asked.is("pieces_without_tokens_change_nothing") && tokens.is_empty() {
            tokens.push(TokenLogprob::new("x", -1.0));
        }
        let tokens = tokens.iter().filter_map(|one| token(asked, text, one));
        out.extend(channel, tokens.collect());
    }
    parts.logprobs = out;
}

fn token(asked: &Asked<'_>, text: &str, token: &TokenLogprob) -> Option<TokenLogprob> {
    let top = token.top_logprobs();
    let hello = asked.is_example() && text == "Hello world";
    let own = token.token().unwrap_or_default();
    let with = |chosen: TopLogprob, top: Option<Vec<TopLogprob>>| {
        let token = TokenLogprob::from(chosen);
        Some(match top {
            Some(top) => token.with_top_logprobs(top),
            None => token,
        })
    };
    let same_top = || top.map(<[_]>::to_vec);
    match asked.fault {
        "the_bytes_of_the_tokens_are_the_text" if own == "ïve" => None,
        "a_stream_and_a_whole_answer_have_the_same_tokens"
            if hello && asked.streamed && own == "world" =>
        {
            None
        }
        "a_token_is_among_its_alternatives_or_its_rank_is_told" if text == "az" => {
            with(token.chosen().clone(), top.map(|top| top[1..].to_vec()))
        }
        "alternatives_come_the_likeliest_first" if hello => with(
            token.chosen().clone(),
            top.map(|top| top.iter().rev().cloned().collect()),
        ),
        "the_mass_of_the_alternatives_is_at_most_one" if hello => with(token.chosen().clone(), {
            let likely = |top: &TopLogprob| TopLogprob::new(top.token().unwrap(), -0.1);
            top.map(|top| top.iter().map(likely).collect())
        }),
        "no_log_probability_is_above_zero" if hello => with(TopLogprob::new(own, 0.5), same_top()),
        "a_stand_in_is_a_floor_and_no_number" if token.logprob() == Some(-9999.0) => {
            with(TopLogprob::new(own, -20.0), same_top())
        }
        "an_answer_cut_by_its_limit_keeps_whole_tokens"
            if asked.options.max_tokens == Some(2) && own == "lo" =>
        {
            None
        }
        "what_a_token_tells_arrives" if text == "yes" && top.is_some() => {
            with(token.chosen().clone(), None)
        }
        "ids_of_tokens_arrive" if token.id().is_some() => with(TopLogprob::new(own, -0.1), None),
        "parts_of_characters_arrive_as_bytes" if text == "🦀" => {
            with(token.chosen().clone().without_bytes(), None)
        }
        "no_list_of_alternatives_differs_from_an_empty_one" if top.is_none() && text == "ab" => {
            with(token.chosen().clone(), Some(Vec::new()))
        }
        "a_missing_number_is_no_zero" if token.logprob().is_none() => {
            with(TopLogprob::new(own, 0.0), None)
        }
        "numbers_keep_all_of_their_digits" => {
            let logprob = token.logprob().unwrap_or(f64::NAN);
            let rounded = TopLogprob::new(own, f64::from(logprob as f32));
            match (logprob + 0.123_456_789).abs() < 1e-6 {
                true => with(rounded, same_top()),
                false => Some(token.clone()),
            }
        }
        _ => Some(token.clone()),
    }
}

/// The tokens of all pieces go with the last.
pub(super) fn move_to_the_end(asked: &Asked<'_>, pieces: &mut Vec<AiMessageChunk>) {
    if asked.is("each_piece_of_a_stream_has_its_own_tokens")
        && asked.streamed
        && !asked.is_example()
    {
        let sum: AiMessageChunk = pieces.iter().cloned().sum();
        for piece in pieces.iter_mut() {
            *piece = super::parts::each_choice(piece, |parts| parts.logprobs = Logprobs::default());
        }
        pieces.extend(sum.choices().iter().map(|choice| {
            let end = ChoiceChunk::new(choice.index(), "").with_logprobs(choice.logprobs().clone());
            AiMessageChunk::default().with_choice(end)
        }));
    }
}
