use serde::Serialize;
use surprisal_core::{BytesOrigin, Channel, Score, TokenLogprob, TopLogprob};

/// A token with where it is: what each format writes down.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    pub(super) message: u64,
    pub(super) choice: u32,
    pub(super) channel: &'static str,
    pub(super) index: u64,
    #[serde(flatten)]
    pub(super) token: Candidate<'a>,
    pub(super) entropy: Option<f64>,
    pub(super) left_out: Option<f64>,
    pub(super) margin: Option<f64>,
    pub(super) top_logprobs: Option<Vec<Candidate<'a>>>,
}

/// A token or one of its alternatives.
#[derive(Serialize)]
pub(super) struct Candidate<'a> {
    pub(super) token: Option<&'a str>,
    pub(super) bytes: Option<&'a [u8]>,
    pub(super) bytes_origin: Option<&'static str>,
    pub(super) score: &'static str,
    pub(super) logprob: Option<f64>,
    pub(super) floor: Option<f64>,
    pub(super) id: Option<u32>,
    pub(super) rank: Option<u32>,
}

impl<'a> Row<'a> {
    pub(super) fn new(
        message: u64,
        choice: u32,
        channel: Channel,
        index: u64,
        token: &'a TokenLogprob,
    ) -> Self {
        let entropy = token.entropy();
        let top = token.top_logprobs();
        Self {
            message,
            choice,
            channel: channel.as_str(),
            index,
            token: Candidate::new(token.chosen()),
            entropy: entropy.map(|entropy| entropy.nats),
            left_out: entropy.map(|entropy| entropy.left_out),
            margin: token.margin(),
            top_logprobs: top.map(|top| top.iter().map(Candidate::new).collect()),
        }
    }
}

impl<'a> Candidate<'a> {
    fn new(top: &'a TopLogprob) -> Self {
        let (score, logprob, floor) = match top.score() {
            Score::Exact(logprob) if logprob.is_finite() => ("exact", Some(logprob), None),
            Score::Floor(floor) => ("floor", None, Some(floor)),
            // +∞ is a number that says nothing.
            _ => ("missing", None, None),
        };
        Self {
            token: top.token(),
            bytes: top.bytes(),
            bytes_origin: top.bytes_origin().and_then(origin),
            score,
            logprob,
            floor,
            id: top.id(),
            rank: top.rank(),
        }
    }
}

fn origin(origin: BytesOrigin) -> Option<&'static str> {
    match origin {
        BytesOrigin::Wire => Some("wire"),
        BytesOrigin::Text => Some("text"),
        BytesOrigin::Escape => Some("escape"),
        _ => None,
    }
}
