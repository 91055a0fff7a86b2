//~ a step that takes `SearchOptions` and a step that takes
//~ these steps have options of different types
//~ `()` and `CallOptions` combine; for options of your own implement `Combine`
use surprisal_core::{ChatModel, Messages, Options, RunnableExt, lambda_with};

#[derive(Clone, Default)]
struct SearchOptions;

impl Options for SearchOptions {
    fn or(self, _: &Self) -> Self {
        self
    }
}

fn pipe(model: impl ChatModel) {
    let search = lambda_with(async |text: String, _: SearchOptions| Ok(Messages::from(text)));
    let _ = search.pipe(model);
}

fn main() {}
