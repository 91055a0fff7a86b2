//! The bytes of the tokens are the text.

use surprisal_core::{HasLogprobs, ScoreText};

use crate::support::{ask, bytes, only, options, shared};

const TEXTS: [&str; 12] = [
    "The sky is blue.",
    "Grüße aus München, naïve café",
    "日本語のテキスト",
    "I 💙 you, 💛 too 👨‍👩‍👧",
    "fn main() {\n\tprintln!(\"{}\", 1_000);\r\n}\n\n\n",
    "   many   spaces\u{a0}\u{3000}and\tmore   ",
    "it's we'll they'RE I'd 'S",
    "1234567890 ٣٤ ² Ⅷ",
    "\u{0}\u{1}\u{7f}\u{80}\u{ad}\u{200b}\u{feff}\u{fffd}\u{10ffff}",
    "e\u{301}e\u{308} ǅ ẞ ﬁ",
    "<|im_sta <|nothing|> im_start",
    " ",
];

#[tokio::test]
async fn of_any_text_that_is_scored() {
    let chat = shared();
    for text in TEXTS {
        let scored = chat.score_text("a", text, 2).await.unwrap();
        assert_eq!(scored.text(), text);
        let alignment = scored.alignment().unwrap();
        let last = scored.tokens().len() - 1;
        assert_eq!(alignment.byte_range(last).unwrap().end, text.len());
    }
}

#[tokio::test]
async fn of_a_text_whose_characters_are_split() {
    let chat = shared();
    let scored = chat.score_text("a", "x💛y", 0).await.unwrap();
    let tokens = scored.tokens();
    let parts: Vec<&[u8]> = tokens.iter().map(|token| token.bytes().unwrap()).collect();
    assert!(parts.len() > 3 && parts.iter().any(|part| std::str::from_utf8(part).is_err()));
    assert_eq!(
        scored.alignment().unwrap().tokens(1..5),
        1..tokens.len() - 1
    );
    // A part is spelled by its bytes, since as a text it would be lost.
    let last = &tokens[tokens.len() - 2];
    assert_eq!(
        (last.token(), last.bytes()),
        (Some(r"\x9b"), Some(&[0x9B][..]))
    );
}

#[tokio::test]
async fn special_tokens_in_a_scored_text_have_no_bytes() {
    let chat = shared();
    let scored = chat
        .score_text("", "<|im_start|>ab<|im_end|>", 0)
        .await
        .unwrap();
    let tokens = scored.tokens();
    assert_eq!(tokens[0].token(), Some("<|im_start|>"));
    assert_eq!((tokens[0].bytes(), tokens[0].logprob()), (None, None));
    assert_eq!(bytes(tokens), b"ab");
}

#[tokio::test]
async fn of_an_answer_that_is_text_and_otherwise_what_can_be_read_of_it() {
    let chat = shared();
    let (mut valid, mut split, mut invalid) = (0, 0, 0);
    // Two bytes that are a character in this order and nothing in another, and a letter.
    let lead = chat.score_text("", "\u{c0}", 0).await.unwrap();
    let trail = chat.score_text("", "\u{100}", 0).await.unwrap();
    let byte = |scored: &surprisal_core::Scored, at: usize| scored.tokens()[at].id().unwrap();
    let bytes_of = [byte(&lead, 0), byte(&trail, 1)];
    for seed in 0..60 {
        let mut options = only(&chat, "a", options(4).seed(seed).temperature(2.0)).await;
        for id in bytes_of {
            options = options.logit_bias(id, 100.0);
        }
        let message = ask(&chat, options).await;
        let tokens = message.logprobs().content();
        assert_eq!(tokens.len(), 4);
        let bytes = bytes(tokens);
        assert_eq!(String::from_utf8_lossy(&bytes), message.text());
        match std::str::from_utf8(&bytes) {
            Ok(_) => {
                message.alignment().unwrap();
                valid += 1;
                split += usize::from(!message.text().is_ascii());
            }
            Err(_) => invalid += 1,
        }
    }
    assert!(
        valid > 0 && split > 0 && invalid > 0,
        "{valid} {split} {invalid}"
    );
}

#[tokio::test]
async fn of_answers_of_any_bytes() {
    let chat = shared();
    let mut replaced = 0;
    for seed in 0..8 {
        let message = ask(&chat, options(64).temperature(2.0).seed(seed)).await;
        let tokens = message.logprobs().content();
        assert_eq!(message.usage().output_tokens, Some(tokens.len() as u64));
        assert_eq!(String::from_utf8_lossy(&bytes(tokens)), message.text());
        replaced += message.text().matches('\u{fffd}').count();
    }
    assert!(replaced > 0);
}
