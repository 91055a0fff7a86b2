use futures::TryStreamExt as _;
use surprisal::{AiMessageChunk, ChatModel, Error, FinishReason, Messages};
use tokio::time::timeout;

use crate::plan::{Fate, Fault, Outcome, Plan, logprob, text};
use crate::tally::Row;

/// Reads a stream as its plan says, and asserts that it ends as it may and that nothing of it is lost, doubled or of
/// another stream.
pub(crate) async fn read(model: &dyn ChatModel, plan: &Plan, is_retried: bool) -> Row {
    let mut sum = AiMessageChunk::default();
    let mut chunks = 0;
    let read = outcome(model, plan, &mut sum, &mut chunks).await;
    let outcome = match &read {
        Ok(outcome) => *outcome,
        Err(error) => Outcome::Failed(error.kind()),
    };
    assert!(plan.allows(outcome, is_retried), "{plan:?} was {read:?}");
    let tokens = tokens(plan, &sum);
    if outcome == Outcome::Finished {
        assert_eq!(tokens, plan.tokens, "{plan:?} is not whole");
        assert_eq!(sum.finish_reason(), Some(&FinishReason::Stop), "{plan:?}");
        let told = sum.usage().and_then(|usage| usage.output_tokens);
        assert_eq!(told, Some(tokens as u64), "{plan:?}");
    }
    Row::of(outcome, chunks, tokens)
}

async fn outcome(
    model: &dyn ChatModel,
    plan: &Plan,
    sum: &mut AiMessageChunk,
    seen: &mut usize,
) -> Result<Outcome, Error> {
    let mut options = plan.service.options();
    if let Fate::Broken(_, Fault::Stalled) = plan.fate {
        options = options.idle_timeout(STALL);
    }
    let input = Messages::from(plan.ask.prompt(plan.number));
    let opening = model.stream_opts(input, options);
    let mut chunks = match plan.fate {
        Fate::DroppedBeforeHead(after) => match timeout(after, opening).await {
            Ok(opened) => opened?,
            Err(_) => return Ok(Outcome::Dropped),
        },
        _ => opening.await?,
    };
    while let Some(chunk) = chunks.try_next().await? {
        *sum += chunk;
        *seen += 1;
        if matches!(plan.fate, Fate::DroppedAfter(most) if *seen >= most) {
            return Ok(Outcome::Dropped);
        }
    }
    Ok(Outcome::Finished)
}

/// How long a stream that is to stall may say nothing. Where it is slow before that, it fails no otherwise.
const STALL: std::time::Duration = std::time::Duration::from_millis(100);

/// How many of the stream's tokens have come: asserts that the text is made of its first ones, and that each that has
/// come has its own log probability and alternatives.
fn tokens(plan: &Plan, sum: &AiMessageChunk) -> usize {
    let said = sum.text();
    let mut rest = &*said;
    let mut count = 0;
    while !rest.is_empty() {
        let due = text(plan.number, count);
        let after = rest.strip_prefix(due.as_str());
        assert!(
            after.is_some() && count < plan.tokens,
            "{plan:?} has {due:?} next, and said {said:?}"
        );
        rest = after.unwrap_or_default();
        count += 1;
    }
    let scored = sum.logprobs().content();
    let due = if plan.service.scores() { count } else { 0 };
    assert_eq!(scored.len(), due, "{plan:?}: tokens for {said:?}");
    let has_top = plan.service.options().top_logprobs.is_some();
    for (index, token) in scored.iter().enumerate() {
        assert_eq!(token.token(), Some(text(plan.number, index).as_str()));
        assert_eq!(token.logprob(), Some(logprob(plan.number, index)));
        let top = token.top_logprobs().map_or(0, <[_]>::len);
        assert_eq!(top, if has_top { 2 } else { 0 }, "{plan:?}");
    }
    count
}
