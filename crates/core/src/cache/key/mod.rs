//! What tells one answer from another.

mod canonical;
mod messages;
mod options;
mod profile;

use std::fmt;

use canonical::Text;

use crate::{CallOptions, Error, Messages, Profile, Result};

/// What tells one answer from another: a hash of who is asked what, and how.
///
/// It differs where any of these does:
///
/// - the provider, the model and the endpoint of the [`Profile`], and those of its fallbacks;
/// - the options that hold, be they of the call, bound or the model's own, down to the last bit of a number. Maps count by
///   their keys, in whatever order these were set; within a JSON value the order counts too, for a model writes the
///   fields of a schema in their order;
/// - what the messages say, with the tool calls and names in them. What is known of an earlier answer beside what it
///   says (metadata, usage, log probabilities) does not count: a conversation goes on in the same way after an answer
///   that was kept;
/// - the namespace.
///
/// Whether the answer is streamed does not count. It is the SHA-256 of a text that nothing keeps, so the value of a
/// header tells answers apart and can be read nowhere. It stays the same from one version of this library to the
/// next unless the way in which answers are kept changes.
///
/// ```
/// use surprisal_core::{CacheKey, CallOptions, Messages, Profile};
///
/// let model = Profile::new("acme", "acme-large");
/// let messages = Messages::from("hi");
/// let key = |options| CacheKey::new(model.clone(), &messages, &options, None);
/// let plain = key(CallOptions::new())?;
/// assert_eq!(plain, key(CallOptions::new())?);
/// assert_ne!(plain, key(CallOptions::new().logprobs(true))?);
/// assert_eq!(plain.to_string().len(), 64);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey([u8; 32]);

impl CacheKey {
    /// The key of what a model of this profile answers to these messages with these options.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if there is no namespace and the profile, or one of its
    /// fallbacks, does not tell [who answers](Profile::is_known): two models could share an answer.
    pub fn new(
        profile: Profile,
        messages: &Messages,
        options: &CallOptions,
        namespace: Option<&str>,
    ) -> Result<Self> {
        if namespace.is_none() && !tells_all(&profile) {
            return Err(Error::invalid_input(
                "the model does not tell who it is, so that another could be given its answers: name them by \
                 .with_namespace(\"...\"), a name for each such model",
            ));
        }
        let mut text = Text::new();
        text.add(FORMAT)
            .set("namespace", namespace)
            .add(&profile.bind(options))
            .add(&**messages);
        Ok(Self(text.hash()))
    }

    /// The bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The version of the text, and of how an answer is written down.
const FORMAT: &str = "surprisal 1";

fn tells_all(profile: &Profile) -> bool {
    profile.is_known() && profile.fallbacks.iter().all(tells_all)
}

impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheKey({self})")
    }
}
