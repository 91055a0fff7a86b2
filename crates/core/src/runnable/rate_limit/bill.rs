use tokio::time::Instant;

use super::RateLimiter;
use super::said::said;
use crate::{ErrorKind, Result, Usage};

/// What a call has used up, as far as it has told.
pub(super) struct Bill {
    limiter: RateLimiter,
    usage: Usage,
    tokens: u64,
    cached: bool,
}

impl Bill {
    /// Of a call that has started.
    pub(super) fn new(limiter: RateLimiter) -> Self {
        Self {
            limiter,
            usage: Usage::default(),
            tokens: 0,
            cached: false,
        }
    }

    /// Reads what came, whole or a piece. It is charged at once, so that a stream that is dropped owes nothing.
    pub(super) fn read<T: 'static>(&mut self, item: &Result<T>) {
        let said = match item {
            Ok(item) => said(item),
            Err(error) if error.kind() == ErrorKind::RateLimited => {
                let wait = error.retry_after().unwrap_or(PAUSE);
                return self.limiter.state().pause(wait);
            }
            Err(_) => return,
        };
        if let Some(metadata) = said.metadata {
            if metadata.cached && !self.cached {
                self.cached = true;
                self.limiter.change(|state| state.requests.put_back(1.0));
            }
            // What is kept with a cached answer was said of another time.
            if let Some(limits) = &metadata.rate_limits
                && !self.cached
            {
                self.limiter.state().heed(limits);
            }
        }
        if let Some(usage) = said.usage {
            self.usage += usage.clone();
        }
        if said.usage.is_some() || said.metadata.is_some() {
            self.charge();
        }
    }

    /// Takes what the call costs now and has not been charged yet, or puts back what was too much.
    fn charge(&mut self) {
        let tokens = match self.cached {
            true => 0,
            false => tokens(&self.usage),
        };
        let before = std::mem::replace(&mut self.tokens, tokens);
        if tokens > before {
            let more = (tokens - before) as f64;
            self.limiter.state().tokens.take(more, Instant::now());
        } else if tokens < before {
            let less = (before - tokens) as f64;
            self.limiter.change(|state| state.tokens.put_back(less));
        }
    }
}

/// Those of input and output, or the total where they are not told.
fn tokens(usage: &Usage) -> u64 {
    match (usage.input_tokens, usage.output_tokens) {
        (None, None) => usage.total_tokens.unwrap_or_default(),
        (input, output) => input
            .unwrap_or_default()
            .saturating_add(output.unwrap_or_default()),
    }
}

/// How long nobody starts after a refusal that names no time.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(1);
