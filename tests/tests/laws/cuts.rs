//! Any split of the bytes of a stream gives the same chunks.

use bytes::Bytes;
use futures::TryStreamExt;
use proptest::collection::vec;
use proptest::sample::Index;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};
use proptest::{prop_assert_eq, proptest};
use surprisal::openai::OpenAiOptions;
use surprisal::{AiMessageChunk, CallOptions, ChatModel, ErrorKind, Messages};
use surprisal_testing::server::{Reply, Server};
use surprisal_tests::generate;
use surprisal_tests::recordings::{self, Recording};

use crate::memory::{Memory, block_on};

/// A stream with all that a decoder can stumble over: a byte order mark, comments, every line end, data of
/// several lines, characters of two to four bytes and halves of them, several choices, tools, usage.
const STREAM: &str = concat!(
    "\u{feff}: hello\n\n",
    "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[]}\r\n\r\n",
    "event: message\rdata:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"h\u{e9}\"},\"logprobs\":{\"content\":[{\"token\":\"h\u{e9}\",\"bytes\":[104,195,169],\"logprob\":-0.25,\"top_logprobs\":[{\"token\":\"\u{1f499}\",\"bytes\":null,\"logprob\":-9999.0}]}]}}]}\r\r",
    "data: {\"choices\":[{\"index\":1,\ndata: \"delta\":{\"content\":\"\u{1f499}\u{20ac}\\ud83d\\udc99\"},\ndata: \"logprobs\":{\"content\":[]}}]}\n\n",
    ": keep-alive\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\"}}]}}]}\n\n",
    "id: 7\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n",
    "data: [DONE]\n\n",
);

fn options() -> CallOptions {
    CallOptions::new()
        .logprobs(true)
        .top_logprobs(5)
        .n(2)
        .on_logprobs_missing(surprisal::Policy::Warn)
}

/// The pieces between these offsets.
fn cut(bytes: &Bytes, mut offsets: Vec<usize>) -> Vec<Bytes> {
    offsets.push(bytes.len());
    offsets.sort_unstable();
    let mut start = 0;
    let piece = |end| {
        let piece = bytes.slice(start..end);
        start = end;
        piece
    };
    offsets.into_iter().map(piece).collect()
}

/// Some offsets within this many bytes; two may be equal.
fn offsets(length: usize) -> impl Strategy<Value = Vec<usize>> {
    vec(proptest::arbitrary::any::<Index>(), 0..12).prop_map(move |indices| {
        indices
            .into_iter()
            .map(|index| index.index(length + 1))
            .collect()
    })
}

async fn chunks(
    model: &dyn ChatModel,
    options: CallOptions,
) -> surprisal::Result<Vec<AiMessageChunk>> {
    let stream = model.stream_opts(Messages::from("hi"), options).await?;
    stream.try_collect().await
}

/// The chunks of these pieces, read from memory.
fn read(pieces: Vec<Bytes>, options: CallOptions) -> surprisal::Result<Vec<AiMessageChunk>> {
    let model = Memory::new(pieces).model().build().unwrap();
    block_on(chunks(&model, options))
}

#[test]
fn a_stream_with_all_difficulties_is_read() {
    let whole: AiMessageChunk = read(vec![STREAM.into()], options())
        .unwrap()
        .into_iter()
        .sum();
    assert_eq!(whole.text(), "hé");
    assert_eq!(whole.choices()[1].text(), "💙€💙");
    assert_eq!(whole.tool_call_chunks()[0].arguments, r#"{"a":1}"#);
    assert_eq!(whole.logprobs().content().len(), 1);
    assert_eq!(whole.usage().unwrap().total_tokens, Some(3));
}

#[test]
fn every_single_cut_gives_the_same_chunks() {
    let bytes = Bytes::from_static(STREAM.as_bytes());
    let whole = read(vec![bytes.clone()], options()).unwrap();
    for offset in 0..=bytes.len() {
        let pieces = cut(&bytes, vec![offset]);
        assert_eq!(read(pieces, options()).unwrap(), whole, "cut at {offset}");
    }
    let single = bytes.chunks(1).map(Bytes::copy_from_slice).collect();
    assert_eq!(read(single, options()).unwrap(), whole);
}

proptest! {
    #[test]
    fn any_cuts_give_the_same_chunks(offsets in offsets(STREAM.len())) {
        let bytes = Bytes::from_static(STREAM.as_bytes());
        let whole = read(vec![bytes.clone()], options()).unwrap();
        prop_assert_eq!(read(cut(&bytes, offsets), options()).unwrap(), whole);
    }
}

#[test]
fn what_ends_too_early_is_truncated_wherever_it_ends() {
    let bytes = Bytes::from_static(STREAM.as_bytes());
    // The last line with something in it, after which nothing is awaited.
    let complete = STREAM.find("\n\ndata: [DONE]").unwrap();
    for end in 0..=complete {
        let pieces = cut(&bytes.slice(..end), vec![end / 2]);
        let error = read(pieces, options()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "ends at {end}: {error}");
    }
    read(vec![bytes.slice(..=complete)], options()).unwrap();
}

#[test]
fn any_cuts_of_recorded_streams_give_the_same_chunks() {
    let Some(mut recordings) = recordings::load().unwrap() else {
        return;
    };
    recordings.retain(|one: &Recording| one.stream && one.exact && one.status == 200);
    recordings.retain(|one| one.is_chat() || one.is_responses());
    for recording in &recordings {
        let bytes = Bytes::from(recording.body.clone());
        // An option that no other interface has chooses the one that was recorded.
        let options = match recording.is_responses() {
            true => OpenAiOptions::new().truncation("disabled").into(),
            false => CallOptions::new(),
        };
        let whole = read(vec![bytes.clone()], options.clone()).unwrap();
        let mut runner = TestRunner::new(Config::with_cases(8));
        let name = &recording.name;
        runner
            .run(&offsets(bytes.len()), |offsets| {
                prop_assert_eq!(
                    &read(cut(&bytes, offsets), options.clone()).unwrap(),
                    &whole,
                    "{}",
                    name
                );
                Ok(())
            })
            .unwrap();
    }
    println!("{} streams", recordings.len());
    assert!(recordings.len() >= 34);
}

#[tokio::test]
async fn cuts_on_a_real_connection_give_the_same_chunks() {
    let bytes = Bytes::from(generate::events(20, Some(5)).concat());
    let options = options().n(1);
    let server = Server::start().await.unwrap();
    let model =
        surprisal::openai::ChatOpenAi::builder("m").base_url(format!("{}/v1", server.url()));
    let model = model.build().unwrap();
    server.reply(Reply::sse(bytes.clone()));
    let whole = chunks(&model, options.clone()).await.unwrap();
    assert!(whole.len() >= 20);
    for step in [1, 7, 64, 1000, 4096] {
        server.reply(Reply::sse(bytes.clone()).split_every(step));
        assert_eq!(
            chunks(&model, options.clone()).await.unwrap(),
            whole,
            "every {step}"
        );
    }
}
