use std::backtrace::Backtrace;
use std::panic;
use std::sync::{Arc, Mutex};

use surprisal::http::ReqwestTransport;
use surprisal::openai::ChatOpenAi;
use surprisal::telemetry::TelemetryExt as _;
use surprisal::{CallEvent, CallOptions, Messages, Runnable as _, RunnableExt as _};
use surprisal_testing::server::Server;

use crate::asked::client;
use crate::key::{KEY, assert_clean};
use crate::replies::right;

#[tokio::test]
async fn a_panic_in_a_callback_shows_no_key() {
    let server = Server::start().await.unwrap();
    let (_, reply) = right().swap_remove(0);
    server.reply(reply.forever());
    let transport = ReqwestTransport::builder().build().unwrap();
    let model = ChatOpenAi::builder("m").base_url(server.url()).api_key(KEY);
    let model = model.client(client(transport)).build().unwrap();
    let printed = format!("{model:?}");
    let model = model
        .with_telemetry()
        .inspect(move |_, event: CallEvent<'_, _>| {
            // As people write who look for a defect.
            panic!("{event:?} of {printed}");
        });

    let told = Arc::new(Mutex::new(String::new()));
    let hook = panic::take_hook();
    let heard = Arc::clone(&told);
    panic::set_hook(Box::new(move |info| {
        let text = format!("{info} {}", Backtrace::force_capture());
        heard.lock().unwrap().push_str(&text);
        hook(info);
    }));
    let options = CallOptions::new().header("x-caller", KEY);
    let call = tokio::spawn(async move { model.invoke_opts(Messages::from("hi"), options).await });
    let error = call.await.unwrap_err();
    drop(panic::take_hook());
    let told = told.lock().unwrap().clone();
    assert!(
        told.contains("Started") && told.contains("panics::"),
        "{told}"
    );
    assert_clean("a panic", format!("{told} {error} {error:?}"));
}
