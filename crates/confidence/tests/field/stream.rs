//! Values while the answer comes.

use std::error::Error as _;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::json;
use surprisal_confidence::{FieldReader, FieldStream, FieldsError, JsonError, JsonErrorKind};
use surprisal_core::{
    AiMessageChunk, CallOptions, Channel, ChoiceChunk, Error, ErrorKind, Logprobs, Result,
    RunnableExt, TokenLogprob, ToolDefinition,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, token};

fn piece(index: u32, text: &str, logprob: f64) -> AiMessageChunk {
    let tokens = [TokenLogprob::new(text, logprob)];
    let choice = ChoiceChunk::new(index, text);
    AiMessageChunk::default()
        .with_choice(choice.with_logprobs(Logprobs::new(Channel::Content, tokens)))
}

async fn pointers(chunks: Vec<Result<AiMessageChunk>>) -> (Vec<String>, Option<Error>) {
    let mut fields = FieldStream::new(stream::iter(chunks));
    let mut pointers = Vec::new();
    loop {
        match fields.try_next().await {
            Ok(Some(done)) => pointers.push(done.field().pointer().to_owned()),
            Ok(None) => return (pointers, None),
            Err(error) => {
                assert!(fields.next().await.is_none(), "an error ends the stream");
                return (pointers, Some(error));
            }
        }
    }
}

#[test]
fn a_value_is_told_with_the_piece_by_which_it_is_whole() {
    let mut reader = FieldReader::new();
    let mut told = |text| {
        let chunk = piece(0, text, -1.0);
        let fields = reader.push(&chunk).unwrap();
        fields
            .map(|field| field.pointer().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(told("{\"a\":\"x"), [""; 0]);
    assert_eq!(told("\",\"b\":1"), ["/a"]);
    assert_eq!(told("2"), [""; 0]);
    assert_eq!(told(",\"c\":[true"), ["/b", "/c/0"]);
    assert_eq!(told("]}"), ["/c", ""]);
    assert_eq!(told(" done"), [""; 0]);
    assert_eq!(reader.finish().unwrap().iter().count(), 3);
}

#[tokio::test]
async fn other_choices_are_passed_over() {
    let chunks = [
        piece(0, "[1", -1.0),
        piece(1, "[2", -2.0),
        piece(1, "]", 0.0),
        piece(0, "]", 0.0),
    ];
    let chunks = stream::iter(chunks.map(Ok));
    let fields: Vec<_> = FieldStream::of_choice(chunks, 1)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(fields[0].field().raw(), "2");
    assert_eq!(fields[0].field().content().count(), 1);
}

#[tokio::test]
async fn text_and_tokens_may_come_apart() {
    let text = |text: &str| AiMessageChunk::from(text);
    let tokens = |text: &str| {
        let tokens = [TokenLogprob::new(text, -1.0)];
        let choice = ChoiceChunk::new(0, "");
        AiMessageChunk::default()
            .with_choice(choice.with_logprobs(Logprobs::new(Channel::Content, tokens)))
    };
    let late = vec![
        Ok(text("[1,")),
        Ok(text("2]")),
        Ok(tokens("[1,")),
        Ok(tokens("2]")),
    ];
    let early = vec![
        Ok(tokens("[1,2")),
        Ok(text("[1")),
        Ok(text(",2]")),
        Ok(tokens("]")),
    ];
    for chunks in [late, early] {
        let (pointers, error) = pointers(chunks).await;
        assert_eq!(
            (pointers.join(" "), error.is_none()),
            ("/0 /1 ".into(), true)
        );
    }
}

#[tokio::test]
async fn what_is_wrong_comes_behind_the_last_whole_value() {
    let (values, error) = pointers(vec![Ok(piece(0, "[1,", -1.0)), Ok(piece(0, "2", -1.0))]).await;
    let error = error.unwrap();
    assert_eq!(
        (values, error.kind()),
        (vec!["/0".to_owned()], ErrorKind::Truncated)
    );
    let source = error.source().unwrap().downcast_ref::<JsonError>().unwrap();
    assert_eq!((source.kind, source.at), (JsonErrorKind::Truncated, 4));

    let broken = Error::new(ErrorKind::Connection, "gone");
    let (values, error) = pointers(vec![Ok(piece(0, "[1,", -1.0)), Err(broken)]).await;
    assert_eq!(
        (values.len(), error.unwrap().kind()),
        (1, ErrorKind::Connection)
    );

    let (values, error) = pointers(vec![Ok("[1]".into())]).await;
    let error = error.unwrap();
    assert_eq!(
        (values.len(), error.kind()),
        (0, ErrorKind::LogprobsMissing)
    );
    let source = error.source().unwrap().downcast_ref::<FieldsError>();
    assert_eq!(source, Some(&FieldsError::NotRequested));

    let other = Logprobs::new(Channel::Content, [TokenLogprob::new("no", -1.0)]);
    let misfit =
        AiMessageChunk::default().with_choice(ChoiceChunk::new(0, "3]").with_logprobs(other));
    let (values, error) = pointers(vec![Ok(piece(0, "[1,2,", -1.0)), Ok(misfit)]).await;
    assert_eq!(
        (values.len(), error.unwrap().kind()),
        (2, ErrorKind::BadResponse)
    );
}

#[tokio::test]
async fn a_scalar_and_arguments_of_a_tool_come_at_the_end() {
    let (values, error) = pointers(vec![
        Ok(piece(0, "\"Par", -1.0)),
        Ok(piece(0, "is\"", -1.0)),
    ])
    .await;
    assert_eq!((values, error.is_none()), (vec![String::new()], true));

    let answer =
        FakeAnswer::new().tool_call_tokens("f", [token("{\"a\":"), token("1").p(0.5), token("}")]);
    let model = FakeChatModel::new()
        .say(answer)
        .bind_tools([ToolDefinition::new("f", json!({}))])
        .bind(CallOptions::new().logprobs(true));
    let chunks = model.stream("Call it.").await.unwrap();
    let fields: Vec<_> = FieldStream::new(chunks).try_collect().await.unwrap();
    assert_eq!(fields[0].field().content().joint_probability(), Some(0.5));
}
