//! Calls that are made together, and dropped together.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use futures::{StreamExt as _, TryStreamExt as _};
use surprisal::{AiMessage, ChatModel, ErrorKind, Result, RunnableExt as _, parallel};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::ask::Ask;
use crate::plan::{logprob, text};
use crate::service::Service;
use crate::serving::TOKENS;

/// Calls of a batch that are answered; as many are not.
const ANSWERED: u64 = 12;

/// Runs every kind of group so often at once.
pub(crate) async fn run(models: &[Arc<dyn ChatModel>], seed: u64, times: u64) {
    let mut groups = JoinSet::new();
    for group in 0..times {
        let chat = Arc::clone(&models[Service::OpenAiChat as usize]);
        let other = Arc::clone(&models[Service::Anthropic as usize]);
        groups.spawn(async move {
            let wait = Rng::with_seed(seed ^ group).u64(0..60);
            let first = group * 1000;
            whole(&chat, first).await;
            dropped(&chat, first, Duration::from_millis(wait)).await;
            as_completed(&chat, first).await;
            first_error(&chat, first).await;
            side_by_side(&chat, &other, first).await;
        });
    }
    while let Some(group) = groups.join_next().await {
        group.expect("a group of calls is wrong");
    }
}

fn prompts(ask: Ask, first: u64) -> impl Iterator<Item = String> {
    (first..first + ANSWERED).map(move |number| ask.prompt(number))
}

/// All are answered, each with its own answer at its own place.
async fn whole(model: &Arc<dyn ChatModel>, first: u64) {
    let answers = Arc::clone(model).bind(Service::OpenAiChat.options());
    let answers = answers.batch_with(5, prompts(Ask::Body, first)).await;
    for (number, answer) in (first..).zip(answers) {
        check(&answer, number, true);
    }
}

/// Half of them are never answered, and at some time nobody waits for any more.
async fn dropped(model: &Arc<dyn ChatModel>, first: u64, after: Duration) {
    let mixed = prompts(Ask::Body, first).chain(prompts(Ask::Never, first));
    let batch = model.batch_with(16, mixed);
    assert!(timeout(after, batch).await.is_err(), "it has no end");
}

/// Those that are answered are there while the others are waited for.
async fn as_completed(model: &Arc<dyn ChatModel>, first: u64) {
    let mixed = prompts(Ask::Never, first).chain(prompts(Ask::Body, first));
    let at_once = 2 * ANSWERED as usize;
    let mut results = model.batch_as_completed(at_once, mixed);
    let mut seen = vec![0; at_once];
    for _ in 0..ANSWERED {
        let (index, answer) = results.next().await.expect("not all have come");
        seen[index] += 1;
        check(&answer, first + index as u64 - ANSWERED, false);
    }
    assert_eq!(
        seen,
        [[0; ANSWERED as usize], [1; ANSWERED as usize]].concat()
    );
}

/// The first error is that of all, whatever is still waited for.
async fn first_error(model: &Arc<dyn ChatModel>, first: u64) {
    let mixed = prompts(Ask::Never, first).chain([Ask::Broken.prompt(first)]);
    let error = model.try_batch_with(20, mixed).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");
}

/// What fails of two that are asked at once drops the other; so does whoever drops the stream of both.
async fn side_by_side(chat: &Arc<dyn ChatModel>, other: &Arc<dyn ChatModel>, first: u64) {
    let both = parallel((Arc::clone(chat), Arc::clone(other)));
    let error = both.invoke(Ask::Split.prompt(first)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");

    let mut pieces = both.stream(Ask::Idle.prompt(first)).await.unwrap();
    let mut texts = [String::new(), String::new()];
    while texts.iter().any(String::is_empty) {
        let (a, b) = pieces.try_next().await.unwrap().expect("it has no end");
        texts[0] += &a.unwrap_or_default().text();
        texts[1] += &b.unwrap_or_default().text();
    }
    assert_eq!(texts, [text(first, 0), text(first, 0)]);
}

fn check(answer: &Result<AiMessage>, number: u64, scores: bool) {
    let answer = answer.as_ref().expect("it was to be answered");
    let texts: String = (0..TOKENS).map(|index| text(number, index)).collect();
    assert_eq!(answer.text(), texts);
    if scores {
        let tokens = answer.logprobs().content().iter();
        let found: Vec<_> = tokens.map(|token| token.logprob()).collect();
        let due: Vec<_> = (0..TOKENS).map(|at| Some(logprob(number, at))).collect();
        assert_eq!(found, due);
    }
}
