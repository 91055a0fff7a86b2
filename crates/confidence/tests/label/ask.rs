use surprisal_confidence::{At, Labels};
use surprisal_core::{CallOptions, ErrorKind, RunnableExt};
use surprisal_testing::{FakeChatModel, token};

fn model() -> FakeChatModel {
    FakeChatModel::new().say([token("yes").p(0.7).alternative("no", 0.2)])
}

#[tokio::test]
async fn a_classifier_asks_for_log_probabilities_and_reads_them() {
    let model = model();
    let classifier = Labels::new(["yes", "no"]).classify(&model, At::First);
    let read = classifier.invoke("Is it?").await.unwrap();
    assert_eq!(read.best(), Some("yes"));
    let asked = &model.calls()[0].options;
    assert_eq!((asked.logprobs, asked.top_logprobs), (Some(true), Some(20)));
}

#[tokio::test]
async fn options_of_the_caller_win() {
    let model = model();
    let classifier = Labels::new(["yes", "no"]).classify(&model, At::First);
    let classifier = classifier.bind(CallOptions::new().top_logprobs(1).temperature(0.5));
    let read = classifier.invoke("Is it?").await.unwrap();
    let asked = &model.calls()[0].options;
    assert_eq!(
        (asked.top_logprobs, asked.temperature),
        (Some(1), Some(0.5))
    );
    assert!(!read.probability("no").unwrap().is_exact());
}

#[tokio::test]
async fn a_model_without_log_probabilities_is_an_error() {
    let model = model().fault(surprisal_testing::Fault::DropLogprobsAfter(0));
    let classifier = Labels::new(["yes", "no"]).classify(&model, At::First);
    let error = classifier.invoke("Is it?").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
}
