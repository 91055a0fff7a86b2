//! What holds of the requests to any of OpenAI's interfaces, against its schema.

use proptest::arbitrary::any;
use proptest::collection::vec;
use proptest::prop_assert_eq;
use proptest::sample::subsequence;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use surprisal::openai::ChatOpenAi;
use surprisal::{CallOptions, Message, Messages, Options, Runnable};

use crate::memory::{Memory, block_on};
use crate::schema_check::Document;

/// The requests to one interface.
pub(crate) struct Requests {
    pub(crate) document: Document,
    /// The name of their schema.
    pub(crate) schema: &'static str,
    /// A model that speaks to this interface.
    pub(crate) model: fn(&Memory) -> ChatOpenAi,
    /// Every message that can be sent.
    pub(crate) messages: Vec<Message>,
    /// Every option that can be sent, each by itself.
    pub(crate) options: Vec<CallOptions>,
}

impl Requests {
    /// The JSON of a request.
    pub(crate) fn sent(&self, said: Vec<Message>, options: CallOptions, stream: bool) -> Value {
        let memory = Memory::default();
        let model = (self.model)(&memory);
        let input = Messages::from_iter(said);
        block_on(async {
            // What comes back does not matter here.
            if stream {
                drop(model.stream_opts(input, options).await);
            } else {
                drop(model.invoke_opts(input, options).await);
            }
        });
        memory.last_request().1
    }

    pub(crate) fn assert_each_fits(&self) {
        for message in &self.messages {
            self.assert_fits(&self.sent(vec![message.clone()], CallOptions::new(), false));
        }
        for options in &self.options {
            for stream in [false, true] {
                let said = vec![Message::human("hi")];
                self.assert_fits(&self.sent(said, options.clone(), stream));
            }
        }
    }

    pub(crate) fn assert_any_conversation_fits(&self) {
        let inputs = (
            vec(0..self.messages.len(), 1..6),
            subsequence(self.options.clone(), 0..=self.options.len()),
            any::<bool>(),
        );
        TestRunner::new(Config::default())
            .run(&inputs, |(said, options, stream)| {
                let said = said.into_iter().map(|index| self.messages[index].clone());
                let options = options
                    .into_iter()
                    .fold(CallOptions::new(), |all, one| one.or(&all));
                // A choice of a tool is of the tools that came with it.
                let options = match &options.tools {
                    Some(_) => options,
                    None => CallOptions {
                        tool_choice: None,
                        ..options
                    },
                };
                let body = self.sent(said.collect(), options, stream);
                prop_assert_eq!(self.document.check(self.schema, &body), Ok(()));
                Ok(())
            })
            .unwrap();
    }

    /// Asserts that a request fits, and does not with any of these values in the places that go with them.
    pub(crate) fn assert_wrong_do_not_fit<const N: usize>(
        &self,
        right: &Value,
        wrong: [(&str, Value); N],
    ) {
        self.assert_fits(right);
        for (path, value) in wrong {
            let mut body = right.clone();
            let (parent, key) = path.rsplit_once('/').unwrap();
            match body.pointer_mut(parent).unwrap() {
                Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
                parent => parent[key] = value,
            }
            assert!(self.document.check(self.schema, &body).is_err(), "{body}");
        }
    }

    fn assert_fits(&self, body: &Value) {
        assert_eq!(self.document.check(self.schema, body), Ok(()), "{body}");
    }
}
