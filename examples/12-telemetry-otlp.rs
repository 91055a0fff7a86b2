//! Traces by OTLP: to `OTEL_EXPORTER_OTLP_ENDPOINT`, such as `http://localhost:4318`, where that is set; else to a
//! server in this program, which prints what it receives.

use std::error::Error;

use bytes::Bytes;
use futures::TryStreamExt;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use surprisal::http::{ReqwestTransport, Transport};
use surprisal::telemetry::TelemetryExt;
use surprisal::{AiMessageChunk, CallOptions, RunnableExt};
use surprisal_testing::server::{Reply, Server};
use surprisal_testing::{FakeChatModel, token};
use tokio::runtime::Handle;
use tracing::Instrument;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::prelude::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = Server::start().await?;
    collector.reply(Reply::json(200, "{}").forever());

    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(OnRuntime::new()?)
        .with_protocol(Protocol::HttpJson);
    let is_elsewhere = std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some();
    let exporter = match is_elsewhere {
        true => exporter,
        false => exporter.with_endpoint(format!("{}/v1/traces", collector.url())),
    };
    let provider = SdkTracerProvider::builder()
        .with_resource(Resource::builder().with_service_name("capitals").build())
        .with_batch_exporter(exporter.build()?)
        .build();
    let traces = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("capitals"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false);
    tracing_subscriber::registry()
        .with(LevelFilter::INFO)
        .with(traces)
        .init();

    answer().instrument(tracing::info_span!("answer")).await?;

    // Sends what has not been sent.
    provider.shutdown()?;
    for request in collector.requests() {
        println!("{} {}", request.method(), request.path());
        print_spans(&request.json()?);
    }
    Ok(())
}

/// What the application does.
async fn answer() -> surprisal::Result<()> {
    let llm = FakeChatModel::new()
        .say([token("Paris").p(0.95), token(".").p(0.8)])
        .say([token("Sydney").p(0.55)])
        .with_telemetry()
        .with_content(true)
        .bind(CallOptions::new().logprobs(true).temperature(0.0));
    llm.invoke("What is the capital of France?").await?;
    let chunks = llm.stream("What is the capital of Australia?").await?;
    AiMessageChunk::collect(chunks).await?;
    Ok(())
}

/// The exporter has a thread of its own; its requests are made on the runtime, over the transport of the models.
#[derive(Debug)]
struct OnRuntime {
    runtime: Handle,
    transport: ReqwestTransport,
}

impl OnRuntime {
    fn new() -> surprisal::Result<Self> {
        Ok(Self {
            runtime: Handle::current(),
            transport: ReqwestTransport::builder().build()?,
        })
    }
}

#[async_trait::async_trait]
impl HttpClient for OnRuntime {
    async fn send_bytes(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, HttpError> {
        let transport = self.transport.clone();
        let sent = self.runtime.spawn(async move {
            let (head, body) = transport.send(request).await?.into_parts();
            let body: Vec<Bytes> = body.try_collect().await?;
            Ok(http::Response::from_parts(head, body.concat().into()))
        });
        sent.await?
    }
}

fn print_spans(json: &serde_json::Value) {
    let Some(spans) = json["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array() else {
        return;
    };
    for span in spans {
        println!("span {}, parent {}", span["name"], span["parentSpanId"]);
        for attribute in span["attributes"].as_array().into_iter().flatten() {
            let value = attribute["value"]
                .as_object()
                .and_then(|value| value.values().next());
            if let (Some(key), Some(value)) = (attribute["key"].as_str(), value) {
                println!("  {key}: {value}");
            }
        }
    }
}
