//! `surprisal ask`

use futures::TryStreamExt as _;
use surprisal::{AiMessage, CallOptions, HasLogprobs as _, Messages};
use surprisal_confidence::{ColorDepth, HeatMap};

use crate::answer;
use crate::args::Ask;
use crate::exit::Failure;
use crate::model::Model;
use crate::notes;
use crate::output::Output;
use crate::page_file::{self, PageFile};
use crate::prompt;
use crate::table::table;

pub(crate) async fn run(args: Ask) -> Result<(), Failure> {
    let prompt = prompt::read(&args.prompt)?;
    let model = Model::choose(&args.model)?;
    let page = args
        .html
        .map(|path| PageFile::new(path, &prompt))
        .transpose()?;
    let messages = args.sampling.messages(prompt.into());
    let mut options = args.logprobs.on(args.sampling.options());
    if page.is_some() {
        options = page_file::options(options);
    }
    options.n = args.n;
    let mut output = Output::stdout();

    model.introduce().await?;
    if args.json {
        let message = model.llm().invoke_opts(messages, options).await?;
        answer::tell(&message);
        output.json(&message)?;
        return write(page.as_ref(), &message);
    }
    if args.jsonl {
        return lines(&model, messages, options, &mut output).await;
    }
    let message = match args.n {
        // Pieces of several answers would be mixed up on a screen.
        Some(2..) => whole(&model, messages, options, &mut output).await?,
        _ => streamed(&model, messages, options, &mut output).await?,
    };
    if args.logprobs.logprobs.is_some() {
        let painted = output.is_painted();
        for choice in message.choices() {
            output.ours("\n")?;
            output.ours(&table(choice.tokens(), args.head, painted))?;
        }
    }
    answer::tell(&message);
    write(page.as_ref(), &message)
}

fn write(page: Option<&PageFile>, message: &AiMessage) -> Result<(), Failure> {
    match page {
        Some(page) => page.write(message),
        None => Ok(()),
    }
}

async fn streamed(
    model: &Model,
    messages: Messages,
    options: CallOptions,
    output: &mut Output,
) -> Result<AiMessage, Failure> {
    let wish = output.is_painted().then_some(0);
    if output.is_painted() {
        notes::painted(&HeatMap::legend(ColorDepth::Ansi256));
    }
    let chunks = answer::begin(model.llm(), messages, options, wish).await?;
    answer::print(chunks, output).await
}

async fn whole(
    model: &Model,
    messages: Messages,
    options: CallOptions,
    output: &mut Output,
) -> Result<AiMessage, Failure> {
    let message = model.llm().invoke_opts(messages, options).await?;
    for choice in message.choices() {
        output.ours(&format!("[{}] ", choice.index()))?;
        output.text(&choice.text())?;
        output.text(&choice.content().refusal())?;
        output.ours("\n")?;
    }
    Ok(message)
}

/// Each chunk in the form of the whole message: what came with it, and nothing else.
async fn lines(
    model: &Model,
    messages: Messages,
    options: CallOptions,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut chunks = model.llm().stream_opts(messages, options).await?;
    while let Some(chunk) = chunks.try_next().await? {
        let piece = AiMessage::from(chunk);
        answer::tell(&piece);
        output.json(&piece)?;
    }
    Ok(())
}
