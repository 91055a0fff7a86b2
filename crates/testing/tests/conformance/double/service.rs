use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use surprisal_testing::conformance::{Scenario, Seen, Step, Witness};
use tokio::sync::watch;

/// What the model asks, and who sees it.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) fault: &'static str,
    steps: Mutex<VecDeque<Step>>,
    seen: Mutex<Vec<Seen>>,
    hung_up: watch::Sender<bool>,
}

impl Service {
    pub(super) fn new(fault: &'static str, scenario: Scenario) -> Self {
        let mut steps = VecDeque::from(scenario.steps);
        if fault == "a_batch_keeps_the_order_of_its_inputs"
            && steps.len() == 3
            && steps.iter().all(|step| matches!(step, Step::Answer(_)))
        {
            steps.make_contiguous().reverse();
        }
        Self {
            fault,
            steps: Mutex::new(steps),
            seen: Mutex::default(),
            hung_up: watch::Sender::new(false),
        }
    }

    /// What it does with this request.
    pub(super) fn ask(&self, request: Seen) -> Step {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request);
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        match steps.len() {
            1 => steps[0].clone(),
            _ => steps.pop_front().unwrap(),
        }
    }

    pub(super) fn hang_up(&self) {
        self.hung_up.send_replace(true);
    }
}

#[async_trait]
impl Witness for Service {
    fn requests(&self) -> Vec<Seen> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn hung_up(&self) {
        self.hung_up.subscribe().wait_for(|is| *is).await.unwrap();
    }
}
