//! The key that is searched for, and the search.

use std::collections::HashSet;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// The key of every model here. It has what is escaped in URLs and in JSON.
pub(crate) const KEY: &str = "sk-canary-Zx9/Qw7+Er5_Ty3-Ui1/Op0As2Df4+Gh6Jk8Lz";

/// So many bytes of a form of the key in a row are the key.
const PART: usize = 16;

/// The parts of all forms, and which pairs of bytes these begin with.
struct Parts {
    all: HashSet<Vec<u8>>,
    starts: Vec<bool>,
}

static PARTS: LazyLock<Parts> = LazyLock::new(|| {
    let forms = forms();
    let parts = forms.iter().flat_map(|form| form.as_bytes().windows(PART));
    let all: HashSet<_> = parts.map(<[u8]>::to_vec).collect();
    let mut starts = vec![false; 1 << 16];
    all.iter().for_each(|part| starts[start(part)] = true);
    Parts { all, starts }
});

fn start(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// What of the key is in these bytes.
pub(crate) fn leak(bytes: &[u8]) -> Option<String> {
    let Parts { all, starts } = &*PARTS;
    let is_part = |window: &[u8]| starts[start(window)] && all.contains(window);
    let at = bytes.windows(PART).position(is_part)?;
    let around = &bytes[at.saturating_sub(200)..bytes.len().min(at + 100)];
    Some(String::from_utf8_lossy(around).into_owned())
}

/// Fails where the key is in what was told of this.
pub(crate) fn assert_clean(what: &str, told: impl AsRef<[u8]>) {
    if let Some(leak) = leak(told.as_ref()) {
        panic!("{what}: {leak}");
    }
}

/// The ways in which others may write it.
pub(crate) fn forms() -> Vec<String> {
    let escaped = |slash: &str, plus: &str| KEY.replace('/', slash).replace('+', plus);
    let mut forms = vec![
        KEY.to_owned(),
        escaped("%2F", "%2B"),
        escaped("%2f", "%2b"),
        escaped("\\/", "+"),
        escaped("\\u002F", "\\u002B"),
        escaped("\\u002f", "\\u002b"),
    ];
    for before in ["", "u", "me"] {
        for engine in [STANDARD, URL_SAFE] {
            let form = engine.encode(format!("{before}{KEY}"));
            // Without what is also of the text before and behind it.
            forms.push(form[4..form.len() - 4].to_owned());
        }
    }
    forms
}

#[test]
fn a_key_is_found_in_every_form_whole_and_cut() {
    let whole = [
        KEY.to_owned(),
        format!("{KEY}{KEY}"),
        KEY[..20].to_owned(),
        KEY[KEY.len() - 20..].to_owned(),
        KEY.replace('/', "%2F").replace('+', "%2B"),
        KEY.replace('/', "\\/"),
        STANDARD.encode(KEY),
        STANDARD.encode(format!("user:{KEY}")),
        STANDARD.encode(format!("a user:{KEY} and more")),
    ];
    for form in whole {
        assert!(
            leak(format!("no key <{form}>").as_bytes()).is_some(),
            "{form}"
        );
    }
    for text in [
        "sk-canary-Zx9/***",
        "no key ***",
        "{\"key\": \"sk-c****Lz\"}",
    ] {
        assert_eq!(leak(text.as_bytes()), None);
    }
}
