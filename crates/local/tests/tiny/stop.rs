//! What ends an answer.

use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, FinishReason, HasLogprobs, RunnableExt,
};

use crate::support::{HELLO, ask, ids, only, options, shared};

/// An answer of letters, and the answer that stops at this text.
async fn stopped(stop: impl Fn(&str) -> Vec<String>) -> (AiMessage, AiMessage) {
    let chat = shared();
    let letters = only(&chat, "abst", options(40)).await;
    let whole = ask(&chat, letters.clone()).await;
    let stop = stop(&whole.text());
    let streamed = chat
        .clone()
        .bind(letters.clone().stop(stop.clone()))
        .stream(HELLO)
        .await
        .unwrap();
    let streamed = AiMessageChunk::collect(streamed).await.unwrap();
    let message = ask(&chat, letters.stop(stop)).await;
    assert_eq!(message.text(), streamed.text());
    assert_eq!(
        ids(message.logprobs().content()),
        ids(streamed.logprobs().content())
    );
    (whole, message)
}

#[tokio::test]
async fn a_text_to_stop_at_is_left_out_though_it_spans_tokens() {
    // A text of three tokens that comes first in the middle.
    let (whole, message) = stopped(|text| vec![text[12..15].to_owned()]).await;
    let stop = &whole.text()[12..15];
    let begin = whole.text().find(stop).unwrap();
    assert_eq!(message.text(), whole.text()[..begin]);
    assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
    message.alignment().unwrap();
    assert_eq!(message.logprobs().content().len(), begin);
    // The tokens that spelled it were written all the same.
    assert_eq!(message.usage().output_tokens, Some(begin as u64 + 3));
}

#[tokio::test]
async fn the_first_of_several_texts_counts() {
    let (whole, message) = stopped(|text| {
        [
            "nowhere".to_owned(),
            text[20..24].to_owned(),
            text[5..8].to_owned(),
        ]
        .into()
    })
    .await;
    let text = whole.text();
    let begin = [&text[20..24], &text[5..8]].map(|stop| text.find(stop).unwrap());
    assert_eq!(message.text(), text[..*begin.iter().min().unwrap()]);
}

#[tokio::test]
async fn a_text_that_does_not_come_changes_nothing() {
    let (whole, message) = stopped(|text| vec![format!("{}!", &text[30..]), "x".to_owned()]).await;
    assert_eq!(message.text(), whole.text());
    assert_eq!(
        ids(message.logprobs().content()),
        ids(whole.logprobs().content())
    );
    assert_eq!(message.finish_reason(), Some(&FinishReason::Length));
}

#[tokio::test]
async fn a_token_that_begins_before_the_stop_keeps_its_bytes_before_it() {
    let chat = shared();
    // One token with two letters.
    let [id] = chat.tokenize("ab").await.unwrap()[..] else {
        panic!()
    };
    let options = options(4).logit_bias(id, 100.0);
    let message = ask(&chat, options.clone().stop(["b"])).await;
    assert_eq!(message.text(), "a");
    let tokens = message.logprobs().content();
    assert_eq!(
        (tokens.len(), tokens[0].id(), tokens[0].bytes()),
        (1, Some(id), Some(&b"a"[..]))
    );
    message.alignment().unwrap();
    let message = ask(&chat, options.stop(["aba"])).await;
    assert_eq!(
        (&*message.text(), message.logprobs().content().len()),
        ("", 0)
    );
    assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
}

#[tokio::test]
async fn an_answer_has_at_most_so_many_tokens() {
    for count in [1, 2, 17] {
        let message = ask(&shared(), options(count)).await;
        assert_eq!(message.usage().output_tokens, Some(count.into()));
        assert_eq!(message.logprobs().content().len(), count as usize);
        assert_eq!(message.finish_reason(), Some(&FinishReason::Length));
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_the_model_is_asked() {
    let refused = async |options: CallOptions| {
        let error = shared().bind(options).invoke(HELLO).await.unwrap_err();
        assert_eq!(error.kind(), surprisal_core::ErrorKind::InvalidInput);
        assert_eq!(error.provider(), Some("local"));
        error.message().to_owned()
    };
    let new = CallOptions::new;
    assert!(refused(new().max_tokens(0)).await.contains("max_tokens"));
    assert!(refused(new().n(0)).await.contains("n is 0"));
    assert!(refused(new().stop([""])).await.contains("stop"));
    assert!(
        refused(new().top_logprobs(3))
            .await
            .contains("logprobs(true)")
    );
    assert!(
        refused(new().temperature(-1.0))
            .await
            .contains("temperature")
    );
}
