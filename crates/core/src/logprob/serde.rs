//! The form in which log probabilities are written down: OpenAI's, with `id` and `rank` where known. [`Exact`] adds
//! what that form has no place for; either is read.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{BytesOrigin, Channel, Logprobs, Score, TokenLogprob, TopLogprob};

/// What stands for −∞, which JSON has not: OpenAI's own stand-in, read back as a floor.
const NEGATIVE_INFINITY: f64 = -9999.0;

/// Log probabilities to be written without any loss: infinities, and bytes that were decoded from an escape.
pub(crate) struct Exact<'a, T: ?Sized>(pub(crate) &'a T);

impl TopLogprob {
    fn serialize_fields<M: SerializeMap>(&self, map: &mut M, exact: bool) -> Result<(), M::Error> {
        map.serialize_entry("token", &self.token())?;
        // Bytes of which the provider said nothing are not written: they follow from the text again,
        // or are as unknown as before, while `null` says that there are none.
        let unsaid = matches!(self.bytes_origin(), None | Some(BytesOrigin::Text));
        if self.is_without_bytes() || !unsaid {
            map.serialize_entry("bytes", &self.bytes())?;
        }
        if exact && self.bytes_origin() == Some(BytesOrigin::Escape) {
            map.serialize_entry("escaped", &true)?;
        }
        let logprob = match self.score() {
            Score::Floor(value) if value.is_infinite() && !exact => Some(NEGATIVE_INFINITY),
            Score::Exact(value) | Score::Floor(value) if value.is_finite() => Some(value),
            _ => None,
        };
        map.serialize_entry("logprob", &logprob)?;
        if let Some(infinite) = self.logprob().filter(|value| exact && value.is_infinite()) {
            map.serialize_entry("infinite", &infinite.signum())?;
        }
        if let Some(id) = self.id() {
            map.serialize_entry("id", &id)?;
        }
        if let Some(rank) = self.rank() {
            map.serialize_entry("rank", &rank)?;
        }
        Ok(())
    }
}

impl Serialize for TopLogprob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.serialize_fields(&mut map, false)?;
        map.end()
    }
}

impl Serialize for Exact<'_, TopLogprob> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.serialize_fields(&mut map, true)?;
        map.end()
    }
}

impl<T> Serialize for Exact<'_, [T]>
where
    for<'a> Exact<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Exact))
    }
}

impl Serialize for TokenLogprob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.chosen().serialize_fields(&mut map, false)?;
        if let Some(top) = self.top_logprobs() {
            map.serialize_entry("top_logprobs", top)?;
        }
        map.end()
    }
}

impl Serialize for Exact<'_, TokenLogprob> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.chosen().serialize_fields(&mut map, true)?;
        if let Some(top) = self.0.top_logprobs() {
            map.serialize_entry("top_logprobs", &Exact(top))?;
        }
        map.end()
    }
}

impl Logprobs {
    fn serialize_rest<M: SerializeMap>(&self, mut map: M) -> Result<M::Ok, M::Error> {
        map.serialize_entry("availability", &self.availability())?;
        if let Some(basis) = self.basis() {
            map.serialize_entry("basis", &basis)?;
        }
        if !self.reported().is_empty() {
            map.serialize_entry("reported", &self.reported())?;
        }
        map.end()
    }
}

impl Serialize for Logprobs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (channel, tokens) in self.channels() {
            map.serialize_entry(channel.as_str(), tokens)?;
        }
        self.serialize_rest(map)
    }
}

impl Serialize for Exact<'_, Logprobs> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (channel, tokens) in self.0.channels() {
            map.serialize_entry(channel.as_str(), &Exact(tokens))?;
        }
        self.0.serialize_rest(map)
    }
}

/// The fields of either kind of token.
#[derive(serde::Deserialize)]
struct Fields {
    #[serde(default)]
    token: Option<String>,
    #[serde(default, deserialize_with = "said")]
    bytes: Option<Option<Vec<u8>>>,
    #[serde(default)]
    escaped: bool,
    #[serde(default)]
    logprob: Option<f64>,
    /// The sign of a logprob that is no number in JSON.
    #[serde(default)]
    infinite: Option<f64>,
    #[serde(default)]
    id: Option<u32>,
    #[serde(default)]
    rank: Option<u32>,
    #[serde(default)]
    top_logprobs: Option<Vec<TopLogprob>>,
}

/// Tells a key that is null from a key that is not there.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Vec<u8>>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Fields {
    fn top<E: serde::de::Error>(&self) -> Result<TopLogprob, E> {
        let infinite = self.infinite.map(|sign| sign * f64::INFINITY);
        let logprob = self.logprob.or(infinite).unwrap_or(f64::NAN);
        let mut top = match (&self.token, self.id) {
            (Some(token), _) => TopLogprob::new(token, logprob),
            (None, Some(id)) => TopLogprob::from_id(id, logprob),
            (None, None) => return Err(E::custom("a token needs `token` or `id`")),
        };
        match &self.bytes {
            Some(Some(bytes)) if self.escaped => top = top.with_escaped_bytes(bytes),
            Some(Some(bytes)) => top = top.with_bytes(bytes),
            Some(None) => top = top.without_bytes(),
            None => {}
        }
        if let Some(id) = self.id {
            top = top.with_id(id);
        }
        if let Some(rank) = self.rank {
            top = top.with_rank(rank);
        }
        Ok(top)
    }
}

impl<'de> Deserialize<'de> for TopLogprob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer)?.top()
    }
}

impl<'de> Deserialize<'de> for TokenLogprob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        let token = Self::from(fields.top()?);
        Ok(match fields.top_logprobs {
            Some(top) => token.with_top_logprobs(top),
            None => token,
        })
    }
}

/// The channels by their keys; `refusal: null` and a missing key both say that there is none.
#[derive(serde::Deserialize)]
struct Channels {
    #[serde(default)]
    content: Option<Vec<TokenLogprob>>,
    #[serde(default)]
    refusal: Option<Vec<TokenLogprob>>,
    #[serde(default)]
    reasoning: Option<Vec<TokenLogprob>>,
    #[serde(default)]
    tool_calls: Option<Vec<TokenLogprob>>,
    #[serde(default)]
    prompt: Option<Vec<TokenLogprob>>,
    #[serde(default)]
    availability: super::Availability,
    #[serde(default)]
    basis: Option<super::Basis>,
    #[serde(default)]
    reported: Option<super::Reported>,
}

impl<'de> Deserialize<'de> for Logprobs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let channels = Channels::deserialize(deserializer)?;
        let mut logprobs = Self::default();
        for (channel, tokens) in [
            (Channel::Content, channels.content),
            (Channel::Refusal, channels.refusal),
            (Channel::Reasoning, channels.reasoning),
            (Channel::ToolCalls, channels.tool_calls),
            (Channel::Prompt, channels.prompt),
        ] {
            if let Some(tokens) = tokens {
                logprobs.extend(channel, tokens);
            }
        }
        logprobs.set_availability(channels.availability);
        if let Some(basis) = channels.basis {
            logprobs.set_basis(basis);
        }
        if let Some(reported) = channels.reported {
            logprobs.set_reported(reported);
        }
        Ok(logprobs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_seeds_shape_is_written_and_read_without_loss() {
        let wire = json!({"content": [
            {"token": "c", "bytes": [99], "logprob": -0.00003547789674485102, "top_logprobs": [
                {"token": "c", "bytes": [99], "logprob": -0.00003547789674485102},
                {"token": "<|end|>", "bytes": null, "logprob": -9999.0}]},
            {"token": "\\xf0\\x9f", "bytes": [240, 159], "logprob": null, "id": 7, "rank": 2, "top_logprobs": []},
            {"token": "plain", "logprob": -1.5}
        ], "availability": "returned", "basis": "raw"});
        let logprobs: Logprobs = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(serde_json::to_value(&logprobs).unwrap(), wire);
        let tokens = logprobs.content();
        assert_eq!(tokens[2].top_logprobs(), None);
        assert_eq!(tokens[1].score(), Score::Missing);
    }

    #[test]
    fn what_is_reported_is_written_only_where_there_is_some() {
        let wire = json!({"availability": "not_requested", "reported": {"mean": -11.5}});
        let logprobs: Logprobs = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(serde_json::to_value(&logprobs).unwrap(), wire);
        assert_eq!(serde_json::to_value(Exact(&logprobs)).unwrap(), wire);
        let none = json!({"availability": "not_requested"});
        assert_eq!(serde_json::to_value(Logprobs::EMPTY).unwrap(), none);
        for none in [json!({"reported": null}), json!({"reported": {}}), none] {
            let logprobs: Logprobs = serde_json::from_value(none).unwrap();
            assert_eq!(&logprobs, Logprobs::EMPTY);
        }
    }

    #[test]
    fn minus_infinity_is_written_as_a_floor() {
        let text = serde_json::to_string(&TopLogprob::new("a", f64::NEG_INFINITY)).unwrap();
        assert_eq!(text, r#"{"token":"a","logprob":-9999.0}"#);
    }
}
