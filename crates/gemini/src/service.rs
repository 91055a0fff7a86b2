use std::fmt;

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use surprisal_core::{Capabilities, Result, Secret};
use surprisal_http::{bearer, secret_header, variable};

use crate::{PROVIDER, VERTEX_PROVIDER, capabilities};

/// Who speaks the [protocol](crate::GenerateContent), and what it does in its own way.
pub trait Service: fmt::Debug + Send + Sync + 'static {
    /// Its name.
    const PROVIDER: &'static str;
    /// Where its API begins.
    const BASE_URL: &'static str;
    /// The environment variable that holds another base URL.
    const BASE_URL_VARIABLE: &'static str;
    /// The environment variables that hold the key.
    const KEY_VARIABLES: &'static [&'static str];
    /// What it has.
    const CAPABILITIES: Capabilities;
    /// Whether zero alternatives can be asked for. They are what comes where none are asked for, too.
    const ZERO_ALTERNATIVES: bool;

    /// The header that the key goes into.
    ///
    /// # Errors
    ///
    /// As [`secret_header`](surprisal_http::secret_header).
    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)>;

    /// The base URL of the project that the environment names, if it does.
    fn own_base_url_from_env() -> Option<Secret> {
        None
    }
}

/// The Gemini API. The key is in `GEMINI_API_KEY` or `GOOGLE_API_KEY`, another base URL in `GEMINI_BASE_URL`.
///
/// Vertex AI in express mode, which takes a key and knows no projects, is the same at the base URL
/// `https://aiplatform.googleapis.com/v1/publishers/google`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct GeminiApi;

impl Service for GeminiApi {
    const PROVIDER: &'static str = PROVIDER;
    const BASE_URL: &'static str = "https://generativelanguage.googleapis.com/v1beta";
    const BASE_URL_VARIABLE: &'static str = "GEMINI_BASE_URL";
    const KEY_VARIABLES: &'static [&'static str] = &["GEMINI_API_KEY", "GOOGLE_API_KEY"];
    const CAPABILITIES: Capabilities = capabilities::GEMINI;
    const ZERO_ALTERNATIVES: bool = true;

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_static("x-goog-api-key");
        Ok((name, secret_header("API key", key)?))
    }
}

/// Vertex AI. Its key is an access token of Google's identity service, which lasts an hour: give a
/// [token provider](surprisal_http::HttpChatModelBuilder::token_provider), or for a short run a token in
/// `GOOGLE_OAUTH_ACCESS_TOKEN` or `CLOUDSDK_AUTH_ACCESS_TOKEN`.
///
/// The base URL is of the project in `GOOGLE_CLOUD_PROJECT` and the location in `GOOGLE_CLOUD_LOCATION`, `global` if there
/// is none, unless `VERTEXAI_BASE_URL` has it; else [`vertex_base_url`] makes it. With a project and without a token
/// `from_env` is [`ErrorKind::Authentication`](surprisal_core::ErrorKind::Authentication); for a token provider call
/// `builder(model).from_env().token_provider(…)`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct VertexAiApi;

impl Service for VertexAiApi {
    const PROVIDER: &'static str = VERTEX_PROVIDER;
    const BASE_URL: &'static str = "https://aiplatform.googleapis.com/v1/publishers/google";
    const BASE_URL_VARIABLE: &'static str = "VERTEXAI_BASE_URL";
    const KEY_VARIABLES: &'static [&'static str] =
        &["GOOGLE_OAUTH_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN"];
    const CAPABILITIES: Capabilities = capabilities::VERTEX_AI;
    const ZERO_ALTERNATIVES: bool = false;

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        Ok((AUTHORIZATION, bearer(key)?))
    }

    fn own_base_url_from_env() -> Option<Secret> {
        let project = variable("GOOGLE_CLOUD_PROJECT")?;
        let location = variable("GOOGLE_CLOUD_LOCATION");
        let location = location.as_ref().map_or("global", Secret::expose);
        Some(vertex_base_url(project.expose(), location).into())
    }
}

/// The base URL of Vertex AI for a project and a location such as `europe-west4`, `eu`, `us` or `global`.
///
/// ```
/// use surprisal_gemini::vertex_base_url;
///
/// assert_eq!(
///     vertex_base_url("my-project", "europe-west4"),
///     "https://europe-west4-aiplatform.googleapis.com/v1/projects/my-project/locations/europe-west4/publishers/google"
/// );
/// ```
pub fn vertex_base_url(project: &str, location: &str) -> String {
    let host = match location {
        "global" => "aiplatform.googleapis.com".to_owned(),
        // Of several regions together.
        "eu" | "us" => format!("aiplatform.{location}.rep.googleapis.com"),
        region => format!("{region}-aiplatform.googleapis.com"),
    };
    format!("https://{host}/v1/projects/{project}/locations/{location}/publishers/google")
}
