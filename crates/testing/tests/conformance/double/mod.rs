//! A model in the process that does straight what a scenario says, and wrong what it is told to.

mod alter;
mod errors;
mod model;
mod outer;
mod parts;
mod play;
mod request;
mod service;
mod tokens;

use std::sync::Arc;

use async_trait::async_trait;
use surprisal_core::{Capabilities, ErrorKind, Feature, RetryPolicy, RunnableExt as _};
use surprisal_testing::conformance::{KEY, Rig, Scenario, Step, Stop, Subject};

use model::DoubleModel;
use outer::Outer;
use service::Service;

/// The subject. Its fault is called after the case that is to fail by it.
#[derive(Clone, Copy)]
pub(crate) struct Double {
    pub(crate) fault: &'static str,
    pub(crate) capabilities: Capabilities,
}

impl Double {
    /// It has everything.
    pub(crate) fn rich(fault: &'static str) -> Self {
        let capabilities = Capabilities::UNKNOWN
            .yes(Feature::ALL)
            .most_top_logprobs(20);
        Self {
            fault,
            capabilities,
        }
    }

    /// It has none of what there are capabilities for.
    pub(crate) fn poor(fault: &'static str) -> Self {
        let capabilities = Capabilities::UNKNOWN.no(Feature::ALL);
        Self {
            fault,
            capabilities,
        }
    }

    /// How it retries, and where it does not as it should.
    fn policy(&self, scenario: &Scenario) -> RetryPolicy {
        let policy = scenario.retry.clone();
        let fails = |kind| matches!(scenario.steps.first(), Some(Step::Error(failure)) if failure.kind == kind);
        match (self.fault, scenario.steps.len()) {
            ("what_passes_is_tried_again", 3)
                if !scenario.streamed && fails(ErrorKind::RateLimited) =>
            {
                RetryPolicy::none()
            }
            ("a_stream_that_is_refused_is_tried_again", 3) if scenario.streamed => {
                RetryPolicy::none()
            }
            ("tries_come_to_an_end", 1) if fails(ErrorKind::Server) => policy.max_attempts(2),
            _ => policy,
        }
    }
}

#[async_trait]
impl Subject for Double {
    async fn rig(&self, scenario: Scenario) -> Result<Rig, Stop> {
        let policy = self.policy(&scenario);
        let service = Arc::new(Service::new(self.fault, scenario));
        let model = DoubleModel::new(Arc::clone(&service), self.capabilities);
        Ok(Rig::new(Arc::new(Outer {
            inner: model.with_retry(policy),
            fault: self.fault,
        }))
        .witness(service)
        .key(KEY))
    }
}
