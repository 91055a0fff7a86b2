//! The conformance suite over {{type_name}}.

mod wire;

surprisal_testing::conformance_suite!(surprisal_testing::conformance::OverHttp::new(wire::Service));
