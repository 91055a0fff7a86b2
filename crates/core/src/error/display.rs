//! How an error is printed: for people, and for those who look for a defect.

use std::error::Error as StdError;
use std::fmt;

use super::Error;

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
            write!(f, ": {}", self.0.message)?;
        }
        for error in &self.0.fallback_errors {
            write!(f, "; failed too: {error}")?;
        }
        Ok(())
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
