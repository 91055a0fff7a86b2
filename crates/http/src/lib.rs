//! Everything that surprisal's providers share on the wire.
//!
//! A provider is pure data: it turns messages into an [`http::Request`] and the bytes or
//! [`Frame`]s of the answer into messages and chunks. What lies between is here: the
//! [`Transport`] seam, retries, time limits, the SSE and NDJSON decoders, rate-limit headers,
//! errors and tracing.
//!
//! An [`Endpoint`] is a service and how it is asked. [`HttpClient::send`] sends a request, with retries, and gives a [`Response`] once its head is
//! there; that is read whole by [`Response::bytes`] or as a stream by [`Response::frames`].
//! Dropping any of these closes the connection. A tokio runtime with time enabled is needed.
//!
//! # Features
//!
//! * `reqwest` (on by default): `ReqwestTransport`, over reqwest and rustls with ring.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod base_url;
mod call;
mod chat_model;
mod chat_model_builder;
mod chunk_reader;
mod client;
mod client_builder;
mod credential;
mod endpoint;
mod endpoint_builder;
mod frame;
mod frame_stream;
mod go_duration;
mod json_body;
mod lines;
mod listing;
mod logprobs_watch;
mod ndjson;
mod protocol;
mod provider;
mod rate_limits;
mod read_json;
mod request_check;
#[cfg(feature = "reqwest")]
mod reqwest_error;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
mod response_error;
mod retry_after;
mod rfc3339;
mod secret_header;
mod secret_names;
mod sse;
mod text_scoring;
mod timed_body;
mod timeouts;
mod titled;
#[cfg(feature = "reqwest")]
mod tls;
mod token_provider;
mod transport;
mod transport_error;
mod without_refused;

pub use base_url::BaseUrl;
pub use call::Call;
pub use chat_model::HttpChatModel;
pub use chat_model_builder::HttpChatModelBuilder;
pub use client::HttpClient;
pub use client_builder::HttpClientBuilder;
pub use endpoint::Endpoint;
pub use endpoint_builder::EndpointBuilder;
pub use frame::{DEFAULT_MAX_EVENT_SIZE, Frame, FrameDecoder, Framing};
pub use frame_stream::FrameStream;
pub use go_duration::go_duration;
pub use json_body::{JsonBody, lay_over, refuse_names};
pub use listing::Listing;
pub use ndjson::NdJsonDecoder;
pub use protocol::{Decode, Decoded, Protocol, WireRequest};
pub use provider::{Provider, variable};
pub use rate_limits::rate_limits;
pub use read_json::{ended, read_fault, read_json, read_whole};
pub use request_check::RequestCheck;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::{ReqwestTransport, ReqwestTransportBuilder};
pub use response::Response;
pub use response_error::{kind_of_status, request_id, response_error};
pub use retry_after::retry_after;
pub use rfc3339::unix_seconds;
pub use secret_header::{bearer, secret_header};
pub use sse::SseDecoder;
pub use text_scoring::TextScoring;
pub use timeouts::Timeouts;
pub use titled::titled;
pub use token_provider::TokenProvider;
pub use transport::{Body, Transport};
pub use transport_error::{TransportError, TransportErrorKind};
pub use without_refused::{remove_field, without_refused};
