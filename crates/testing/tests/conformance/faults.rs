//! For each case a fault by which it fails, and no other.

use std::collections::BTreeSet;

use surprisal_testing::conformance::{CASES, run_all};

use crate::double::Double;

/// Cases that one fault breaks with another, since they cannot be had apart.
const COMPANIONS: &[(&str, &[&str])] = &[
    // What is not sent at all is not sent in full.
    ("the_option_tools_is_answered", &["a_tool_arrives"]),
    // What answers tell is compared with what the profile tells.
    (
        "an_answer_tells_its_provider",
        &["what_a_profile_tells_is_what_answers_tell"],
    ),
];

#[tokio::test(start_paused = true)]
async fn each_fault_is_found_by_its_case_and_by_no_other() {
    let mut wrong = Vec::new();
    for case in CASES {
        let report = run_all(&Double::rich(case.name())).await;
        let failed: BTreeSet<&str> = report.failed().map(|(case, _)| case.name()).collect();
        let companions = COMPANIONS.iter().filter(|(fault, _)| *fault == case.name());
        let expected: BTreeSet<&str> = companions
            .flat_map(|(_, with)| *with)
            .copied()
            .chain([case.name()])
            .collect();
        if failed != expected {
            wrong.push(format!("{}: {failed:?}", case.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_and_left_out_in_silence_is_found() {
    let refused = [
        "the_option_logprobs_is_answered",
        "the_option_stop_is_answered",
        "the_option_seed_is_answered",
        "the_option_frequency_penalty_is_answered",
        "the_option_presence_penalty_is_answered",
        "the_option_logit_bias_is_answered",
        "the_option_n_is_answered",
        "the_option_tools_is_answered",
        "the_option_response_format_is_answered",
        "a_json_schema_is_answered",
        "the_option_reasoning_effort_is_answered",
        "the_option_metadata_is_answered",
        "log_probabilities_of_a_stream_are_answered",
    ];
    // Where what they need is refused as it should be, they are not looked at.
    let within = [
        "the_option_top_logprobs_is_answered",
        "the_option_tool_choice_is_answered",
        "the_option_parallel_tool_calls_is_answered",
    ];
    for (fault, within) in [("silent", within.as_slice()), ("unwarned", &[])] {
        let report = run_all(&Double::poor(fault)).await;
        let failed: BTreeSet<_> = report.failed().map(|(case, _)| case.name()).collect();
        let expected: BTreeSet<_> = refused.iter().chain(within).copied().collect();
        assert_eq!(failed, expected, "{fault}");
    }
}
