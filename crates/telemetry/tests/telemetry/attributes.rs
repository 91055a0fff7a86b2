use serde_json::{Value, json};
use surprisal_core::{
    AiMessageChunk, CallOptions, Channel, ChoiceChunk, FinishReason, Logprobs, MemoryCache,
    Profile, ResponseFormat, Runnable, RunnableExt, TokenLogprob,
};
use surprisal_telemetry::TelemetryExt;
use surprisal_testing::FakeChatModel;
use tracing::Level;

use crate::support::{Acme, Collector};

#[tokio::test(start_paused = true)]
async fn an_answer_is_told_by_the_names_of_the_conventions() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_telemetry();
    let answer = model.invoke("hi").await.unwrap();
    assert_eq!(answer.text(), "Paris");

    let span = collector.chat();
    assert_eq!((span.level, span.parent), (Level::INFO, None));
    assert_eq!(span.target, "surprisal_telemetry");
    assert!(span.is_closed && !span.is_event);
    assert_eq!(
        Value::from(span.fields),
        json!({
            "otel.name": "chat acme-large",
            "otel.kind": "client",
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "azure.ai.openai",
            "gen_ai.request.model": "acme-large",
            "server.address": "acme.example",
            "server.port": 8443,
            "gen_ai.response.id": "answer-1",
            "gen_ai.response.model": "acme-large-2",
            "gen_ai.response.finish_reasons": r#"["stop"]"#,
            "gen_ai.usage.input_tokens": 7,
            "gen_ai.usage.output_tokens": 2,
            "gen_ai.usage.cache_read.input_tokens": 4,
            "gen_ai.usage.reasoning.output_tokens": 0,
            "surprisal.logprobs.count": 2,
            "surprisal.logprobs.mean": -2.0,
            "surprisal.logprobs.min": -3.0,
            "surprisal.logprobs.perplexity": 2.0_f64.exp(),
        })
    );
}

#[tokio::test(start_paused = true)]
async fn the_options_that_hold_are_told_of_whoever_set_them() {
    let (collector, _guard) = Collector::start();
    let built = CallOptions::new()
        .temperature(1.5)
        .seed(7)
        .max_tokens(9)
        .stop(["a", "b\"c"]);
    let profile = Profile::new("acme", "small").with_options(built);
    let model = Acme::new().with_profile(profile);
    let model = model.bind(CallOptions::new().max_tokens(8).top_p(0.25));
    let model = model.with_telemetry().bind(
        CallOptions::new()
            .frequency_penalty(0.5)
            .presence_penalty(-0.5),
    );
    let call = CallOptions::new()
        .temperature(0.0)
        .n(2)
        .response_format(ResponseFormat::JsonObject);
    model.invoke_opts("hi".into(), call).await.unwrap();

    let fields = collector.chat().fields;
    let told: serde_json::Map<_, _> = fields
        .into_iter()
        .filter(|(name, _)| name.starts_with("gen_ai.request") || name == "gen_ai.output.type")
        .collect();
    assert_eq!(
        Value::from(told),
        json!({
            "gen_ai.request.model": "small",
            "gen_ai.request.choice.count": 2,
            "gen_ai.request.seed": 7,
            "gen_ai.request.max_tokens": 8,
            "gen_ai.request.temperature": 0.0,
            "gen_ai.request.top_p": 0.25,
            "gen_ai.request.frequency_penalty": 0.5,
            "gen_ai.request.presence_penalty": -0.5,
            "gen_ai.request.stop_sequences": r#"["a","b\"c"]"#,
            "gen_ai.output.type": "json",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn a_model_of_which_nothing_is_known_is_told_of_as_such() {
    let (collector, _guard) = Collector::start();
    let model = Acme::saying(|| vec![Ok("hi".into())]).with_profile(Profile::default());
    model.with_telemetry().invoke("hi").await.unwrap();
    assert_eq!(
        Value::from(collector.chat().fields),
        json!({"otel.name": "chat", "otel.kind": "client", "gen_ai.operation.name": "chat"})
    );
}

#[tokio::test(start_paused = true)]
async fn each_choice_has_its_finish_reason() {
    let (collector, _guard) = Collector::start();
    let model = Acme::saying(|| {
        let ended = ChoiceChunk::new(1, "b").with_finish_reason(FinishReason::Length);
        vec![
            Ok(AiMessageChunk::default().with_choice(ChoiceChunk::new(2, "c"))),
            Ok(AiMessageChunk::default().with_choice(ended)),
            Ok("a".into()),
        ]
    });
    model.with_telemetry().invoke("hi").await.unwrap();
    let fields = collector.chat().fields;
    assert_eq!(
        fields["gen_ai.response.finish_reasons"],
        r#"["error","length","error"]"#
    );
}

#[tokio::test(start_paused = true)]
async fn stand_ins_for_log_probabilities_are_counted_and_not_averaged() {
    let (collector, _guard) = Collector::start();
    let model = Acme::saying(|| {
        let tokens = [-1.0, -9999.0].map(|logprob| TokenLogprob::new("x", logprob));
        let choice =
            ChoiceChunk::new(0, "xx").with_logprobs(Logprobs::new(Channel::Content, tokens));
        vec![Ok(AiMessageChunk::default().with_choice(choice))]
    });
    model.with_telemetry().invoke("hi").await.unwrap();
    let fields = collector.chat().fields;
    assert_eq!(fields["surprisal.logprobs.count"], 2);
    assert_eq!(fields["surprisal.logprobs.mean"], -1.0);
    assert_eq!(fields["surprisal.logprobs.min"], -1.0);
}

#[tokio::test(start_paused = true)]
async fn without_log_probabilities_nothing_is_said_of_them() {
    let (collector, _guard) = Collector::start();
    let model = FakeChatModel::new().say(["a"]).with_telemetry();
    model.invoke("hi").await.unwrap();
    assert!(!collector.everything().contains("surprisal.logprobs"));
}

#[tokio::test(start_paused = true)]
async fn the_call_reaches_the_model_as_it_was_made() {
    let (_collector, _guard) = Collector::start();
    let fake = FakeChatModel::new().say(["a"]).say(["b"]);
    let model = fake.clone().with_telemetry().with_content(true);
    let options = CallOptions::new()
        .logprobs(true)
        .extra("x", 1)
        .header("y", "z");
    let traced = model.clone().bind(options.clone());
    assert_eq!(traced.invoke("hi").await.unwrap().text(), "a");
    let stream = traced.stream("hi").await.unwrap();
    let whole = AiMessageChunk::collect(stream).await.unwrap();
    assert_eq!(whole.logprobs().content().len(), 1);
    for call in fake.calls() {
        assert_eq!(call.options, options);
    }
    assert_eq!(model.profile(), fake.profile());
}

#[tokio::test(start_paused = true)]
async fn an_answer_from_a_cache_says_so_and_costs_nothing() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_cache(MemoryCache::new(9)).with_telemetry();
    for _ in 0..2 {
        model.invoke("hi").await.unwrap();
        let chunks = model.stream("hi").await.unwrap();
        AiMessageChunk::collect(chunks).await.unwrap();
    }
    let calls = collector.named("chat");
    let fields = |name| calls.iter().map(move |call| call.fields.get(name).cloned());
    let cached = fields("surprisal.cached").collect::<Vec<_>>();
    assert_eq!(
        cached,
        [
            None,
            Some(true.into()),
            Some(true.into()),
            Some(true.into())
        ]
    );
    let cost = fields("gen_ai.usage.input_tokens").collect::<Vec<_>>();
    assert_eq!(cost, [Some(7.into()), None, None, None]);
    assert!(fields("surprisal.logprobs.count").all(|count| count == Some(2.into())));
}
