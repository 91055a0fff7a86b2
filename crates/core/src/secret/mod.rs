//! Texts that are never printed.

mod traces;

pub(crate) use traces::Traces;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

/// A string that is never printed, and is wiped from memory: an API key, a bearer token, the value of a header.
///
/// `Debug` shows `***`. There is neither `Display` nor `Serialize`, so that it gets into no text by accident; only
/// [`expose`](Self::expose) gives the text. A clone shares it. When the last clone is dropped, its memory is overwritten,
/// that of a `String` which it was made of too.
///
/// What nobody can wipe from here: copies that were made before it came here or of what `expose` gave, the environment
/// of the process, what the HTTP client and TLS have in their buffers while they send it, and what the system has written
/// to a swap file or a core dump. Where a process is killed or aborts, nothing is wiped.
///
/// ```
/// use surprisal_core::Secret;
///
/// let key = Secret::from("sk-123");
/// assert_eq!(format!("{key:?}"), "Secret(***)");
/// assert_eq!(key.expose(), "sk-123");
/// ```
///
/// ```compile_fail,E0277
/// # use surprisal_core::Secret;
/// format!("Bearer {}", Secret::from("sk-123"));
/// ```
#[derive(Clone)]
pub struct Secret(Arc<Inner>);

struct Inner {
    text: Zeroizing<String>,
    /// Made when it is first searched for.
    traces: OnceLock<Traces>,
}

impl Secret {
    /// The text itself. Call it where the request is made and nowhere else.
    pub fn expose(&self) -> &str {
        &self.0.text
    }

    /// The text with `***` in the place of this secret: of the whole, and of what is left of it where it was cut, as it is
    /// and as it is written in URLs (`%2F`), in JSON (`\/`, `\u002f`) and in Base64. A part counts from 16 bytes on, of a
    /// secret of at least 24; a secret of less than eight bytes is only found as it is. An empty one is in no text.
    ///
    /// ```
    /// use surprisal_core::Secret;
    ///
    /// let key = Secret::from("sk-abcdefghijklmnopqrstuvwxyz");
    /// assert_eq!(key.redact("no key sk-abcdefghijklmnopqrstuvwxyz"), "no key ***");
    /// assert_eq!(key.redact(r#"{"key": "sk-abcdefghijklmnopq"#), r#"{"key": "***"#);
    /// ```
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.traces().redact(text)
    }

    /// Where in these bytes the secret is that [`redact`](Self::redact) replaces, in ascending order; parts that touch
    /// are one.
    pub fn find_in(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        self.traces().find(bytes)
    }

    pub(crate) fn traces(&self) -> &Traces {
        self.0.traces.get_or_init(|| Traces::of(&self.0.text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Secret {
    /// Takes the memory over: no copy stays behind.
    fn from(text: String) -> Self {
        Self(Arc::new(Inner {
            text: Zeroizing::new(text),
            traces: OnceLock::new(),
        }))
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
