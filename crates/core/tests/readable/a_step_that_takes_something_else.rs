//~ expected `AiMessage`, found `String`
use surprisal_core::{ChatModel, RunnableExt, lambda};

fn pipe(model: impl ChatModel) {
    let _ = model.pipe(lambda(async |text: String| Ok(text.len())));
}

fn main() {}
