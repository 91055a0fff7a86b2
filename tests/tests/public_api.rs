//! What holds of every public type: it can be printed, sent to another thread, shared between threads and kept.

use std::fmt::Debug;
use std::sync::Arc;

use futures::stream::Empty;
use surprisal::{AiMessageChunk, CallOptions, ChatModel, Result, RunnableExt as _};
use surprisal_testing::FakeChatModel as Model;

type Bytes = Vec<u8>;
type Function = fn();
type Chunks = Empty<Result<AiMessageChunk>>;

fn holds<T: Debug + Send + Sync + 'static>() {}

/// Checks the types, which the compiler does, and gives their names.
macro_rules! types {
    ($($name:ident $(<$($argument:tt),+>)?),+ $(,)?) => {
        [$({
            holds::<$name$(<$($argument),+>)?>();
            stringify!($name)
        }),+]
    };
}

/// What a crate exports at its root by a name that begins as those of types and traits do.
fn exported(lib: &str) -> Vec<&str> {
    let exports = lib.split("\npub use ").skip(1);
    let exports = exports.filter_map(|rest| rest.split(';').next());
    let names = exports.flat_map(|export| export.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let names = names.filter(|name| name.starts_with(char::is_uppercase));
    names.collect()
}

/// Every name that is exported is among these, and every one of these is exported.
fn all_of(lib: &str, types: &[&str], others: &[&str]) {
    let exported = exported(lib);
    for name in &exported {
        let is_known = types.contains(name) || others.contains(name);
        assert!(is_known, "{name} is exported, and not looked at here");
    }
    for name in types.iter().chain(others) {
        assert!(exported.contains(name), "{name} is not exported");
    }
}

#[test]
fn of_the_core() {
    use surprisal::*;
    let types = types![
        AiMessage,
        AiMessageChunk,
        Alignment,
        Assign<Model, Model>,
        Availability,
        Basis,
        Bound<Model>,
        Branch<(), (), (), ()>,
        BytesOrigin,
        CacheKey,
        Cached<Model, MemoryCache>,
        CachedAnswer,
        CallEvent<'static, Model>,
        CallOptions,
        Capabilities,
        Channel,
        Choice,
        ChoiceChunk,
        CompensatedSum,
        ConcurrencyLimit,
        ConcurrencyLimited<Model>,
        Content,
        ContentBlock,
        ContentFilter,
        ContentFilterOffsets,
        ContentFilterResult<'static>,
        DeveloperMessage,
        Each<Model>,
        EmbeddingOptions,
        Embeddings,
        Entropy,
        Error,
        ErrorKind,
        Fallbacks<Model, Model>,
        Feature,
        FinishReason,
        HumanMessage,
        Inspect<Model, Function>,
        InvalidToolCall,
        Lambda<Function, ()>,
        Logprobs,
        Mapped<Model, Function>,
        Measures,
        Media,
        MemoryCache,
        Message,
        Messages,
        ModelCard,
        Parallel<(Model, Model)>,
        ParallelMap<Model>,
        Passthrough<()>,
        Policy,
        Profile,
        PromptFilter,
        RateLimited<Model>,
        RateLimiter,
        RateLimits,
        ReasoningEffort,
        Registry,
        Reported,
        ResponseFormat,
        ResponseMetadata,
        Retries,
        Retry<Model>,
        RetryPolicy,
        Role,
        Score,
        Scored,
        Secret,
        Sequence<Model, Model>,
        StreamLambda<Function, (), ()>,
        Support,
        SystemMessage,
        TimeLimits,
        Timeout<Model>,
        TokenLogprob,
        ToolCall,
        ToolCallChunk,
        ToolChoice,
        ToolDefinition,
        ToolMessage,
        TopLogprob,
        Transform<Model, Function, ()>,
        Usage,
        Warning,
    ];
    let traits = [
        "BaseMessage",
        "Bind",
        "Cache",
        "ChatModel",
        "Combine",
        "CombineAll",
        "EmbeddingModel",
        "EmbeddingModelExt",
        "HasLogprobs",
        "ListModels",
        "Options",
        "ProviderOptions",
        "Runnable",
        "RunnableExt",
        "ScoreText",
        "Takes",
    ];
    // A stream is read by one task; a result is what it holds.
    let aliases = ["ChunkStream", "Result"];
    let others = [traits.as_slice(), &aliases].concat();
    all_of(
        include_str!("../../crates/core/src/lib.rs"),
        &types,
        &others,
    );
}

#[test]
fn of_tools_prompts_telemetry_and_caches_in_files() {
    use surprisal::prompt::*;
    use surprisal::schema::*;
    use surprisal::sqlite::*;
    use surprisal::telemetry::*;
    let types = types![
        Structured<String>,
        StructuredChunk<String>,
        StructuredMethod,
        StructuredOutput<Model, String>,
        Tool,
        ToolLoop<Model>,
        ToolRun,
        ToolRunEnd,
        ToolRunEvent,
        ToolVerdict,
    ];
    let others = ["JsonSchema", "StructuredExt"];
    all_of(
        include_str!("../../crates/schema/src/lib.rs"),
        &types,
        &others,
    );
    let types = types![ChatPrompt, PromptPart, Variables];
    all_of(include_str!("../../crates/prompt/src/lib.rs"), &types, &[]);
    let others = ["TelemetryExt"];
    all_of(
        include_str!("../../crates/telemetry/src/lib.rs"),
        &types![Traced<Model>],
        &others,
    );
    let types = types![SqliteCache];
    all_of(include_str!("../../crates/sqlite/src/lib.rs"), &types, &[]);
}

#[test]
fn of_confidence() {
    use surprisal::confidence::*;
    let types = types![
        At<'static>,
        Bin,
        Binning,
        Boundary,
        BrierParts,
        Calibrator,
        Cascade<Model, Model>,
        CascadeAnswer,
        CascadeRecord,
        ChoiceScores,
        ColorDepth,
        Decision,
        Direction,
        Doubt,
        Drift,
        DriftProbe<Model>,
        Escalation,
        Field<'static>,
        FieldKind,
        FieldReader,
        FieldRow,
        FieldStream<Chunks>,
        Fields<'static>,
        FieldsError,
        FittedOn,
        Fold,
        Group,
        HeatMap<'static>,
        HeatPainter,
        HtmlPage<'static>,
        Interval,
        Isotonic,
        JsonError,
        JsonErrorKind,
        Judge,
        LabelDistribution,
        Labels,
        Measure,
        MultipleChoice<Model>,
        Needs,
        Normalization,
        OwnedField,
        Platt,
        Ranking,
        Reliability,
        Running,
        Sample,
        Samples,
        ScoreMode,
        ScoredChoice,
        Selection,
        SelfConsistency<Model>,
        Signal,
        Snapshot,
        StopWhen<Model, Function>,
        TemperatureScaling,
        TextPerplexity,
        Threshold,
        TokenWriter<Bytes>,
        Unit,
        Verdict,
        Window,
        WithRunning<Chunks>,
    ];
    all_of(
        include_str!("../../crates/confidence/src/lib.rs"),
        &types,
        &[],
    );
}

#[test]
fn of_the_local_model() {
    use surprisal::local::*;
    let types = types![
        CatalogModel,
        ChatLocal,
        ChatLocalBuilder,
        HubFile,
        LocalOptions,
        Located,
        ModelFile,
        ModelInfo,
        ModelStore,
        PackageFile,
        Progress<'static>,
        Source,
        Stage<'static>,
    ];
    all_of(include_str!("../../crates/local/src/lib.rs"), &types, &[]);
}

#[test]
fn of_the_testing_kit() {
    use surprisal_testing::*;
    let types = types![
        FakeAnswer,
        FakeCall,
        FakeChatModel,
        FakeEmbeddingCall,
        FakeEmbeddingModel,
        FakeToken,
        FakeTokens,
        Fault,
        GgufValue,
        MockChatModel,
        TinyModel,
    ];
    // It is about the thread that made it.
    let others = ["DenyNetwork"];
    all_of(
        include_str!("../../crates/testing/src/lib.rs"),
        &types,
        &others,
    );
}

#[test]
fn a_model_of_any_type_prints_who_it_is() {
    holds::<Arc<dyn ChatModel>>();
    let model: Arc<dyn ChatModel> = Arc::new(Model::new());
    let shown = r#"ChatModel { provider: "fake", model: "fake", .. }"#;
    assert_eq!(format!("{model:?}"), shown);
    let bound = format!("{:?}", model.bind(CallOptions::new()));
    assert!(bound.contains(shown), "{bound}");
}

#[test]
fn errors_are_such_to_other_libraries() {
    fn is_error<E: std::error::Error + Send + Sync + 'static>() {}
    is_error::<surprisal::Error>();
    is_error::<surprisal::InvalidToolCall>();
    is_error::<surprisal::confidence::FieldsError>();
    is_error::<surprisal::confidence::JsonError>();
}
