//! Options of a call reach every step, and win there over what is bound.

use std::sync::Arc;

use futures::TryStreamExt;
use surprisal_core::{
    AiMessage, Branch, CallOptions, ChatModel, Messages, Runnable, RunnableExt, lambda, parallel,
    parallel_map, passthrough,
};

use crate::typist::{Typist, texts};

/// A model with options of its own.
fn bound(typist: &Typist) -> impl ChatModel + Clone + 'static + use<> {
    let own = CallOptions::new().temperature(0.1).seed(1).top_logprobs(1);
    typist.clone().bind(own)
}

/// Calls a program whole and streamed, with options bound to it and options of the call. Each model in it has to get
/// these over its own, once by either.
async fn each_gets<R>(program: R, input: R::Input, models: &[&Typist])
where
    R: Runnable<Options = CallOptions, Input: Clone>,
{
    let program = program.bind(CallOptions::new().temperature(0.2).seed(2));
    let call = CallOptions::new().temperature(0.3).logprobs(true);
    program
        .invoke_opts(input.clone(), call.clone())
        .await
        .unwrap();
    let mut pieces = program.stream_opts(input, call).await.unwrap();
    while pieces.try_next().await.unwrap().is_some() {}
    let expected = CallOptions::new()
        .temperature(0.3)
        .seed(2)
        .top_logprobs(1)
        .logprobs(true);
    for model in models {
        assert_eq!(model.calls(), [expected.clone(), expected.clone()]);
    }
}

#[tokio::test(start_paused = true)]
async fn through_a_sequence_also_past_a_lambda() {
    let (a, b, c) = (Typist::new(), Typist::new(), Typist::new());
    let program = bound(&a)
        .pipe(lambda(async |answer: AiMessage| Ok(Messages::from(answer))))
        .pipe(bound(&b))
        .map(Messages::from)
        .pipe(bound(&c));
    each_gets(program, "hi".into(), &[&a, &b, &c]).await;
}

#[tokio::test(start_paused = true)]
async fn through_a_sequence_within_a_sequence() {
    let (a, b, c) = (Typist::new(), Typist::new(), Typist::new());
    let rest = bound(&b).map(Messages::from).pipe(bound(&c));
    let program = bound(&a).map(Messages::from).pipe(rest);
    each_gets(program, "hi".into(), &[&a, &b, &c]).await;
}

#[tokio::test(start_paused = true)]
async fn through_transform_and_map() {
    let a = Typist::new();
    each_gets(texts(bound(&a)).map(|text| text.len()), "hi".into(), &[&a]).await;
}

#[tokio::test(start_paused = true)]
async fn through_each() {
    let a = Typist::new();
    each_gets(bound(&a).each(), vec!["hi".into()], &[&a]).await;
}

#[tokio::test(start_paused = true)]
async fn through_parallel_of_every_size() {
    let models: [Typist; 6] = Default::default();
    let [a, b, c, d, e, f] = &models;
    let length = || lambda(async |messages: Messages| Ok(messages.len()));
    let hi = Messages::from("hi");
    each_gets(parallel((bound(a), length())), hi.clone(), &[a]).await;
    each_gets(parallel((length(), bound(b), length())), hi.clone(), &[b]).await;

    let program = parallel((length(), bound(c), length(), bound(d)));
    each_gets(program, hi.clone(), &[c, d]).await;
    let program = parallel((bound(e), length(), length(), length(), bound(f)));
    each_gets(program, hi.clone(), &[e, f]).await;

    let models: [Typist; 6] = Default::default();
    let [a, b, c, d, e, f] = &models;
    let program = parallel((bound(a), bound(b), bound(c), bound(d), bound(e), bound(f)));
    each_gets(program, hi, &[a, b, c, d, e, f]).await;
}

#[tokio::test(start_paused = true)]
async fn through_a_parallel_map() {
    let (a, b) = (Typist::new(), Typist::new());
    let program = parallel_map([("a", bound(&a)), ("b", bound(&b))]);
    each_gets(program, "hi".into(), &[&a, &b]).await;
}

#[tokio::test(start_paused = true)]
async fn through_a_branch_to_the_one_that_is_chosen() {
    let (a, b) = (Typist::new(), Typist::new());
    let program = Branch::new(bound(&a)).when(|messages| messages.len() == 1, bound(&b));
    each_gets(program, "hi".into(), &[&b]).await;
    assert_eq!(a.calls(), []);
}

#[tokio::test(start_paused = true)]
async fn through_assign_to_both_sides() {
    let (a, b) = (Typist::new(), Typist::new());
    let says = |typist: &Typist| texts(bound(typist));
    let object = says(&a).map(|text| serde_json::Map::from_iter([("a".to_owned(), text.into())]));
    let ask = lambda(async |object: serde_json::Map<_, _>| {
        Ok(Messages::from(object["a"].as_str().unwrap_or_default()))
    });
    let program = object.assign("b", ask.pipe(says(&b)));
    each_gets(program, "hi".into(), &[&a, &b]).await;
}

#[tokio::test(start_paused = true)]
async fn through_programs_within_programs_behind_pointers() {
    let (a, b, c) = (Typist::new(), Typist::new(), Typist::new());
    let same: Arc<dyn ChatModel> = Arc::new(Branch::new(bound(&a)));
    let both = parallel((
        same.map(Messages::from).pipe(bound(&b)),
        passthrough::<Messages>(),
    ));
    let program: Box<
        dyn Runnable<
                Input = Vec<Messages>,
                Output = Vec<AiMessage>,
                Chunk = AiMessage,
                Options = CallOptions,
            >,
    > = Box::new(
        both.map(|(answer, _)| Messages::from(answer))
            .pipe(bound(&c))
            .each(),
    );
    each_gets(program, vec!["hi".into()], &[&a, &b, &c]).await;
}
