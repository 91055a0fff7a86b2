//! An answer as it comes.

use futures::TryStreamExt as _;
use surprisal::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ChunkStream, ErrorKind, FinishReason,
    Messages, Policy,
};
use surprisal_confidence::HeatPainter;

use crate::exit::Failure;
use crate::notes;
use crate::output::Output;

/// Begins an answer. Where log probabilities would be good to have without having been asked for, as they
/// are for colours, a model that has none answers without.
pub(crate) async fn begin(
    llm: &dyn ChatModel,
    messages: Messages,
    options: CallOptions,
    wish: Option<u32>,
) -> surprisal::Result<ChunkStream<AiMessageChunk>> {
    let Some(alternatives) = wish.filter(|_| options.logprobs.is_none()) else {
        return llm.stream_opts(messages, options).await;
    };
    let mut wished = options
        .clone()
        .logprobs(true)
        .on_logprobs_missing(Policy::Warn);
    if alternatives > 0 {
        wished = wished.top_logprobs(alternatives);
    }
    match llm.stream_opts(messages.clone(), wished).await {
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            llm.stream_opts(messages, options).await
        }
        begun => begun,
    }
}

/// Prints the text of an answer as it comes and gives the whole answer.
pub(crate) async fn print(
    mut chunks: ChunkStream<AiMessageChunk>,
    output: &mut Output,
) -> Result<AiMessage, Failure> {
    let mut whole = AiMessageChunk::default();
    let mut painter = HeatPainter::default();
    let mut last = String::new();
    let failure = loop {
        match chunks.try_next().await {
            Ok(Some(chunk)) => {
                let refusal = chunk.refusal();
                if output.is_painted() {
                    output.ours(&painter.paint(&chunk))?;
                } else {
                    output.text(&chunk.text())?;
                }
                output.text(&refusal)?;
                for text in [chunk.text(), refusal] {
                    if !text.is_empty() {
                        last = text.into_owned();
                    }
                }
                whole += chunk;
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    output.ours(&painter.finish())?;
    if !last.is_empty() && !last.ends_with('\n') {
        output.ours("\n")?;
    }
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(whole.into()),
    }
}

/// Tells what is to be known of an answer beside its text.
pub(crate) fn tell(message: &AiMessage) {
    for warning in &message.response_metadata().warnings {
        notes::note(&format!("warning: {warning}"));
    }
    for choice in message.choices() {
        match choice.finish_reason() {
            Some(FinishReason::Length) => {
                notes::note("the answer was cut off at its limit of tokens: see --max-tokens");
            }
            Some(FinishReason::ContentFilter) => {
                notes::note("the provider's content filter cut the answer off");
            }
            _ => {}
        }
        if !choice.content().refusal().is_empty() {
            notes::note("the model declined to answer");
        }
    }
}
