//! How sure a model is of each value of its JSON answer, told as soon as the value is complete: the weakest first is what a person should look at.

use futures::TryStreamExt;
use surprisal::confidence::{FieldStream, Fields};
use surprisal::local::ChatLocal;
use surprisal::{AiMessageChunk, CallOptions, ChatModel, Result, RunnableExt};

const QUESTION: &str = "Write this as a JSON object with the keys \"name\", \"city\" and \"age\", and nothing else: \
                        Ann, who is 31 years old, lives in Rome.";

#[tokio::main]
async fn main() -> Result<()> {
    surprisal_examples::show_model("local:smollm2-135m").await?;
    let model = ChatLocal::from_env("smollm2-135m")?;
    let options = CallOptions::new()
        .logprobs(true)
        .temperature(0.0)
        .max_tokens(80);
    show(&model.bind(options)).await
}

/// Knows no model.
async fn show(model: &impl ChatModel) -> Result<()> {
    let mut whole = AiMessageChunk::default();
    let chunks = model.stream(("human", QUESTION)).await?;
    let chunks = chunks.inspect_ok(|chunk| whole += chunk.clone());
    let mut fields = FieldStream::new(Box::pin(chunks));
    while let Some(done) = fields.try_next().await? {
        let field = done.field();
        println!("{:8} {}", field.pointer(), field.raw());
    }
    drop(fields);

    let answer = whole.into();
    let fields = Fields::of(&answer)?;
    println!("\nthe least sure first:");
    for field in fields.weakest(3) {
        let probability = field.probability().map(|interval| interval.upper);
        println!(
            "{:5.1} %  {:8} {}",
            100.0 * probability.unwrap_or_default(),
            field.pointer(),
            field.raw()
        );
    }
    Ok(())
}
