//! Files that say what cannot be.

use surprisal_core::{ErrorKind, RunnableExt};
use surprisal_testing::{GgufValue, TinyModel};

use crate::support::{File, load, refusal};

/// Asserts that a model is refused for a reason that names this.
async fn assert_refused(model: TinyModel, part: &str) {
    let error = refusal(&model).await;
    let text = format!(
        "{error}: {:?}",
        std::error::Error::source(&error).map(ToString::to_string)
    );
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{part}: {text}");
    assert_eq!(error.provider(), Some("local"), "{text}");
    assert!(text.contains(part), "{part}: {text}");
}

fn model() -> TinyModel {
    TinyModel::new(1)
}

#[tokio::test]
async fn a_key_that_is_missing_is_named() {
    for key in [
        "general.architecture",
        "llama.block_count",
        "llama.context_length",
        "llama.embedding_length",
        "llama.feed_forward_length",
        "llama.attention.head_count",
        "tokenizer.ggml.model",
        "tokenizer.ggml.tokens",
        "tokenizer.ggml.merges",
    ] {
        assert_refused(model().unset(key), key).await;
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_named() {
    for key in [
        "general.architecture",
        "general.name",
        "llama.block_count",
        "llama.context_length",
        "llama.embedding_length",
        "llama.attention.head_count_kv",
        "llama.attention.layer_norm_rms_epsilon",
        "llama.rope.freq_base",
        "tokenizer.ggml.model",
        "tokenizer.ggml.pre",
        "tokenizer.ggml.tokens",
        "tokenizer.ggml.token_type",
        "tokenizer.ggml.merges",
        "tokenizer.ggml.eos_token_id",
        "tokenizer.ggml.add_bos_token",
        "tokenizer.chat_template",
    ] {
        let texts = || GgufValue::from(vec!["1".to_owned()]);
        let value = match key {
            "tokenizer.ggml.token_type" => texts(),
            _ => vec![1].into(),
        };
        assert_refused(model().set(key, value), key).await;
    }
}

#[tokio::test]
async fn a_tensor_of_another_shape_is_named() {
    for (key, size, tensor) in [
        ("llama.embedding_length", 64, "token_embd.weight"),
        ("llama.feed_forward_length", 65, "blk.0.ffn_gate.weight"),
        ("llama.attention.head_count", 8, "blk.0.attn_q.weight"),
        ("llama.attention.head_count_kv", 4, "blk.0.attn_k.weight"),
    ] {
        assert_refused(model().set(key, size), tensor).await;
    }
    assert_refused(model().set("llama.block_count", 3), "blk.2.").await;
}

#[tokio::test]
async fn sizes_that_cannot_be_are_refused() {
    let most = u32::MAX;
    for (key, size) in [
        ("embedding_length", 0),
        ("embedding_length", most),
        ("block_count", 0),
        ("block_count", most),
        ("context_length", 0),
        ("feed_forward_length", 0),
        ("feed_forward_length", most),
        ("attention.head_count", 0),
        ("attention.head_count", 3),
        ("attention.head_count", most),
        ("attention.head_count_kv", 0),
        ("attention.head_count_kv", 8),
        ("attention.key_length", 0),
        ("attention.key_length", 17),
        ("attention.key_length", 4098),
        ("attention.key_length", most),
        ("attention.value_length", 8),
        ("rope.dimension_count", 0),
        ("rope.dimension_count", 7),
        ("rope.dimension_count", 18),
        ("rope.dimension_count", most),
        ("expert_count", 8),
    ] {
        let key = format!("llama.{key}");
        let model = model().set(&*key, size);
        let loaded = File::new(&model.to_bytes()).chat().load().await;
        let error = loaded.expect_err(&format!("{key}: {size}"));
        assert_eq!(
            error.kind(),
            ErrorKind::InvalidInput,
            "{key}: {size}: {error}"
        );
    }
}

#[tokio::test]
async fn a_head_that_is_wider_than_any_is_named() {
    let model = model()
        .set("llama.attention.key_length", 1 << 20)
        .set("llama.attention.value_length", 1 << 20);
    assert_refused(model, "at most 4096").await;
}

#[tokio::test]
async fn positions_that_are_turned_in_another_way_are_refused() {
    assert_refused(model().set("llama.rope.scaling.type", "yarn"), "yarn").await;
}

#[tokio::test]
async fn a_vocabulary_that_does_not_fit_is_refused() {
    let tokens = |count: usize| (0..count).map(|id| format!("t{id}")).collect::<Vec<_>>();
    let key = |name: &str| format!("tokenizer.ggml.{name}");
    assert_refused(
        model().set(key("tokens"), tokens(3)),
        "tokens and the types of",
    )
    .await;
    assert_refused(model().set(key("tokens"), tokens(0)), "0 tokens").await;
    assert_refused(
        model().set(key("token_type"), vec![1; 12]),
        "the types of 12",
    )
    .await;
    assert_refused(model().set(key("model"), "llama"), "gpt2").await;
    // As many types as tokens, and not as many as the model has.
    let few = model()
        .set(key("tokens"), tokens(3))
        .unset(key("token_type"));
    let few = few.set(key("merges"), GgufValue::Texts(vec![]));
    let few = few.unset(key("bos_token_id")).unset(key("eos_token_id"));
    assert_refused(few, "token_embd.weight").await;
    assert_refused(model().set(key("merges"), vec!["ab".to_owned()]), "no pair").await;
    let longer = vec!["<|endoftext|> <|endoftext|>".to_owned()];
    assert_refused(model().set(key("merges"), longer), "makes no token").await;
    assert_refused(
        model().set(key("merges"), vec!["日 本".to_owned()]),
        "tokenizer",
    )
    .await;
}

#[tokio::test]
async fn ids_outside_the_vocabulary_are_refused() {
    for name in ["bos", "eos"] {
        let key = format!("tokenizer.ggml.{name}_token_id");
        assert_refused(model().set(&*key, 1_000_000), &key).await;
    }
}

#[tokio::test]
async fn a_chat_template_that_cannot_be_read_is_refused() {
    assert_refused(
        model().set("tokenizer.chat_template", "{% for %}"),
        "chat template",
    )
    .await;
}

#[tokio::test]
async fn an_alignment_that_cannot_be_is_refused() {
    for alignment in [0u32, 3, 33, 1 << 31] {
        let bytes = model().set("general.alignment", alignment).to_bytes();
        let error = File::new(&bytes).chat().load().await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::InvalidInput,
            "{alignment}: {error}"
        );
    }
}

#[tokio::test]
async fn numbers_that_cannot_be_are_named() {
    for (key, number) in [
        ("llama.rope.freq_base", 0.0),
        ("llama.rope.freq_base", f32::NAN),
        ("llama.attention.layer_norm_rms_epsilon", -1.0),
    ] {
        assert_refused(model().set(key, GgufValue::F32(number)), key).await;
    }
    let scaled = model()
        .set(
            "llama.rope.scaling.type",
            GgufValue::Text("linear".to_owned()),
        )
        .set("llama.rope.scaling.factor", GgufValue::F32(0.0));
    assert_refused(scaled, "llama.rope.scaling.factor").await;
}

#[tokio::test]
async fn weights_that_are_no_numbers_give_no_answer() {
    let chat = load(&model().spread(f32::NAN)).await;
    let error = chat.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    assert!(error.message().contains("not numbers"), "{error}");
}
