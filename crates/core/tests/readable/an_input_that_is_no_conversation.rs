//~ `surprisal_core::Messages` implements `From<&str>`
use surprisal_core::{ChatModel, RunnableExt};

fn ask(model: impl ChatModel) {
    let _ = model.invoke(42);
}

fn main() {}
