use std::io::{self, Write};

use surprisal_tests::contender::{Result, Scenario};

use crate::contenders::CONTENDERS;
use crate::serving::{Serving, units};
use crate::valgrind::{self, Cost};

/// Prints a row for each scenario and contender whose names together contain `part`.
pub(crate) fn print(part: &str) -> Result<()> {
    if !valgrind::is_installed() {
        println!("valgrind is not installed, so no instructions are counted");
        return Ok(());
    }
    let serving = Serving::start()?;
    println!("| scenario | contender | instructions | by the first's | heap blocks | heap bytes |");
    println!("|---|---|---|---|---|---|");
    for scenario in Scenario::ALL {
        let name = scenario.name();
        let mut first: Option<Cost> = None;
        for contender in CONTENDERS {
            if !format!("{name} {contender}").contains(part) {
                continue;
            }
            let unit = unit(&serving, scenario, contender)?;
            let first = first.get_or_insert_with(|| unit.clone());
            if unit.printed != first.printed {
                let [ours, theirs] = [&unit.printed, &first.printed];
                return Err(format!("{name}: {contender} saw {ours}and not {theirs}").into());
            }
            let ratio = unit.instructions / first.instructions;
            println!(
                "| {name} | {contender} | {:.0} | {ratio:.2} | {:.1} | {:.0} |",
                unit.instructions, unit.blocks, unit.bytes,
            );
            io::stdout().flush()?;
        }
    }
    Ok(())
}

/// The marginal cost of a chunk or an answer.
fn unit(serving: &Serving, scenario: Scenario, contender: &str) -> Result<Cost> {
    let n = units(scenario);
    let run = |n: usize| {
        let url = serving.url(scenario, n)?;
        valgrind::cost(&["run", &scenario.name(), contender, &n.to_string(), url])
    };
    let (short, long) = (run(n)?, run(2 * n)?);
    let each = |of: fn(&Cost) -> f64| (of(&long) - of(&short)) / n as f64;
    Ok(Cost {
        instructions: each(|cost| cost.instructions),
        blocks: each(|cost| cost.blocks),
        bytes: each(|cost| cost.bytes),
        printed: long.printed,
    })
}
