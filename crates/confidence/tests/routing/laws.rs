use futures::TryStreamExt as _;
use proptest::prelude::*;
use surprisal_confidence::{Cascade, Measure};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, Messages, Result, RunnableExt as _,
};
use surprisal_testing::FakeChatModel;

use crate::support::{always, never};

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(future)
}

fn texts(text: &str) -> Messages {
    Messages::from(text)
}

async fn whole(model: &impl ChatModel, text: &str) -> Result<AiMessage> {
    model.invoke(texts(text)).await
}

async fn chunks(model: &impl ChatModel, text: &str) -> Vec<AiMessageChunk> {
    let stream = model.stream(texts(text)).await.unwrap();
    stream.try_collect().await.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn one_that_never_escalates_is_the_small_model(seed: u64, text in "[a-z]{1,8}") {
        run(async {
            let small = FakeChatModel::seeded(seed).bind(CallOptions::new().logprobs(true));
            let model = Cascade::new(small.clone(), FakeChatModel::new()).escalate_when(never);
            assert_eq!(whole(&model, &text).await.unwrap(), whole(&small, &text).await.unwrap());
            assert_eq!(chunks(&model, &text).await, chunks(&small, &text).await);
        });
    }

    #[test]
    fn one_that_always_escalates_is_the_big_model(seed: u64, text in "[a-z]{1,8}") {
        run(async {
            let big = FakeChatModel::seeded(seed);
            let small = FakeChatModel::seeded(seed.wrapping_add(1));
            let model = Cascade::new(small, big.clone()).escalate_when(always);
            assert_eq!(whole(&model, &text).await.unwrap(), whole(&big, &text).await.unwrap());
            assert_eq!(chunks(&model, &text).await, chunks(&big, &text).await);
        });
    }

    #[test]
    fn a_stream_adds_up_to_what_invoke_gives(
        seed: u64,
        text in "[a-z]{1,8}",
        threshold in 0.0..1.0_f64,
    ) {
        run(async {
            let small = FakeChatModel::seeded(seed);
            let big = FakeChatModel::seeded(seed.wrapping_add(1));
            let escalation = Measure::NormalizedProbability.less_sure_than(threshold);
            let model = Cascade::new(small, big)
                .escalate_when(escalation)
                .log(|_| ());
            let sum: AiMessageChunk = chunks(&model, &text).await.into_iter().sum();
            assert_eq!(AiMessage::from(sum), whole(&model, &text).await.unwrap());
        });
    }
}
