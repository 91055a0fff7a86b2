//! What comes back is what went through, whatever it was and however it was cut.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response};
use proptest::prelude::*;
use surprisal_testing::replay::{Exchange, Recorder, Replay};

use crate::support::{Answer, Tape, answer, post, read};

/// JSON, server-sent events in many scripts, and any bytes.
fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        any::<Vec<u8>>(),
        "\\PC{0,40}".prop_map(String::into_bytes),
        "(data: \\{\"é\":\"[a-z\\\\\"🦀]{0,5}\"\\}\r?\n\r?\n){0,4}".prop_map(String::into_bytes),
        r#"[\{\[ ]?("a":)?(1e400|-0\.0|"\\ud800"|null|\{\}|\[1, 2\])[\}\] \n]?"#
            .prop_map(String::into_bytes),
    ]
}

fn cut(body: &[u8], cuts: &[prop::sample::Index]) -> Vec<Bytes> {
    let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
    cuts.extend([0, body.len()]);
    cuts.sort_unstable();
    let pieces = cuts
        .windows(2)
        .map(|cut| body[cut[0]..cut[1]].to_vec().into());
    pieces.collect()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.unwrap().block_on(future)
}

proptest! {
    #[test]
    fn any_conversation_is_replayed_chunk_by_chunk(
        calls in prop::collection::vec(
            (body(), body(), prop::collection::vec(any::<prop::sample::Index>(), 0..6), 200..600_u16),
            0..4,
        ),
        headers in prop::collection::vec(("x-[a-z]{1,3}", "[ -~é]{0,8}"), 0..4),
    ) {
        block_on(async {
            let answers = calls.iter().map(|(_, body, cuts, status)| -> Answer {
                let (wait, mut head, steps) = answer(cut(body, cuts));
                if let Ok(head) = &mut head {
                    *head.status_mut() = (*status).try_into().unwrap();
                    for (name, value) in &headers {
                        let name = HeaderName::try_from(name).unwrap();
                        head.headers_mut().append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
                    }
                }
                (wait, head, steps)
            });
            let tape = Tape::new();
            let recorder = tape.record(answers);
            let mut went_through = Vec::new();
            for (request, ..) in &calls {
                went_through.push(read(&recorder, post("/v1/a?b=c", request.clone())).await);
            }
            let replay = tape.replay();
            for ((request, body, cuts, _), expected) in calls.iter().zip(went_through) {
                let played = read(&replay, post("/v1/a?b=c", request.clone())).await.unwrap();
                prop_assert_eq!(&played.2, &cut(body, cuts));
                prop_assert_eq!(Ok(played), expected);
            }
            prop_assert_eq!(replay.unused(), Vec::<String>::new());
            Ok(())
        })?;
    }

    #[test]
    fn what_is_imported_is_replayed_and_recorded_the_same(
        body in body(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        block_on(async {
            let chunks = cut(&body, &cuts);
            let imported = Replay::new([Exchange::new(post("/a", "{}"), Response::new(chunks.clone()))]);
            let tape = Tape::new();
            let recorder = Recorder::new(imported, &tape.path).unwrap();
            let first = read(&recorder, post("/a", "{}")).await.unwrap();
            let second = read(&tape.replay(), post("/a", "{ }")).await.unwrap();
            prop_assert_eq!(&first.2, &chunks);
            prop_assert_eq!(first, second);
            Ok(())
        })?;
    }
}
