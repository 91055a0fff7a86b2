//! What holds of programs as a whole.

use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;

use futures::stream::{self, Stream};
use serde_json::{Map, Value};
use surprisal_core::{
    Branch, CallOptions, ChatModel, Error, Messages, Profile, Result, Runnable, RunnableExt,
    lambda, lambda_with, parallel, parallel_map, passthrough, stream_lambda,
};

use crate::typist::Typist;

fn none() -> impl Stream<Item = Result<String>> {
    stream::empty()
}

fn sendable<F: Future + Send + 'static>(_: F) {}

/// That a program can be shared, cloned, printed, and called in another task.
fn roams<R>(program: &R, input: fn() -> R::Input)
where
    R: Runnable + Clone + Debug + 'static,
{
    let (one, other) = (program.clone(), Arc::new(program.clone()));
    sendable(async move { one.invoke_opts(input(), R::Options::default()).await });
    sendable(async move { other.stream_opts(input(), R::Options::default()).await });
    assert!(!format!("{program:?}").is_empty());
}

#[test]
fn every_program_can_be_cloned_printed_and_sent() {
    let typist = Typist::new();
    let hi = || Messages::from("hi");
    let text = typist.text();
    let shout = text.clone().map(|text| text.to_uppercase());
    let debug = typist.clone().map(|answer| answer.text().into_owned());
    roams(&debug, hi);
    roams(&typist.clone().map(Messages::from).pipe(typist.clone()), hi);
    roams(&typist.clone().each(), || vec!["hi".into()]);
    roams(&parallel((typist.clone(), debug.clone())), hi);
    roams(&parallel_map([("a", typist.clone())]), hi);
    roams(&Branch::new(text).when(|_| true, shout), hi);
    roams(&passthrough::<Messages>(), hi);
    roams(&lambda(async |text: String| Ok(text)), String::new);
    roams(
        &lambda_with(async |text: String, _: CallOptions| Ok(text)),
        String::new,
    );
    roams(
        &stream_lambda::<String, _, _, _, _>(async |_: String| Ok(none())),
        String::new,
    );
    let assigned =
        passthrough::<Map<String, Value>>().assign("a", lambda(async |it: Map<_, _>| Ok(it.len())));
    roams(&assigned, Map::new);
    roams(&typist.transform::<String, _, _>(|_| none()), hi);
}

#[test]
fn wrappers_of_one_runnable_tell_its_profile_and_programs_of_several_none() {
    let typist = Typist::new();
    let known = Profile::new("typist", "typist");
    assert_eq!(typist.text().profile(), known);
    assert_eq!(typist.clone().map(Messages::from).profile(), known);
    assert_eq!(typist.clone().each().profile(), known);

    let unknown = Profile::default();
    assert_eq!(
        typist
            .clone()
            .map(Messages::from)
            .pipe(typist.clone())
            .profile(),
        unknown
    );
    assert_eq!(
        parallel((typist.clone(), typist.clone())).profile(),
        unknown
    );
    assert_eq!(parallel_map([("a", typist.clone())]).profile(), unknown);
    assert_eq!(Branch::new(typist).profile(), unknown);
}

#[tokio::test(start_paused = true)]
async fn a_program_behind_a_pointer_is_a_step_like_any_other() {
    type Step =
        Arc<dyn Runnable<Input = Messages, Output = String, Chunk = String, Options = CallOptions>>;
    let model: Arc<dyn ChatModel> = Arc::new(Typist::new());
    let short: Step = Arc::new(crate::typist::texts(Arc::clone(&model)));
    let long: Step = Arc::new(
        parallel((Arc::clone(&short), Arc::clone(&short)))
            .map(|(a, b)| a + &b)
            .map(|text| text.as_str().into())
            .pipe(Arc::clone(&short)),
    );
    let program: Step =
        Arc::new(Branch::new(Arc::clone(&short)).when(|it| it.len() > 1, Arc::clone(&long)));
    assert_eq!(program.invoke("hi").await.unwrap(), "hi");
    assert_eq!(program.invoke(["hi", "ho"]).await.unwrap(), "hoho");
    let named = parallel_map([("short", short), ("long", long), ("either", program)]);
    let task = tokio::spawn(async move { named.invoke("hi").await });
    let outputs = task.await.unwrap().unwrap();
    assert_eq!(outputs["long"], "hihi");
    assert_eq!((outputs["short"].as_str(), outputs.len()), ("hi", 3));
}

#[tokio::test]
async fn functions_closures_and_async_closures_are_lambdas() {
    async fn parse(text: String) -> Result<i64> {
        text.parse()
            .map_err(|error| Error::invalid_input("not a number").with_source(error))
    }
    let step = 2;
    let program = lambda(parse)
        .pipe(lambda(move |number| async move { Ok(number + step) }))
        .pipe(lambda(async |number| Ok(number * 10)));
    assert_eq!(program.invoke("3").await.unwrap(), 50);
    let error = program.invoke("three").await.unwrap_err();
    assert_eq!(error.message(), "not a number");
}

#[tokio::test]
async fn a_lambda_can_have_options() {
    let limit = lambda_with(async |text: String, options: CallOptions| {
        let limit = options.max_tokens.unwrap_or(1) as usize;
        Ok(text.chars().take(limit).collect::<String>())
    });
    assert_eq!(limit.invoke("Paris").await.unwrap(), "P");
    let twice = limit
        .clone()
        .pipe(limit)
        .bind(CallOptions::new().max_tokens(3));
    assert_eq!(twice.invoke("Paris").await.unwrap(), "Par");
}
