use std::collections::{HashMap, HashSet};

use surprisal_core::{Message, Messages};

/// The ids of tool calls as Mistral takes them: nine letters and digits, and nothing else. Ids of other providers are
/// replaced, each always by the same, so that a conversation begins alike in each of its turns and can be cached; and
/// no two by the same, so that each result still belongs to its call. Calls without an id are numbered, and so are their
/// results, for their order is all that says which belongs to which.
pub(super) struct CallIds<'a> {
    known: HashMap<&'a str, String>,
    /// What the first call or result without an id has, the second, and so on.
    numbered: Vec<String>,
    calls: usize,
    results: usize,
}

impl<'a> CallIds<'a> {
    /// Those of these messages.
    pub(super) fn of(messages: &'a Messages) -> Self {
        let ids: Vec<&str> = messages.iter().flat_map(ids).collect();
        let (none, ids): (Vec<&str>, Vec<&str>) = ids.into_iter().partition(|id| id.is_empty());
        let (fit, others): (Vec<&str>, Vec<&str>) = ids.into_iter().partition(|id| fits(id));
        let mut taken: HashSet<String> = fit.into_iter().map(str::to_owned).collect();
        let mut free = |id: &str| {
            let mut number = hash(id);
            while !taken.insert(spelled(number)) {
                number = number.wrapping_add(1);
            }
            spelled(number)
        };
        let mut known = HashMap::new();
        for id in others {
            known.entry(id).or_insert_with(|| free(id));
        }
        let numbered = (1..=none.len()).map(|number| free(&format!("call-{number}")));
        Self {
            known,
            numbered: numbered.collect(),
            calls: 0,
            results: 0,
        }
    }

    /// What is sent for the id of the next call.
    pub(super) fn call<'b>(&'b mut self, id: &'b str) -> &'b str {
        if id.is_empty() {
            self.calls += 1;
        }
        self.get(id, self.calls)
    }

    /// What is sent for the id in the next result.
    pub(super) fn result<'b>(&'b mut self, id: &'b str) -> &'b str {
        if id.is_empty() {
            self.results += 1;
        }
        self.get(id, self.results)
    }

    fn get<'b>(&'b self, id: &'b str, number: usize) -> &'b str {
        let numbered = || self.numbered.get(number.checked_sub(1)?);
        let spelled = match id {
            "" => numbered(),
            id => self.known.get(id),
        };
        spelled.map_or(id, String::as_str)
    }
}

/// The ids that a message has.
fn ids(message: &Message) -> Vec<&str> {
    match message {
        Message::Ai(answer) => {
            let valid = answer.tool_calls().iter().map(|call| call.id.as_str());
            let invalid = answer.invalid_tool_calls().iter();
            valid.chain(invalid.map(|call| call.id.as_str())).collect()
        }
        Message::Tool(result) => vec![result.tool_call_id()],
        _ => Vec::new(),
    }
}

fn fits(id: &str) -> bool {
    id.len() == LENGTH && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// FNV-1a of 64 bits: the same on every machine and in every version.
fn hash(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn spelled(mut number: u64) -> String {
    let digits = (0..LENGTH).map(|_| {
        let digit = (number % 62) as u32;
        number /= 62;
        match digit {
            0..10 => char::from_digit(digit, 10),
            10..36 => char::from_u32(u32::from('a') + digit - 10),
            _ => char::from_u32(u32::from('A') + digit - 36),
        }
    });
    digits.map(Option::unwrap_or_default).collect()
}

const LENGTH: usize = 9;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use surprisal_core::{AiMessage, Choice, ToolCall, ToolMessage};

    fn conversation(ids: &[String]) -> Messages {
        let calls = ids
            .iter()
            .map(|id| ToolCall::new(id, "f", serde_json::Map::new()));
        let answer = AiMessage::from(Choice::new("").with_tool_calls(calls));
        let results = ids.iter().map(|id| ToolMessage::new(id, "r").into());
        std::iter::once(answer.into()).chain(results).collect()
    }

    #[test]
    fn an_id_that_fits_is_sent_as_it_is() {
        let ids = ["gSIMJiOkT".to_owned()];
        let messages = conversation(&ids);
        let mut ids = CallIds::of(&messages);
        assert_eq!(ids.call("gSIMJiOkT"), "gSIMJiOkT");
        assert_eq!(ids.result("gSIMJiOkT"), "gSIMJiOkT");
    }

    #[test]
    fn an_id_that_would_be_taken_is_spelled_otherwise() {
        let taken = spelled(hash("call_a"));
        let messages = conversation(&["call_a".to_owned(), taken.clone()]);
        let mut ids = CallIds::of(&messages);
        assert!(fits(ids.call("call_a")) && ids.call("call_a") != taken);
        assert_eq!(ids.call(&taken), taken);
    }

    #[test]
    fn calls_without_an_id_are_told_apart_by_their_order() {
        let taken = spelled(hash("call-2"));
        let none = String::new;
        let messages = conversation(&[none(), "call_a".to_owned(), none(), taken.clone()]);
        let mut ids = CallIds::of(&messages);
        let asked = ["", "call_a", "", &taken];
        let calls = asked.map(|id| ids.call(id).to_owned());
        let results = asked.map(|id| ids.result(id).to_owned());
        assert_eq!(calls, results);
        assert!(calls.iter().all(|id| fits(id)), "{calls:?}");
        assert_eq!(calls.iter().collect::<HashSet<_>>().len(), 4, "{calls:?}");
    }

    proptest! {
        #[test]
        fn every_id_fits_and_no_two_are_one(ids in prop::collection::hash_set("(call_)?[a-z0-9]{0,12}", 0..20)) {
            let ids: Vec<String> = ids.into_iter().collect();
            let messages = conversation(&ids);
            let mut sent = CallIds::of(&messages);
            let calls: Vec<String> = ids.iter().map(|id| sent.call(id).to_owned()).collect();
            let results: Vec<String> = ids.iter().map(|id| sent.result(id).to_owned()).collect();
            prop_assert_eq!(&calls, &results);
            let distinct: HashSet<String> = calls.into_iter().collect();
            prop_assert!(distinct.iter().all(|id| fits(id)));
            prop_assert_eq!(distinct.len(), ids.len());
        }
    }
}
