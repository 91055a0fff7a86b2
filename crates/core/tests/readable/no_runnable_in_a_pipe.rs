//~ is not a `Runnable`
//~ a function or closure becomes one by `lambda(..)`
use surprisal_core::{ChatModel, RunnableExt};

fn pipe(model: impl ChatModel) {
    let _ = model.pipe(|answer: surprisal_core::AiMessage| answer.text().len());
}

fn main() {}
