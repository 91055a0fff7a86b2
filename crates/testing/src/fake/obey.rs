use surprisal_core::{CallOptions, Error, ErrorKind, Result, ToolChoice, Warning, unsupported};

use super::answer::FakeChoice;
use super::state::State;
use super::{FakeAnswer, Fault};

/// The options that the answer is to follow, and what is to be said of those that it does not.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] for what the capabilities do not have, as the caller chose;
/// [`ErrorKind::InvalidInput`] for what no provider takes.
pub(super) fn options(
    mut options: CallOptions,
    faults: &[Fault],
    state: &State,
    stream: bool,
) -> Result<(CallOptions, Vec<Warning>)> {
    for fault in faults {
        options = fault.options(options)?;
    }
    if !faults.contains(&Fault::Unchecked) {
        options.check()?;
    }
    let is_silent = faults.contains(&Fault::IgnoreUnsupported);
    if is_silent {
        options.on_unsupported = Some(surprisal_core::Policy::Warn);
    }
    let mut warnings = Vec::new();
    let answered = state
        .capabilities
        .answer(&options, stream, PROVIDER, &mut warnings)?;
    let options = answered.into_owned();
    if options.raw == Some(true) {
        let instead = "it has no JSON of a provider: leave it out, or let the loopback server answer a real provider";
        unsupported(&options, &mut warnings, PROVIDER, "raw", instead)?;
    }
    if is_silent {
        warnings.clear();
    }
    Ok((options, warnings))
}

/// Whether a script can be said to these options. What bears on sampling alone always can: the script is the sample.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`], which names the option.
pub(super) fn script(answer: &FakeAnswer, options: &CallOptions) -> Result<()> {
    let count = answer.others.len() + 1;
    let asked = options.n.unwrap_or(1);
    if asked as usize > count {
        return Err(refused(
            "n",
            &format!(
                "it is {asked}, and the script's answer has {count}: add choices by FakeAnswer::or"
            ),
        ));
    }
    answer
        .choices()
        .take(asked as usize)
        .try_for_each(|choice| tools(choice, options))
}

fn tools(choice: &FakeChoice, options: &CallOptions) -> Result<()> {
    let count = choice.calls();
    let offered = options
        .tools
        .as_ref()
        .is_some_and(|tools| !tools.is_empty());
    match &options.tool_choice {
        _ if count > 0 && !offered => Err(refused(
            "tools",
            "the script's answer calls a tool, and none is offered",
        )),
        Some(ToolChoice::None) if count > 0 => Err(refused(
            "tool_choice",
            "it forbids tools, and the script's answer calls one",
        )),
        Some(ToolChoice::Required | ToolChoice::Tool(_)) if count == 0 => Err(refused(
            "tool_choice",
            "it requires a tool, and the script's answer calls none",
        )),
        _ if count > 1 && options.parallel_tool_calls == Some(false) => Err(refused(
            "parallel_tool_calls",
            "it is off, and the script's answer calls several tools",
        )),
        _ => Ok(()),
    }
}

fn refused(option: &'static str, why: &str) -> Error {
    let message = format!("the fake chat model cannot obey the option `{option}`: {why}");
    Error::new(ErrorKind::Unsupported, message)
        .with_provider(PROVIDER)
        .with_option(option)
}

pub(crate) const PROVIDER: &str = "fake";
