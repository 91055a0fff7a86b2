//! Servers whose bytes are made of text, where a part of a character is U+FFFD: it must not be taken for bytes.
//! Built from `ChatCompletionTokenLogprob` of SGLang, of vLLM and of TensorRT-LLM, from Ollama's
//! `openai.Logprob`, and from `ChatCompletionLogprob` of TGI, which has no bytes.

use serde_json::{Value, json};
use surprisal_core::{BytesOrigin, HasLogprobs as _, Score, TokenLogprob};
use surprisal_openai_compat::{Dialect, LlamaCpp, OllamaCompat, Sglang, TensorRtLlm, Tgi, Vllm};

use crate::support::{answer, asked, both, finish, says, whole};

const LOST: [u8; 3] = [239, 191, 189];

fn entry(text: &str, logprob: f64) -> Value {
    let one = json!({"token": text, "logprob": logprob, "bytes": text.as_bytes()});
    let mut entry = one.clone();
    entry["top_logprobs"] = json!([one, {"token": "\u{fffd}", "logprob": -9999.0, "bytes": LOST}]);
    entry
}

/// Asserts that a body and a stream of this dialect have true bytes where there are such, and none else.
async fn assert_bytes<D: Dialect>() {
    let entries = [entry("Hi ", -0.5), entry("\u{fffd}", -9999.0)];
    let logprobs = |entries: &[Value]| json!({"content": entries});
    let chunks = [
        says("Hi ", logprobs(&entries[..1])),
        says("\u{fffd}", logprobs(&entries[1..])),
        finish(),
    ];
    let answer = both::<D>(answer("Hi \u{fffd}", logprobs(&entries)), &chunks, asked()).await;
    let [known, lost] = answer.logprobs().content() else {
        unreachable!("{answer:?}");
    };
    assert_eq!(known.bytes(), Some(&b"Hi "[..]), "{}", D::PROVIDER);
    assert_eq!(known.bytes_origin(), Some(BytesOrigin::Text));
    assert_eq!(lost.token(), Some("\u{fffd}"));
    assert_eq!(lost.bytes(), None, "{}", D::PROVIDER);
    assert_eq!(lost.score(), Score::Floor(-9999.0));
    for token in [known, lost] {
        assert_eq!(token.top_logprobs().unwrap()[1].bytes(), None);
    }
    assert_eq!(answer.measures().sum(), Some(-0.5));
}

#[tokio::test]
async fn a_part_of_a_character_has_no_bytes() {
    assert_bytes::<Sglang>().await;
    assert_bytes::<OllamaCompat>().await;
    assert_bytes::<TensorRtLlm>().await;
    assert_bytes::<Vllm>().await;
}

/// The bytes of a token that is written so.
async fn bytes<D: Dialect>(entry: &str) -> Option<Vec<u8>> {
    let body = answer("x", "ENTRY".into()).to_string();
    let body = body.replace("\"ENTRY\"", &format!("{{\"content\":[{entry}]}}"));
    let answer = whole::<D>(body, asked()).await.unwrap();
    answer.logprobs().content()[0].bytes().map(<[u8]>::to_vec)
}

#[tokio::test]
async fn a_part_of_a_character_has_no_bytes_in_whichever_form_they_are_written() {
    for entry in [
        r#"{"token":"�","logprob":-1.0,"bytes":[239,191,189]}"#,
        r#"{"token": "�", "logprob": -1.0, "bytes": [239, 191, 189]}"#,
        r#"{"bytes":[239,191,189],"logprob":-1.0,"token":"�"}"#,
        r#"{"logprob":-1.0,"token":"\ufffd","bytes":[239,191,189]}"#,
    ] {
        assert_eq!(bytes::<Sglang>(entry).await, None, "{entry}");
        // Where bytes are true ones, a model may well say U+FFFD.
        assert_eq!(bytes::<LlamaCpp>(entry).await, Some(LOST.to_vec()));
    }
    let differs = r#"{"token":"�","logprob":-1.0,"bytes":[240]}"#;
    assert_eq!(bytes::<Sglang>(differs).await, Some(vec![240]));
}

#[tokio::test]
async fn a_number_that_json_does_not_have_is_what_it_says() {
    for (number, score) in [
        ("-Infinity", Score::Floor(f64::NEG_INFINITY)),
        ("NaN", Score::Missing),
        ("null", Score::Missing),
        ("-9999.0", Score::Floor(-9999.0)),
    ] {
        let body = answer(
            "x",
            json!({"content": [{"token": "x", "logprob": "NUMBER"}]}),
        );
        let body = body.to_string().replace("\"NUMBER\"", number);
        let answer = whole::<Sglang>(body, asked()).await.unwrap();
        assert_eq!(answer.logprobs().content()[0].score(), score, "{number}");
    }
}

#[tokio::test]
async fn tokens_without_bytes_have_those_of_their_text() {
    let entry = |text: &str| {
        let top = json!([{"token": text, "logprob": -0.5}, {"token": "\u{fffd}", "logprob": -2.5}]);
        json!({"token": text, "logprob": -0.5, "top_logprobs": top})
    };
    let entries = [entry("Hé"), entry("\u{fffd}")];
    let logprobs = |entries: &[Value]| json!({"content": entries});
    let chunks = [
        says("Hé", logprobs(&entries[..1])),
        says("", logprobs(&entries[1..])),
        finish(),
    ];
    let whole = answer("Hé", logprobs(&entries));
    let answer = both::<Tgi>(whole, &chunks, asked()).await;
    let tokens = answer.logprobs().content();
    assert_eq!(tokens[0].bytes(), Some("Hé".as_bytes()));
    assert_eq!(tokens[0].bytes_origin(), Some(BytesOrigin::Text));
    assert_eq!(tokens[1].bytes(), None);
    assert_eq!(tokens.iter().filter_map(TokenLogprob::id).count(), 0);
}
