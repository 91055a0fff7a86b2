//! Options and the cases that look at them.

use surprisal_testing::conformance::{Case, cases_of_options};

#[test]
fn each_option_is_looked_at_by_a_case_that_exists() {
    let cases = cases_of_options();
    assert_eq!(cases.len(), 25);
    for (option, case) in cases {
        assert!(Case::named(case).is_some(), "{option}: {case}");
    }
}
