use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use http::Uri;
use surprisal_core::Result;

/// Is asked before every request that this thread sends, over any [`Transport`](crate::Transport), while it is held:
/// how a test sees to it that no request leaves it.
///
/// It holds for this thread alone, so tests that run beside one another do not see each other's. What a runtime of several
/// threads runs on its other ones is not seen. Where several are held, each is asked until one refuses.
///
/// ```
/// use surprisal_core::{Error, ErrorKind};
/// use surprisal_http::{Call, HttpClient, RequestCheck, response_error};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let _check = RequestCheck::new(|_| Err(Error::new(ErrorKind::PermissionDenied, "not here")));
/// # #[cfg(feature = "reqwest")] {
/// let client = HttpClient::builder().build()?;
/// let request = http::Request::get("https://example.com").body("".into())?;
/// let error = client.send(request, &Call::new("acme", ""), response_error).await.unwrap_err();
/// assert_eq!(error.to_string(), "acme: permission denied: not here");
/// # } Ok(()) }
/// ```
#[must_use = "it is asked while it is held"]
pub struct RequestCheck(Rc<Check>);

type Check = dyn Fn(&Uri) -> Result<()>;

thread_local! {
    static CHECKS: RefCell<Vec<Rc<Check>>> = const { RefCell::new(Vec::new()) };
}

impl RequestCheck {
    /// Asks this of every request. An error is that of the request, which no transport gets to see.
    pub fn new(check: impl Fn(&Uri) -> Result<()> + 'static) -> Self {
        let check: Rc<Check> = Rc::new(check);
        CHECKS.with_borrow_mut(|checks| checks.push(Rc::clone(&check)));
        Self(check)
    }
}

impl Drop for RequestCheck {
    fn drop(&mut self) {
        // A thread that ends has no list left to take it from.
        let _ = CHECKS.try_with(|checks| {
            checks
                .borrow_mut()
                .retain(|check| !Rc::ptr_eq(check, &self.0));
        });
    }
}

impl fmt::Debug for RequestCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestCheck").finish_non_exhaustive()
    }
}

/// What those that are held on this thread say of a request.
pub(crate) fn ask(to: &Uri) -> Result<()> {
    // A copy, so that a check may hold or drop another; without any it costs nothing.
    let checks = CHECKS.try_with(|checks| checks.borrow().clone());
    let checks = checks.unwrap_or_default();
    checks.iter().try_for_each(|check| check(to))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use surprisal_core::Error;

    use super::*;

    fn asked() -> Option<String> {
        ask(&Uri::from_static("http://a/b"))
            .err()
            .map(|error| error.message().to_owned())
    }

    fn refuse(message: &'static str) -> RequestCheck {
        RequestCheck::new(move |_| Err(Error::invalid_input(message)))
    }

    #[test]
    fn each_holds_until_it_is_dropped_in_whatever_order() {
        assert_eq!(asked(), None);
        let first = refuse("first");
        let second = refuse("second");
        assert_eq!(asked().as_deref(), Some("first"));
        drop(first);
        assert_eq!(asked().as_deref(), Some("second"));
        drop(second);
        assert_eq!(asked(), None);
    }

    #[test]
    fn another_thread_is_not_asked() {
        let _check = refuse("here");
        assert!(asked().is_some());
        assert_eq!(thread::spawn(asked).join().unwrap(), None);
    }
}
