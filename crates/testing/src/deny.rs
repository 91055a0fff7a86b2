use std::cell::{Cell, RefCell};
use std::net::IpAddr;
use std::rc::Rc;
use std::{mem, thread};

use http::Uri;
use surprisal_core::{Error, ErrorKind};
use surprisal_http::RequestCheck;

/// Fails the test in which a provider sends a request, until what it gives is dropped.
///
/// The request does not leave: it ends with [`ErrorKind::PermissionDenied`], and is not retried. Should the code under test
/// swallow the error, the test fails still, by a panic where the guard is dropped.
///
/// It is about whatever goes through `surprisal_http::HttpClient`: every provider over HTTP, however the model was made, by
/// `init_chat_model` too. It is not about the downloads of a model in files.
///
/// It holds for this thread, so that tests beside this one go on: that is all of a `#[tokio::test]`, with the tasks that it
/// spawns. A runtime of several threads runs spawned tasks on others; there each thread takes its own, which refuses without
/// failing the test by itself:
///
/// ```
/// use surprisal_testing::deny_network;
///
/// let runtime = tokio::runtime::Builder::new_multi_thread()
///     .on_thread_start(|| std::mem::forget(deny_network()))
///     .enable_all()
///     .build();
/// # runtime.unwrap();
/// ```
pub fn deny_network() -> DenyNetwork {
    let seen = Rc::new(Seen::default());
    let check = {
        let seen = Rc::clone(&seen);
        RequestCheck::new(move |to| seen.judge(to))
    };
    DenyNetwork {
        seen,
        _check: check,
    }
}

/// Denies the network to this thread while it is held; made by [`deny_network`].
///
/// # Panics
///
/// When it is dropped, if a request was refused that [`refused`](Self::refused) did not take note of.
#[derive(Debug)]
#[must_use = "the network is denied while it is held"]
pub struct DenyNetwork {
    seen: Rc<Seen>,
    _check: RequestCheck,
}

#[derive(Debug, Default)]
struct Seen {
    loopback: Cell<bool>,
    refused: RefCell<Vec<String>>,
}

impl DenyNetwork {
    /// Lets requests to this machine through, such as those to the loopback server.
    pub fn except_loopback(self) -> Self {
        self.seen.loopback.set(true);
        self
    }

    /// The requests that were refused so far, by host and path: for the test that expects some.
    pub fn refused(&self) -> Vec<String> {
        mem::take(&mut *self.seen.refused.borrow_mut())
    }
}

impl Drop for DenyNetwork {
    fn drop(&mut self) {
        let refused = self.refused();
        assert!(
            refused.is_empty() || thread::panicking(),
            "the network is denied to this test, and requests were to go to {refused:?}: give the code a fake model, or \
             let those to this machine through by `deny_network().except_loopback()`"
        );
    }
}

impl Seen {
    fn judge(&self, to: &Uri) -> Result<(), Error> {
        if self.loopback.get() && is_loopback(to) {
            return Ok(());
        }
        let port = to.port().map(|port| format!(":{port}")).unwrap_or_default();
        // Without user, password and query, which may hold a key.
        let to = format!("{}{port}{}", to.host().unwrap_or_default(), to.path());
        let message = format!("the network is denied to this test, and this was to go to {to}");
        self.refused.borrow_mut().push(to);
        Err(Error::new(ErrorKind::PermissionDenied, message))
    }
}

fn is_loopback(to: &Uri) -> bool {
    let host = to.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known_by_name_and_address() {
        let is = |text: &'static str| is_loopback(&Uri::from_static(text));
        for here in [
            "http://localhost/v1",
            "http://127.0.0.1:8080",
            "http://[::1]:80/",
        ] {
            assert!(is(here), "{here}");
        }
        for there in [
            "https://api.openai.com",
            "http://10.0.0.1",
            "http://localhost.example.com",
        ] {
            assert!(!is(there), "{there}");
        }
    }
}
