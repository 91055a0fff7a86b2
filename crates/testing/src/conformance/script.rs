//! Answers of a scenario.

use surprisal_core::{
    AiMessage, AiMessageChunk, Channel, Choice, ChoiceChunk, Content, ContentBlock, FinishReason,
    Logprobs, ResponseMetadata, TokenLogprob, ToolCallChunk, TopLogprob, Usage,
};

use super::Answer;
use super::check::{Check, same};

pub(super) const ID: &str = "answer-1";
pub(super) const MODEL: &str = "model-1-2026-01-01";
pub(super) const INPUT_TOKENS: u64 = 11;

/// An answer that is written piece by piece.
pub(super) struct Script {
    pieces: Vec<AiMessageChunk>,
    choices: u32,
}

impl Script {
    /// The first piece names the answer and the model.
    pub(super) fn new() -> Self {
        let mut metadata = ResponseMetadata::default();
        metadata.id = Some(ID.to_owned());
        metadata.model = Some(MODEL.to_owned());
        let first = AiMessageChunk::default()
            .with_choice(ChoiceChunk::new(0, ""))
            .with_response_metadata(metadata);
        Self {
            pieces: vec![first],
            choices: 1,
        }
    }

    pub(super) fn piece(mut self, choice: ChoiceChunk) -> Self {
        self.choices = self.choices.max(choice.index() + 1);
        self.pieces
            .push(AiMessageChunk::default().with_choice(choice));
        self
    }

    pub(super) fn say(self, text: &str) -> Self {
        self.piece(ChoiceChunk::new(0, text))
    }

    pub(super) fn block(self, block: ContentBlock) -> Self {
        self.piece(ChoiceChunk::new(0, Content::from(block)))
    }

    /// A text with its tokens.
    pub(super) fn scored(self, text: &str, tokens: impl IntoIterator<Item = TokenLogprob>) -> Self {
        self.scored_of(0, ContentBlock::text(text), Channel::Content, tokens)
    }

    /// A block of a choice with its tokens.
    pub(super) fn scored_of(
        self,
        index: u32,
        block: ContentBlock,
        channel: Channel,
        tokens: impl IntoIterator<Item = TokenLogprob>,
    ) -> Self {
        let choice = ChoiceChunk::new(index, Content::from(block));
        self.piece(choice.with_logprobs(Logprobs::new(channel, tokens)))
    }

    pub(super) fn call(self, piece: ToolCallChunk) -> Self {
        self.piece(ChoiceChunk::new(0, "").with_tool_call_chunk(piece))
    }

    /// The last piece.
    pub(super) fn end(mut self, reason: FinishReason) -> Answer {
        let output = self.pieces.len() as u64 - 1;
        let mut last = AiMessageChunk::default().with_usage(Usage::new(INPUT_TOKENS, output));
        for (index, reason) in (0..self.choices).zip(std::iter::repeat(reason)) {
            last.push_choice(ChoiceChunk::new(index, "").with_finish_reason(reason));
        }
        self.pieces.push(last);
        Answer::new(self.pieces)
    }

    pub(super) fn stop(self) -> Answer {
        self.end(FinishReason::Stop)
    }
}

/// A text in pieces, one token each.
pub(super) fn says(texts: &[&str]) -> Answer {
    texts
        .iter()
        .fold(Script::new(), |script, text| script.say(text))
        .stop()
}

/// The usual answer.
pub(super) fn hello() -> Answer {
    says(&["Hel", "lo ", "world"])
}

/// The usual answer with the log probabilities of its tokens, each with two alternatives.
pub(super) fn hello_scored() -> Answer {
    [("Hel", 0.5), ("lo ", 0.9), ("world", 0.25)]
        .into_iter()
        .fold(Script::new(), |script, (text, p)| {
            let other = candidate("other", (1.0 - p) / 2.0);
            let mut top = vec![candidate(text, p), other];
            top.sort_by(|a, b| {
                b.logprob()
                    .partial_cmp(&a.logprob())
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
            script.scored(text, [token(text, p).with_top_logprobs(top)])
        })
        .stop()
}

/// A token of this probability, whose bytes are told.
pub(super) fn token(text: &str, probability: f64) -> TokenLogprob {
    candidate(text, probability).into()
}

pub(super) fn candidate(text: &str, probability: f64) -> TopLogprob {
    TopLogprob::new(text, probability.ln()).with_bytes(text.as_bytes())
}

/// Two choices whose pieces come in turns.
pub(super) fn two_choices() -> Answer {
    [
        (0, "one"),
        (1, "two"),
        (0, " and"),
        (1, " and"),
        (0, " all"),
        (1, " none"),
    ]
    .into_iter()
    .fold(Script::new(), |script, (index, text)| {
        let tokens = [token(text, 0.5)];
        script.scored_of(index, ContentBlock::text(text), Channel::Content, tokens)
    })
    .stop()
}

/// That these are they.
pub(super) fn check_two_choices(answer: &AiMessage) -> Check {
    let found: Vec<_> = answer
        .choices()
        .map(|one| (one.index(), one.text().into_owned()))
        .collect();
    let expected = [
        (0, "one and all".to_owned()),
        (1, "two and none".to_owned()),
    ];
    same("the choices", found, expected.to_vec())?;
    let reasons: Vec<_> = answer.choices().map(Choice::finish_reason).collect();
    same(
        "the finish reasons",
        reasons,
        vec![Some(&FinishReason::Stop); 2],
    )
}
