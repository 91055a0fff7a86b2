//! One of several steps.

use futures::TryStreamExt;
use surprisal_core::{Branch, Messages, RunnableExt, lambda_with};

use crate::typist::Typist;

#[tokio::test(start_paused = true)]
async fn the_first_condition_that_holds_chooses() {
    let (a, b, c) = (Typist::new(), Typist::new(), Typist::new());
    let program = Branch::new(a.text())
        .when(|messages| messages.len() > 2, b.text())
        .when(|messages| messages.len() > 1, c.text());
    let calls = || (a.calls().len(), b.calls().len(), c.calls().len());
    program.invoke(["x", "x", "x"]).await.unwrap();
    assert_eq!(calls(), (0, 1, 0));
    program.invoke(["x", "x"]).await.unwrap();
    assert_eq!(calls(), (0, 1, 1));
    program.invoke("x").await.unwrap();
    assert_eq!(calls(), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn steps_of_several_types_each_stream_in_their_own_way() {
    let canned = lambda_with(async |_: Messages, _| Ok("no comment".to_owned()));
    let program = Branch::new(Typist::new().text()).when(|messages| messages.is_empty(), canned);
    let pieces = |input: Messages| async {
        let pieces = program.stream(input).await.unwrap();
        pieces.try_collect::<Vec<_>>().await.unwrap()
    };
    assert_eq!(pieces("how are you".into()).await, ["how ", "are ", "you"]);
    assert_eq!(pieces(Messages::default()).await, ["no comment"]);
}
