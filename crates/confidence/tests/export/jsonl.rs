use serde_json::{Value, json};
use surprisal_confidence::TokenWriter;
use surprisal_core::{AiMessage, RunnableExt};
use surprisal_testing::{FakeChatModel, token};

use crate::answers::{chunk, jsonl, message};

#[test]
fn a_row_has_every_column_in_the_documented_order() {
    let rows = jsonl(|rows| rows.write_message(&message()).unwrap());
    assert_eq!(
        serde_json::to_string(&rows[1]).unwrap(),
        concat!(
            r#"{"message":0,"choice":0,"channel":"content","index":1,"token":"\\xf0\\x9f\\x92","#,
            r#""bytes":[240,159,146],"bytes_origin":"escape","score":"exact","logprob":-1.5,"floor":null,"#,
            r#""id":null,"rank":null,"entropy":null,"left_out":null,"margin":null,"top_logprobs":[]}"#
        )
    );
    let keys = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert!(rows.iter().all(|row| keys(row) == keys(&rows[0])));
}

#[test]
fn alternatives_are_told_from_no_list_and_bytes_from_none() {
    let rows = jsonl(|rows| rows.write_message(&message()).unwrap());
    assert_eq!(
        rows[0]["top_logprobs"],
        json!([
            {"token": "I", "bytes": [73], "bytes_origin": "wire", "score": "exact", "logprob": -0.25, "floor": null, "id": 40, "rank": 1},
            {"token": "You", "bytes": [89, 111, 117], "bytes_origin": "wire", "score": "floor", "logprob": null, "floor": -9999.0, "id": null, "rank": null},
            {"token": "<|end|>", "bytes": null, "bytes_origin": null, "score": "exact", "logprob": -3.0, "floor": null, "id": null, "rank": null},
        ])
    );
    assert_eq!((&rows[0]["id"], &rows[0]["rank"]), (&json!(40), &json!(1)));
    assert_eq!(rows[0]["margin"], 2.75);
    // Of two exact scores of the three.
    let (p, q) = (-0.25_f64, -3.0_f64);
    let entropy = rows[0]["entropy"].as_f64().unwrap();
    assert!((entropy + p * p.exp() + q * q.exp()).abs() < 1e-12);
    let left_out = rows[0]["left_out"].as_f64().unwrap();
    assert!((left_out - (1.0 - p.exp() - q.exp())).abs() < 1e-12);
    assert!(rows[2]["top_logprobs"].is_null());
}

#[test]
fn floors_and_missing_scores_are_no_numbers_in_the_column_that_is_averaged() {
    let rows = jsonl(|rows| rows.write_message(&message()).unwrap());
    let scores: Vec<_> = rows
        .iter()
        .map(|row| (row["score"].as_str().unwrap(), row["logprob"].as_f64()))
        .collect();
    assert_eq!(
        scores,
        [
            ("exact", Some(-0.25)),
            ("exact", Some(-1.5)),
            ("floor", None),
            ("missing", None),
            ("missing", None),
            ("exact", Some(-0.5)),
            ("exact", Some(-1.0)),
        ]
    );
    // −∞ has no form in JSON; that it is a floor is said by the score.
    assert!(rows[2]["floor"].is_null());
    assert_eq!(rows[3]["id"], u32::MAX - 1);
    assert!(rows[3]["token"].is_null());
}

#[test]
fn choices_channels_and_messages_are_counted_apart() {
    let rows = jsonl(|rows| {
        rows.write_message(&message()).unwrap();
        rows.write(&message()).unwrap();
        rows.write_message(&AiMessage::new("no log probabilities"))
            .unwrap();
        rows.write(&message()).unwrap();
    });
    let place = |row: &Value| {
        (
            row["message"].as_u64().unwrap(),
            row["choice"].as_u64().unwrap(),
            row["channel"].as_str().unwrap().to_owned(),
            row["index"].as_u64().unwrap(),
        )
    };
    let places: Vec<_> = rows.iter().map(place).collect();
    assert_eq!(places[4], (0, 0, "content".into(), 4));
    assert_eq!(places[5], (0, 1, "content".into(), 0));
    assert_eq!(places[6], (0, 1, "reasoning".into(), 0));
    assert_eq!(places[7], (1, 0, "content".into(), 0));
    // The message without rows is one that was written.
    assert_eq!(places[12], (3, 0, "content".into(), 0));
    assert_eq!(rows.len(), 17);
}

#[test]
fn pieces_of_a_message_go_on_where_the_last_one_ended() {
    let rows = jsonl(|rows| {
        for (choice, text) in [(0, "a"), (1, "b"), (0, "c")] {
            rows.write_chunk(&chunk(choice, text)).unwrap();
        }
        rows.end_message();
        rows.end_message();
        rows.write_chunk(&chunk(0, "d")).unwrap();
        // A whole message ends the one that is open.
        rows.write_message(&message()).unwrap();
    });
    let places: Vec<_> = rows
        .iter()
        .take(5)
        .map(|row| (&row["message"], &row["choice"], &row["index"]))
        .collect();
    let expected = [(0, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0), (2, 0, 0)]
        .map(|(message, choice, index)| (json!(message), json!(choice), json!(index)));
    let expected: Vec<_> = expected.iter().map(|(a, b, c)| (a, b, c)).collect();
    assert_eq!(places, expected);
}

#[tokio::test]
async fn a_stream_gives_the_rows_of_the_whole_answer() {
    use futures::TryStreamExt;

    let llm = || {
        FakeChatModel::new()
            .say([
                token("Par").p(0.8).alternative("Lon", 0.1),
                token("is").p(0.5),
            ])
            .bind(
                surprisal_core::CallOptions::new()
                    .logprobs(true)
                    .top_logprobs(2),
            )
    };
    let mut streamed = TokenWriter::jsonl(Vec::new());
    let mut chunks = llm()
        .stream("What is the capital of France?")
        .await
        .unwrap();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        streamed.write_chunk(&chunk).unwrap();
    }
    let mut whole = TokenWriter::jsonl(Vec::new());
    let message = llm()
        .invoke("What is the capital of France?")
        .await
        .unwrap();
    whole.write_message(&message).unwrap();
    let streamed = streamed.finish().unwrap();
    assert_eq!(streamed, whole.finish().unwrap());
    assert_eq!(streamed.iter().filter(|byte| **byte == b'\n').count(), 2);
}

#[test]
fn an_error_of_the_writer_is_given() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let error = TokenWriter::jsonl(Full).write(&message()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
}
