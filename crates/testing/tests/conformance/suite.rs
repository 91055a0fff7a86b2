//! The double without a fault.

use std::collections::BTreeSet;

use surprisal_testing::conformance::{CASES, run_all};

use crate::double::Double;

mod rich {
    use super::Double;

    surprisal_testing::conformance_suite!(Double::rich(""));
}

#[tokio::test(start_paused = true)]
async fn a_model_that_has_everything_passes_all_of_it() {
    let report = run_all(&Double::rich("")).await;
    assert_eq!(report.passed(), CASES.len(), "{report}");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_has_little_passes_what_is_left_and_says_why_it_skips_the_rest() {
    let report = run_all(&Double::poor("")).await;
    assert_eq!(report.failed().count(), 0, "{report}");
    assert!(report.skipped().all(|(_, why)| !why.is_empty()));
    assert!(report.skipped().count() > 20, "{report}");
}

#[test]
fn names_of_cases_differ() {
    let names: BTreeSet<&str> = CASES.iter().map(|case| case.name()).collect();
    assert_eq!(names.len(), CASES.len());
}
