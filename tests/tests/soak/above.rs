//! What is made of streams further up: runs of tools, and the values of JSON.

use std::sync::Arc;

use fastrand::Rng;
use futures::TryStreamExt as _;
use surprisal::confidence::FieldStream;
use surprisal::schema::{JsonSchema, Tool, ToolLoop, ToolRun};
use surprisal::{ChatModel, Messages, Result, RunnableExt as _};
use tokio::task::JoinSet;

use crate::ask::Ask;
use crate::plan::text;
use crate::service::Service;
use crate::serving::TOKENS;

#[derive(serde::Deserialize, JsonSchema)]
#[schemars(crate = "surprisal::schema::schemars")]
struct Number {
    number: u64,
}

/// Runs so many of each at once. A third of them is dropped somewhere.
pub(crate) async fn run(models: &[Arc<dyn ChatModel>], seed: u64, times: u64) {
    let mut tasks = JoinSet::new();
    for number in 0..times {
        let mut rng = Rng::with_seed(seed ^ number);
        let most = if rng.u8(0..3) == 0 {
            rng.usize(0..TOKENS)
        } else {
            usize::MAX
        };
        let chat = Arc::clone(&models[Service::OpenAiChat as usize]);
        tasks.spawn(async move { tools(chat, number, most).await });
        let service = Service::of(number);
        let model = Arc::clone(&models[service as usize]);
        if service.scores() {
            tasks.spawn(async move { fields(service, &*model, number, most).await });
        }
    }
    while let Some(done) = tasks.join_next().await {
        done.expect("it is wrong").expect("it failed");
    }
}

async fn tools(model: Arc<dyn ChatModel>, number: u64, most: usize) -> Result<()> {
    let double = Tool::new(
        "double",
        "Twice a number",
        async |it: Number| -> Result<String> { Ok((2 * it.number).to_string()) },
    );
    let agent = ToolLoop::new(model, [double]);
    let mut events = agent.stream(Ask::Tool.prompt(number)).await?;
    let mut run = Vec::new();
    while run.len() < most {
        let Some(event) = events.try_next().await? else {
            let run: ToolRun = run.into_iter().collect();
            let texts: String = (0..TOKENS).map(|index| text(number, index)).collect();
            assert_eq!(run.answer()?.text(), texts);
            assert_eq!(run.rounds(), 2);
            return Ok(());
        };
        run.push(event);
    }
    Ok(())
}

async fn fields(service: Service, model: &dyn ChatModel, number: u64, most: usize) -> Result<()> {
    let input = Messages::from(Ask::Fields.prompt(number));
    let mut fields = FieldStream::new(model.stream_opts(input, service.options()).await?);
    // The members, and then the object.
    for index in 0..most.min(TOKENS) {
        let done = fields.try_next().await?.expect("values are missing");
        assert_eq!(done.field().pointer(), format!("/a{index}"));
        assert_eq!(done.field().raw(), number.to_string());
        assert!(done.field().content().sum().is_some());
    }
    if most > TOKENS {
        let whole = fields.try_next().await?.expect("the object is missing");
        assert_eq!(whole.field().pointer(), "");
        assert!(fields.try_next().await?.is_none());
    }
    Ok(())
}
