//! The conformance suite over the local model, on a tiny file with random weights.
//!
//! It says what it says, so that no scenario can be played; but its probabilities are honest, and the laws hold of them.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::borrow::Cow;
use std::sync::Arc;

use async_trait::async_trait;
use surprisal_local::ChatLocal;
use surprisal_testing::TinyModel;
use surprisal_testing::conformance::{Part, Rig, Scenario, Stop, Subject, run_all};
use tokio::sync::OnceCell;

surprisal_testing::conformance_suite!(Local);

struct Local;

#[async_trait]
impl Subject for Local {
    async fn rig(&self, scenario: Scenario) -> Result<Rig, Stop> {
        match scenario.is_example {
            true => Ok(Rig::new(Arc::new(tiny().await))),
            false => Err(Stop::Skip("a real model says what it says".into())),
        }
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        match part {
            Part::Names => Some("chat templates have no place for names".into()),
            _ => None,
        }
    }
}

/// The model that all tests share. It has a thread of its own.
async fn tiny() -> ChatLocal {
    static TINY: OnceCell<ChatLocal> = OnceCell::const_new();
    let load = async || {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("tiny.gguf");
        std::fs::write(&path, TinyModel::new(7).to_bytes()).unwrap();
        let model = ChatLocal::from_env(path.to_str().unwrap()).unwrap();
        // Once it is loaded the file is not needed.
        model.load().await.unwrap();
        model
    };
    TINY.get_or_init(load).await.clone()
}

#[tokio::test]
async fn a_real_model_takes_part_wherever_any_answer_will_do() {
    let report = run_all(&Local).await;
    assert_eq!(report.failed().count(), 0, "{report}");
    assert!(report.passed() > 25, "{report}");
}
