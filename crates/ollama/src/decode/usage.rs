use surprisal_core::Usage;

use super::line::Line;

/// What the last line tells of tokens. A prompt that was in the cache whole is not counted by some versions: then there is
/// no figure, and no sum.
pub(super) fn usage(line: &Line<'_>) -> Option<Usage> {
    let mut usage = Usage::default();
    usage.input_tokens = line.prompt_eval_count;
    usage.output_tokens = line.eval_count;
    usage.total_tokens = match (line.prompt_eval_count, line.eval_count) {
        (Some(read), Some(written)) => Some(read.saturating_add(written)),
        _ => None,
    };
    (!usage.is_empty()).then_some(usage)
}
