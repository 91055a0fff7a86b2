use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use futures::TryStreamExt as _;
use proptest::prelude::*;
use surprisal::{AiMessage, AiMessageChunk, Messages, Runnable as _};
use tokio::runtime::{Builder, Handle};

use crate::probe::Probe;
use crate::program::{build, expected, layers, options};

/// Runs it in virtual time, on a runtime that must be empty in the end.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let output = work.await;
        assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
        output
    })
}

proptest! {
    #[test]
    fn options_and_log_probabilities_reach_the_other_end_unchanged(
        layers in layers(),
        call in options(),
        text in "[a-zé💚]{0,9}",
    ) {
        let (probe, sent) = (Probe::default(), expected(&layers, &call));
        let model = build(&layers, &probe);
        let answer = run(model.invoke_opts(Messages::from(&text), call)).unwrap();
        let calls = probe.calls();
        prop_assert_eq!(calls.len(), 1);
        prop_assert_eq!(&calls[0].options, &sent);
        prop_assert_eq!(&calls[0].text, &text);
        let chunks = Probe::chunks(&text, &sent);
        prop_assert_eq!(answer, AiMessage::from(AiMessageChunk::from_iter(chunks)));
        prop_assert_eq!(probe.live(), 0);
    }

    #[test]
    fn a_stream_is_the_models_own_chunk_by_chunk_and_adds_up_to_the_answer(
        layers in layers(),
        call in options(),
        text in "[a-zé💚]{0,9}",
    ) {
        let (probe, sent) = (Probe::default(), expected(&layers, &call));
        let streamed: Vec<AiMessageChunk> = run(async {
            let model = build(&layers, &probe);
            let chunks = model.stream_opts(Messages::from(&text), call.clone());
            chunks.await?.try_collect().await
        }).unwrap();
        prop_assert_eq!(&streamed, &Probe::chunks(&text, &sent));
        prop_assert_eq!(&probe.calls()[0].options, &sent);
        prop_assert_eq!(probe.live(), 0);

        let fresh = build(&layers, &Probe::default());
        let invoked = run(fresh.invoke_opts(Messages::from(&text), call)).unwrap();
        prop_assert_eq!(AiMessage::from(AiMessageChunk::from_iter(streamed)), invoked);
    }

    #[test]
    fn a_stream_that_is_dropped_ends_the_work_below_and_leaves_no_task(
        layers in layers(),
        take in 0..12_usize,
    ) {
        let probe = Probe::default();
        run(async {
            let model = build(&layers, &probe);
            let mut chunks = model.stream_opts("nine char".into(), Default::default()).await.unwrap();
            for _ in 0..take {
                chunks.try_next().await.unwrap();
            }
            // Eleven chunks are all; what was read to its end may be gone already.
            prop_assert!(probe.live() == 1 || take >= 11);
            drop(model);
            drop(chunks);
            prop_assert_eq!(probe.live(), 0);
            Ok(())
        })?;
    }

    #[test]
    fn a_call_that_is_dropped_ends_the_work_below(layers in layers(), polls in 0..12_usize) {
        let probe = Probe::default();
        run(async {
            let model = build(&layers, &probe);
            {
                let mut call = pin!(model.invoke_opts("nine char".into(), Default::default()));
                let mut cx = Context::from_waker(Waker::noop());
                for _ in 0..polls {
                    prop_assert!(call.as_mut().poll(&mut cx).is_pending());
                }
            }
            prop_assert_eq!(probe.live(), 0);
            Ok(())
        })?;
    }

    #[test]
    fn who_answers_is_told_through_every_layer_of_one_model(layers in layers(), call in options()) {
        let is_chain = |layer: &crate::program::Layer| {
            matches!(layer, crate::program::Layer::Pipe | crate::program::Layer::Branch)
        };
        let profile = build(&layers, &Probe::default()).profile_opts(&call);
        prop_assert_eq!(profile.is_known(), !layers.iter().any(is_chain));
        if profile.is_known() {
            prop_assert_eq!(profile.options, expected(&layers, &call));
        }
    }
}
