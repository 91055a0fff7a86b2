//! What is asked of the examples that anything is fitted to or measured on.

use surprisal_core::{Error, Result};

/// Checks that there is at least one example, that each score is a finite number and says of an answer whether it was
/// right.
pub(super) fn check(scores: &[f64], correct: &[bool]) -> Result<()> {
    same_length("scores", scores.len(), "outcomes", correct.len())?;
    if scores.is_empty() {
        return Err(Error::invalid_input(
            "there are no examples: at least one score with its outcome is needed",
        ));
    }
    match scores.iter().position(|score| !score.is_finite()) {
        Some(at) => Err(Error::invalid_input(format!(
            "score {at} is {}: leave out the answers without a finite score",
            scores.get(at).copied().unwrap_or(f64::NAN)
        ))),
        None => Ok(()),
    }
}

/// Checks that some answers were right and some were wrong, and counts the right ones.
pub(super) fn check_both(correct: &[bool]) -> Result<usize> {
    let count = count(correct);
    if count > 0 && count < correct.len() {
        return Ok(count);
    }
    let all = if count == 0 { "wrong" } else { "right" };
    Err(Error::invalid_input(format!(
        "all {} answers are {all}: what tells them apart is learned from right and wrong ones",
        correct.len()
    )))
}

/// Checks that two lists are of one length.
pub(super) fn same_length(one: &str, ones: usize, other: &str, others: usize) -> Result<()> {
    if ones == others {
        Ok(())
    } else {
        Err(Error::invalid_input(format!(
            "{ones} {one} and {others} {other}: each of the {one} needs one of the {other}"
        )))
    }
}

/// How many are right.
pub(super) fn count(correct: &[bool]) -> usize {
    correct.iter().filter(|correct| **correct).count()
}
