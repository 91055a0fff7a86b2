//! What a model's own metadata say.

use surprisal_core::{ErrorKind, FinishReason, RunnableExt, ScoreText};
use surprisal_local::{ChatLocal, Source};
use surprisal_testing::TinyModel;

use crate::support::{File, HELLO, ask, load, options, refusal};

#[tokio::test]
async fn what_the_model_is_can_be_asked() {
    for architecture in ["llama", "qwen2", "qwen3"] {
        let file = File::new(&TinyModel::new(1).architecture(architecture).to_bytes());
        let info = file.chat().load().await.unwrap();
        assert_eq!(info.name, "tiny");
        assert_eq!(info.title.as_deref(), Some("Tiny"));
        assert_eq!(info.architecture, architecture);
        assert_eq!(info.context_length, 512);
        assert_eq!(
            (info.file.path, info.file.source),
            (file.path(), Source::Given)
        );
        assert!(info.vocabulary > 256 && info.parameters > 32 * info.vocabulary as u64);
    }
}

#[tokio::test]
async fn families_differ() {
    let mut answers = Vec::new();
    for architecture in ["llama", "qwen2", "qwen3"] {
        let chat = load(&TinyModel::new(1).architecture(architecture)).await;
        answers.push(ask(&chat, options(16)).await.text().into_owned());
    }
    answers.sort();
    answers.dedup();
    assert_eq!(answers.len(), 3);
}

#[tokio::test]
async fn an_architecture_that_is_not_supported_is_told_those_that_are() {
    let error = refusal(&TinyModel::new(1).architecture("mamba")).await;
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.provider(), Some("local"));
    assert_eq!(
        error.message(),
        "the model's architecture is \"mamba\": those that are supported are llama, qwen2, qwen3"
    );
}

#[tokio::test]
async fn a_pre_tokenizer_that_is_not_known_is_told_those_that_are() {
    let error = refusal(&TinyModel::new(1).set("tokenizer.ggml.pre", "acme")).await;
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    for part in ["\"acme\"", "gpt-2", "smollm", "llama-bpe", "qwen2"] {
        assert!(error.message().contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_model_without_a_chat_template_scores_and_does_not_answer() {
    let chat = load(&TinyModel::new(1).unset("tokenizer.chat_template")).await;
    let error = chat.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("no chat template"), "{error}");
    assert!(chat.score_text("1", "2", 0).await.is_ok());
}

#[tokio::test]
async fn a_chat_template_may_refuse_the_messages() {
    let template = "{{ raise_exception('roles must alternate') }}";
    let chat = load(&TinyModel::new(1).set("tokenizer.chat_template", template)).await;
    let error = chat.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let source = std::error::Error::source(&error).unwrap();
    assert!(
        source.to_string().contains("roles must alternate"),
        "{source}"
    );
}

#[tokio::test]
async fn an_answer_ends_with_any_of_the_models_ends() {
    for end in ["<|endoftext|>", "<|im_end|>"] {
        let chat = load(&TinyModel::new(1)).await;
        let [id] = chat.tokenize(end).await.unwrap()[..] else {
            panic!()
        };
        let message = ask(&chat, options(9).logit_bias(id, 100.0)).await;
        assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
        assert_eq!(
            (&*message.text(), message.usage().output_tokens),
            ("", Some(1))
        );
        assert_eq!(message.logprobs().content()[0].token(), Some(end));
    }
}

#[tokio::test]
async fn a_file_that_was_repaired_is_loaded_by_the_next_call() {
    let file = File::new(b"GGUF");
    let chat: ChatLocal = file.chat();
    assert!(chat.invoke(HELLO).await.is_err());
    TinyModel::new(1).write(file.path()).unwrap();
    assert_eq!(ask(&chat, options(2)).await.usage().output_tokens, Some(2));
}

#[tokio::test]
async fn a_chat_template_that_says_nothing_leaves_nothing_to_go_on_from() {
    let model = TinyModel::new(1).set("tokenizer.chat_template", "{{ '' }}");
    let error = load(&model).await.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("chat template"), "{error}");
}
