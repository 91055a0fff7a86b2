use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use surprisal_core::{Error, ErrorKind, Result, Secret};
use ureq::config::RedirectAuthHeaders;
use ureq::http::{HeaderValue, Response, StatusCode, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

use super::file::{copy, length, unusable};
use crate::files::{CatalogModel, HubFile, Progress, Source, Stage, env};

/// The Hugging Face hub, or a mirror of it: `{endpoint}/{repository}/resolve/{revision}/{file}`.
#[derive(Clone, Debug)]
pub(in crate::files) struct Hub {
    /// `None` where `HF_ENDPOINT` is no URL or has a password in it.
    pub(in crate::files) endpoint: Option<Uri>,
    pub(in crate::files) token: Option<Secret>,
    /// For looking the host up, and again for connecting to it.
    pub(in crate::files) connect_timeout: Duration,
    /// Without a byte.
    pub(in crate::files) idle_timeout: Duration,
}

/// Why an attempt failed, and whether another one may go on from there.
struct Failure {
    error: Error,
    passes: bool,
}

impl Hub {
    pub(in crate::files) fn from_env() -> Self {
        let endpoint = env::text("HF_ENDPOINT");
        Self {
            endpoint: parse_endpoint(endpoint.as_deref().unwrap_or(ENDPOINT)),
            token: env::secret("HF_TOKEN"),
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(10),
        }
    }

    /// The host to be named to a person.
    pub(super) fn host(&self) -> &str {
        let host = self.endpoint.as_ref().and_then(Uri::host);
        host.unwrap_or("the model hub")
    }

    /// Downloads the model's file to `part`, after the bytes that are there. They are not checked.
    ///
    /// A hub that cannot be reached is given up at once; an answer that breaks off or says that the
    /// hub is busy is asked for again where it ended, until that has brought nothing several times.
    pub(super) fn download(
        &self,
        model: &CatalogModel,
        part: &Path,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<()> {
        let url = self.url(&model.hub)?;
        let agent = self.agent();
        let at_start = length(part);
        let mut in_vain = 0;
        loop {
            let before = length(part);
            let Err(failure) = self.attempt(&agent, &url, model, part, progress) else {
                return Ok(());
            };
            let after = length(part);
            in_vain = if after > before { 0 } else { in_vain + 1 };
            let passes = failure.passes || after > at_start;
            if !passes || in_vain == ATTEMPTS {
                return Err(match &self.token {
                    Some(token) => failure.error.redact(token),
                    None => failure.error,
                });
            }
            thread::sleep(PAUSE * in_vain);
        }
    }

    fn attempt(
        &self,
        agent: &Agent,
        url: &str,
        model: &CatalogModel,
        part: &Path,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<(), Failure> {
        let mut start = length(part);
        if start == model.size {
            return Ok(());
        }
        let mut request = agent.get(url);
        if start > 0 {
            request = request.header(header::RANGE, format!("bytes={start}-"));
        }
        if let Some(token) = &self.token {
            let text = Secret::from(format!("Bearer {}", token.expose()));
            let value = HeaderValue::from_str(text.expose());
            let mut value = value.map_err(|_| Failure::last(unsendable()))?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        let response = request
            .call()
            .map_err(|error| Failure::last(self.unreachable(error)))?;
        let file = match response.status() {
            StatusCode::OK => {
                start = 0;
                File::create(part)
            }
            StatusCode::PARTIAL_CONTENT if first_byte(&response) == Some(start) => {
                File::options().create(true).append(true).open(part)
            }
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                fs::remove_file(part).map_err(|error| Failure::last(unusable(part, error)))?;
                let message = format!("{} does not go on at byte {start}", self.host());
                return Err(Failure::passing(Error::bad_response(message)));
            }
            status => return Err(self.refused(status, &model.hub)),
        };
        let mut file = file.map_err(|error| Failure::last(unusable(part, error)))?;

        let left = model.size.saturating_sub(start);
        let body = response.into_body();
        if let Some(length) = body.content_length()
            && length != left
        {
            return Err(Failure::last(wrong_size(model, start + length)));
        }
        let source = Source::Hub(model.hub.clone());
        copy(
            // One byte more than it should have is enough to know that it is wrong.
            &mut body.into_reader().take(left.saturating_add(1)),
            &mut file,
            Stage::Downloading(&source),
            start,
            model.size,
            progress,
        )
        .map_err(|error| Failure::passing(self.broken_off(error)))?;
        match length(part) {
            length if length == model.size => Ok(()),
            length if length < model.size => {
                let message = format!("the file ended after {length} of {} bytes", model.size);
                Err(Failure::passing(Error::new(ErrorKind::Truncated, message)))
            }
            length => {
                // It is the beginning of nothing.
                let _ = fs::remove_file(part);
                Err(Failure::last(wrong_size(model, length)))
            }
        }
    }

    fn agent(&self) -> Agent {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .redirect_auth_headers(RedirectAuthHeaders::SameHost)
            .timeout_resolve(Some(self.connect_timeout))
            .timeout_connect(Some(self.connect_timeout))
            .timeout_recv_response(Some(self.idle_timeout))
            .timeout_per_read(Some(self.idle_timeout))
            .user_agent(concat!("surprisal/", env!("CARGO_PKG_VERSION")))
            .build()
            .into()
    }

    fn url(&self, file: &HubFile) -> Result<String> {
        let Some(endpoint) = &self.endpoint else {
            return Err(Error::invalid_input(
                "HF_ENDPOINT is not a URL such as https://huggingface.co, without a user and a password",
            ));
        };
        let endpoint = endpoint.to_string();
        Ok(format!(
            "{}/{}/resolve/{}/{}",
            endpoint.trim_end_matches('/'),
            file.repository,
            file.revision,
            file.file,
        ))
    }

    fn unreachable(&self, error: ureq::Error) -> Error {
        let kind = match &error {
            ureq::Error::Timeout(_) => ErrorKind::Timeout,
            // A redirect may carry a signature.
            ureq::Error::BadUri(_) => {
                return Error::bad_response(format!("{} redirects to no URL", self.host()));
            }
            ureq::Error::Http(_) | ureq::Error::Protocol(_) | ureq::Error::TooManyRedirects => {
                ErrorKind::BadResponse
            }
            _ => ErrorKind::Connection,
        };
        Error::new(kind, format!("{}: {error}", self.host())).with_source(error)
    }

    fn broken_off(&self, error: std::io::Error) -> Error {
        let message = format!("the answer of {} broke off: {error}", self.host());
        Error::new(ErrorKind::Connection, message).with_source(error)
    }

    fn refused(&self, status: StatusCode, file: &HubFile) -> Failure {
        let kind = match status.as_u16() {
            401 => ErrorKind::Authentication,
            403 => ErrorKind::PermissionDenied,
            404 | 410 => ErrorKind::NotFound,
            408 => ErrorKind::Timeout,
            429 => ErrorKind::RateLimited,
            500.. => ErrorKind::Server,
            _ => ErrorKind::BadResponse,
        };
        let message = format!(
            "{} does not give {} of {} at {}",
            self.host(),
            file.file,
            file.repository,
            file.revision
        );
        let error = Error::new(kind, message).with_status(status.as_u16());
        if kind.is_transient() {
            Failure::passing(error)
        } else {
            Failure::last(error)
        }
    }
}

impl Failure {
    fn last(error: Error) -> Self {
        let passes = false;
        Self { error, passes }
    }

    fn passing(error: Error) -> Self {
        let passes = true;
        Self { error, passes }
    }
}

/// Credentials in the URL would be in what is printed, and the hub takes a token.
pub(in crate::files) fn parse_endpoint(text: &str) -> Option<Uri> {
    let uri: Uri = text.parse().ok()?;
    let http = matches!(uri.scheme_str(), Some("http" | "https"));
    let bare = !uri.authority()?.as_str().contains('@');
    (http && bare && uri.query().is_none()).then_some(uri)
}

/// Where `content-range: bytes 42-1233/1234` begins.
fn first_byte(response: &Response<Body>) -> Option<u64> {
    let range = response
        .headers()
        .get(header::CONTENT_RANGE)?
        .to_str()
        .ok()?;
    let (first, _) = range.strip_prefix("bytes ")?.split_once('-')?;
    first.trim().parse().ok()
}

fn unsendable() -> Error {
    Error::invalid_input("HF_TOKEN has a character that a header cannot have, such as a line break")
}

fn wrong_size(model: &CatalogModel, size: u64) -> Error {
    Error::bad_response(format!(
        "{} has {} bytes, and the one at the hub has at least {size}",
        model.file, model.size
    ))
}

const ENDPOINT: &str = "https://huggingface.co";
/// How many attempts in a row may bring nothing.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(500);
