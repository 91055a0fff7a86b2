use bytes::Bytes;
use http::{Request, Uri};
use serde_json::Value;

use super::difference::{Difference, differences, fits};

/// Which recorded call a request is.
///
/// `***` in a recording stands for any text: a secret was there. Headers, the scheme and the host are never
/// compared, nor is the order of the members of a JSON object.
///
/// ```
/// use surprisal_testing::replay::Matching;
///
/// let all_in_order = Matching::strict();
/// let sent_at_once = Matching::strict().any_order();
/// let whatever_is_asked = Matching::loose();
/// let by_model = Matching::loose().fields(["/model", "/messages/0"]);
/// ```
#[derive(Clone, Debug)]
pub struct Matching {
    query: bool,
    body: Body,
    pub(super) any_order: bool,
}

#[derive(Clone, Debug)]
enum Body {
    Any,
    Whole,
    Fields(Vec<String>),
}

impl Matching {
    /// The next call that was recorded, with the same method, path, query and body, as JSON values where it is
    /// JSON.
    pub fn strict() -> Self {
        Self {
            query: true,
            body: Body::Whole,
            any_order: false,
        }
    }

    /// The first call left with the same method and path.
    pub fn loose() -> Self {
        Self {
            query: false,
            body: Body::Any,
            any_order: true,
        }
    }

    /// Takes the first call left that is the same, not only the next, for requests that are sent at once.
    #[must_use]
    pub fn any_order(mut self) -> Self {
        self.any_order = true;
        self
    }

    /// Compares these parts of the body, which is JSON, and no others. They are JSON pointers such as
    /// `/messages/0/content`.
    #[must_use]
    pub fn fields(mut self, pointers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.body = Body::Fields(pointers.into_iter().map(Into::into).collect());
        self
    }

    /// What is different in two requests, as far as it matters.
    pub(super) fn compare(
        &self,
        recorded: &Request<Bytes>,
        sent: &Request<Bytes>,
    ) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut text = |at: &str, recorded: &str, sent: &str, between: char| {
            if !fits_by_part(recorded, sent, between) {
                found.push(Difference::of_texts(at, recorded, sent));
            }
        };
        let method = |request: &Request<Bytes>| request.method().to_string();
        text("the method", &method(recorded), &method(sent), ' ');
        let (url, sent_url) = (recorded.uri(), sent.uri());
        text("the path", url.path(), sent_url.path(), '/');
        if self.query {
            let query = |url: &Uri| url.query().unwrap_or_default().to_owned();
            text("the query", &query(url), &query(sent_url), '&');
        }
        self.compare_bodies(recorded.body(), sent.body(), &mut found);
        found
    }

    fn compare_bodies(&self, recorded: &Bytes, sent: &Bytes, found: &mut Vec<Difference>) {
        let values = (json(recorded), json(sent));
        match &self.body {
            Body::Any => {}
            Body::Whole => {
                if let (Some(recorded), Some(sent)) = values {
                    differences("", Some(&recorded), Some(&sent), found);
                } else if recorded != sent && !fits_as_text(recorded, sent) {
                    let text = String::from_utf8_lossy;
                    found.push(Difference::of_texts("", &text(recorded), &text(sent)));
                }
            }
            Body::Fields(pointers) => {
                let (recorded, sent) = values;
                for pointer in pointers {
                    let recorded = recorded.as_ref().and_then(|body| body.pointer(pointer));
                    let sent = sent.as_ref().and_then(|body| body.pointer(pointer));
                    differences(pointer, recorded, sent, found);
                }
            }
        }
    }
}

impl Default for Matching {
    fn default() -> Self {
        Self::strict()
    }
}

fn json(body: &Bytes) -> Option<Value> {
    serde_json::from_slice(body).ok()
}

/// Whether a text fits the recorded one, and no secret is longer than the part that it was in.
fn fits_by_part(recorded: &str, sent: &str, between: char) -> bool {
    let mut parts = recorded.split(between).zip(sent.split(between));
    recorded.matches(between).count() == sent.matches(between).count()
        && parts.all(|(recorded, sent)| fits(recorded, sent))
}

fn fits_as_text(recorded: &[u8], sent: &[u8]) -> bool {
    match (str::from_utf8(recorded), str::from_utf8(sent)) {
        (Ok(recorded), Ok(sent)) => fits(recorded, sent),
        _ => false,
    }
}
