//! The conformance suite over Mistral, in front of a service that writes as Mistral does.

mod wire;

surprisal_testing::conformance_suite!(surprisal_testing::conformance::OverHttp::new(wire::Mistral));
