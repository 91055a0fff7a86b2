//! How an error is printed: for people, and for those who look for a defect.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use super::Error;

/// Control characters are spelled out: what a server says must not command the terminal that it is printed to.
/// [`message`](Error::message) has them as they came.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(provider) = &self.0.provider {
            write!(f, "{provider}: ")?;
        }
        f.write_str(self.0.kind.as_str())?;
        if let Some(status) = self.0.status {
            write!(f, " (status {status})")?;
        }
        if !self.0.message.is_empty() {
            write!(f, ": {}", Harmless(&self.0.message))?;
        }
        for error in &self.0.fallback_errors {
            write!(f, "; failed too: {error}")?;
        }
        Ok(())
    }
}

struct Harmless<'a>(&'a str);

impl fmt::Display for Harmless<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_harmful = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        if !self.0.contains(is_harmful) {
            return f.write_str(self.0);
        }
        self.0.chars().try_for_each(|c| match is_harmful(c) {
            true => write!(f, "{}", c.escape_unicode()),
            false => f.write_char(c),
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", &inner.kind)
            .field("message", &inner.message);
        if let Some(provider) = &inner.provider {
            out.field("provider", provider);
        }
        if let Some(status) = &inner.status {
            out.field("status", status);
        }
        if let Some(code) = &inner.code {
            out.field("code", code);
        }
        if let Some(option) = &inner.option {
            out.field("option", option);
        }
        if let Some(request_id) = &inner.request_id {
            out.field("request_id", request_id);
        }
        if let Some(retry_after) = &inner.retry_after {
            out.field("retry_after", retry_after);
        }
        if let Some(body) = &inner.body {
            out.field("body", body);
        }
        if let Some(partial) = &inner.partial {
            // All of it would be thousands of numbers.
            out.field("partial", &partial.text());
        }
        if inner.retries_spent {
            out.field("retries_spent", &true);
        }
        if !inner.fallback_errors.is_empty() {
            out.field("fallback_errors", &inner.fallback_errors);
        }
        if let Some(source) = &inner.source {
            out.field("source", source);
        }
        out.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Error, ErrorKind};

    #[test]
    fn what_a_server_says_commands_no_terminal() {
        let said = "no\u{1b}[2J\u{9b}31m\r model\n\tso";
        let other = Error::new(ErrorKind::Server, "\u{7}");
        let error = Error::new(ErrorKind::NotFound, said).with_fallback_errors([other]);
        assert_eq!(
            error.to_string(),
            "not found: no\\u{1b}[2J\\u{9b}31m\\u{d} model\n\tso; failed too: server error: \\u{7}"
        );
        assert_eq!(error.message(), said);
    }
}
