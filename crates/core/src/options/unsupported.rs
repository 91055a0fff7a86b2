use super::{CallOptions, Policy};
use crate::{Error, ErrorKind, Result, Warning};

/// Answers an option that the provider does not have, as the caller chose by
/// [`on_unsupported`](CallOptions::on_unsupported): by an error, or by a warning that goes with the answer.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`], naming the option, the provider and what would work.
///
/// ```
/// use surprisal_core::{CallOptions, unsupported};
///
/// let mut warnings = Vec::new();
/// let options = CallOptions::new().seed(7);
/// let error = unsupported(&options, &mut warnings, "acme", "seed", "leave it out").unwrap_err();
/// assert_eq!(error.to_string(), "acme: unsupported option: acme has no option `seed`: leave it out");
/// ```
pub fn unsupported(
    options: &CallOptions,
    warnings: &mut Vec<Warning>,
    provider: &'static str,
    option: &'static str,
    instead: &str,
) -> Result<()> {
    let message = format!("{provider} has no option `{option}`: {instead}");
    match options.on_unsupported.unwrap_or_default() {
        Policy::Warn => {
            warnings.push(Warning::new(option, message));
            Ok(())
        }
        _ => Err(Error::new(ErrorKind::Unsupported, message)
            .with_provider(provider)
            .with_option(option)),
    }
}
