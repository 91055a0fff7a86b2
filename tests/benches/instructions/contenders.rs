//! To add a contender, write an `async fn` as `floor` here and put it into `CONTENDERS` and `run`.

use std::future::Future;
use std::pin::Pin;

use surprisal::ChatModel;
use surprisal_tests::contender::{Result, Scenario, Seen};
use surprisal_tests::{floor, ours};

/// All; the others are compared with the first.
pub(crate) const CONTENDERS: [&str; 3] = ["floor", "surprisal", "six wrappers"];

type Run = Pin<Box<dyn Future<Output = Result<Seen>>>>;

/// Has a contender read the answer at a URL; for an invoke, `n` times.
pub(crate) fn run(scenario: &str, contender: &str, url: &str, n: usize) -> Result<Run> {
    let scenario = Scenario::ALL
        .into_iter()
        .find(|one| one.name() == scenario)
        .ok_or_else(|| format!("no scenario {scenario}"))?;
    let url = url.to_owned();
    match contender {
        "floor" => Ok(Box::pin(floor(scenario, url, n))),
        "surprisal" => {
            let model = ours::model(&url, scenario.top())?;
            Ok(Box::pin(surprisal(scenario, model, n)))
        }
        "six wrappers" => {
            let model = ours::wrapped(&url, scenario.top())?;
            Ok(Box::pin(surprisal(scenario, model, n)))
        }
        _ => Err(format!("no contender {contender}").into()),
    }
}

async fn floor(scenario: Scenario, url: String, n: usize) -> Result<Seen> {
    match scenario {
        Scenario::Collect => floor::collect(&url).await,
        Scenario::Invoke => floor::invoke(&url, n).await,
        _ => floor::stream(&url).await,
    }
}

async fn surprisal(scenario: Scenario, model: impl ChatModel, n: usize) -> Result<Seen> {
    match scenario {
        Scenario::Collect => ours::collect(&model).await,
        Scenario::Invoke => ours::invoke(&model, n).await,
        _ => ours::stream(&model).await,
    }
}
