//! What is left of a run that an error of the model ended.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _};
use serde_json::json;
use surprisal_core::{
    BaseMessage as _, Error, ErrorKind, FinishReason, Role, RunnableExt as _, Usage,
};
use surprisal_schema::{Tool, ToolLoop, ToolRun};

use crate::support::{Place, Scripted, call, calls, says, spelt, weather};

fn paris() -> surprisal_core::AiMessage {
    calls([call("call_1", "get_weather", json!({ "city": "Paris" }))])
}

/// With everything that an error can say.
fn limited() -> Error {
    Error::new(ErrorKind::RateLimited, "slow down")
        .with_provider("acme")
        .with_status(429)
        .with_code("slow")
        .with_request_id("req_1")
        .with_retry_after(Duration::from_secs(3))
        .with_body("{}")
        .with_headers(vec![("x".to_owned(), "y".to_owned())])
        .with_retryable(true)
        .with_source(std::io::Error::other("reset"))
}

fn after_one_round(last: Error) -> Scripted {
    Scripted::new().answer(paris()).fail(last)
}

async fn error_of_stream(model: Scripted) -> Error {
    let agent = ToolLoop::new(model, [weather()]);
    let events = agent.stream("Paris?").await.unwrap();
    events.try_collect::<ToolRun>().await.unwrap_err()
}

#[tokio::test]
async fn an_error_in_a_later_round_has_the_run_whole_or_streamed() {
    let agent = ToolLoop::new(after_one_round(limited()), [weather()]);
    let whole = agent.invoke("Paris?").await.unwrap_err();
    let streamed = error_of_stream(after_one_round(limited())).await;
    for error in [&whole, &streamed] {
        let run = ToolRun::from_error(error).unwrap();
        let roles: Vec<_> = run
            .messages()
            .iter()
            .map(|message| message.role())
            .collect();
        assert_eq!(roles, [Role::Human, Role::Ai, Role::Tool]);
        assert_eq!(run.messages()[2].text(), "rain in Paris");
        assert_eq!((run.rounds(), run.usage()), (1, Usage::new(10, 3)));
        assert_eq!((run.end(), run.finished()), (None, false));
        assert!(
            run.answer()
                .unwrap_err()
                .message()
                .contains("has not ended")
        );
    }
    assert_eq!(ToolRun::from_error(&whole), ToolRun::from_error(&streamed));
}

#[tokio::test]
async fn the_error_is_as_it_was_in_all_else() {
    let agent = ToolLoop::new(after_one_round(limited()), [weather()]);
    let error = agent.invoke("Paris?").await.unwrap_err();
    assert_eq!(error.to_string(), limited().to_string());
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(
        (error.provider(), error.status()),
        (Some("acme"), Some(429))
    );
    assert_eq!(
        (error.code(), error.request_id()),
        (Some("slow"), Some("req_1"))
    );
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert_eq!((error.body(), error.header("x")), (Some("{}"), Some("y")));
    assert!(error.is_retryable());
    let kept = error.source().unwrap();
    assert_eq!(kept.to_string(), "answers of the run that it ended: 1");
    assert_eq!(kept.source().unwrap().to_string(), "reset");
    assert!(!format!("{error:?}").contains("Paris"), "{error:?}");
}

#[tokio::test]
async fn a_run_goes_on_from_its_error() {
    let model = after_one_round(limited()).answer(says("Rain."));
    let ran = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&ran);
    let tool = Tool::new("get_weather", "", move |place: Place| {
        count.fetch_add(1, Ordering::SeqCst);
        async move { Ok::<_, Error>(place.city) }
    });
    let agent = ToolLoop::new(model, [tool]);
    let error = agent.invoke("Paris?").await.unwrap_err();
    let run = ToolRun::from_error(&error).unwrap();
    let rest = agent.invoke(run.messages().clone()).await.unwrap();
    assert_eq!(rest.answer().unwrap().text(), "Rain.");
    assert_eq!((rest.messages().len(), ran.load(Ordering::SeqCst)), (4, 1));
}

#[tokio::test]
async fn what_had_come_of_the_answer_is_in_the_run() {
    let broken = || {
        let pieces = spelt("Rai", FinishReason::Stop).into_iter().take(3).map(Ok);
        let error = Error::new(ErrorKind::Truncated, "broken off");
        Scripted::new()
            .answer(paris())
            .items(pieces.chain([Err(error)]))
    };
    let error = error_of_stream(broken()).await;
    assert_eq!(
        ToolRun::from_error(&error)
            .unwrap()
            .partial()
            .unwrap()
            .text(),
        "Rai"
    );

    let partial = Error::new(ErrorKind::Truncated, "broken off").with_partial("Rai".into());
    let agent = ToolLoop::new(after_one_round(partial), [weather()]);
    let error = agent.invoke("Paris?").await.unwrap_err();
    let run = ToolRun::from_error(&error).unwrap();
    assert_eq!(run.partial().unwrap().text(), "Rai");
    assert_eq!(error.partial().unwrap().text(), "Rai");
}

#[tokio::test]
async fn an_error_in_the_first_round_has_what_was_asked() {
    let agent = |error| ToolLoop::new(Scripted::new().fail(error), [weather()]);
    let whole = agent(limited()).invoke("Paris?").await.unwrap_err();
    let streamed = agent(limited()).stream("Paris?").await.err().unwrap();
    for error in [whole, streamed] {
        let run = ToolRun::from_error(&error).unwrap();
        assert_eq!((run.messages().len(), run.rounds()), (1, 0));
    }
    assert_eq!(ToolRun::from_error(&limited()), None);
}

#[tokio::test]
async fn a_stream_that_gave_its_error_stays_ended() {
    let agent = ToolLoop::new(after_one_round(limited()), [weather()]);
    let mut events = agent.stream("Paris?").await.unwrap();
    while events.next().await.unwrap().is_ok() {}
    assert!(events.next().await.is_none());
}
