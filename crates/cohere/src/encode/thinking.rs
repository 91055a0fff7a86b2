use serde_json::{Value, json};
use surprisal_core::{CallOptions, ReasoningEffort, Result, Warning, unsupported};

use crate::PROVIDER;

/// Cohere has no levels: it thinks or not, with at most so many tokens. The budgets are this library's; at `high` there
/// is none, as where Cohere itself reads the levels of other services.
pub(super) fn thinking(
    effort: &ReasoningEffort,
    options: &CallOptions,
    warnings: &mut Vec<Warning>,
) -> Result<Value> {
    let budget = match effort {
        ReasoningEffort::None => return Ok(json!({"type": "disabled"})),
        ReasoningEffort::High => return Ok(json!({"type": "enabled"})),
        ReasoningEffort::Minimal => 256,
        ReasoningEffort::Low => 1024,
        ReasoningEffort::Medium => 4096,
        _ => {
            let instead = "with such a level; it has none, minimal, low, medium and high, and \
                           CohereOptions::thinking_budget for a number of tokens";
            unsupported(options, warnings, PROVIDER, "reasoning_effort", instead)?;
            return Ok(Value::Null);
        }
    };
    Ok(json!({"type": "enabled", "token_budget": budget}))
}
