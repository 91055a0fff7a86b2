use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::connection;
use super::route::{Answer, Route};
use super::state::State;
use super::{Reply, Request};

/// A server on a loopback port that the system picks. Dropping it closes the port and every
/// connection, and ends all of its tasks.
///
/// A request takes the first queued reply that is for it. One that finds none is answered with
/// status 404 and a text that says so.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    url: String,
    state: Arc<State>,
    accept: JoinHandle<()>,
}

impl Server {
    /// Starts a server with an empty queue, on the tokio runtime of the caller.
    ///
    /// # Errors
    ///
    /// Those of binding a loopback port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State::default());
        let accept = tokio::spawn(accept(listener, Arc::clone(&state)));
        Ok(Self {
            address,
            url: format!("http://{address}"),
            state,
            accept,
        })
    }

    /// The base URL, without a slash at its end: `http://127.0.0.1:49152`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address, for clients that open a socket by themselves.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Queues a reply to any request behind those that are there.
    pub fn reply(&self, reply: Reply) {
        self.route("*", "*", reply);
    }

    /// Queues a reply to requests of this method and path, whatever their query is. A `*` stands for any
    /// text: `("*", "/v1/models/*:countTokens")`.
    ///
    /// ```
    /// # use surprisal_testing::server::{Reply, Server};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// let server = Server::start().await?;
    /// server.route("GET", "/v1/models", Reply::json(200, r#"{"data":[]}"#).forever());
    /// server.route("POST", "/v1/chat/*", Reply::new(503).times(2));
    /// server.route("POST", "/v1/chat/*", Reply::json(200, "{}"));
    /// # Ok(()) }
    /// ```
    pub fn route(&self, method: &str, path: &str, reply: Reply) {
        let answer = Answer::Reply(Box::new(reply));
        self.state.push(Route::new(method, path, answer));
    }

    /// Answers requests of this method and path by a function, as [`route`](Self::route) does by a reply.
    ///
    /// It runs in the task of the connection, for one request after another: a panic closes the connection
    /// and is seen by the client alone, so assertions are better made of [`requests`](Self::requests).
    /// What it says about the number of times is not read.
    ///
    /// ```
    /// # use surprisal_testing::server::{Reply, Request, Server};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// let server = Server::start().await?;
    /// server.route_with("POST", "/echo", |request: &Request| {
    ///     Reply::json(200, request.body().clone())
    /// });
    /// # Ok(()) }
    /// ```
    pub fn route_with(
        &self,
        method: &str,
        path: &str,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) {
        let answer = Answer::Function(Arc::new(answer));
        self.state.push(Route::new(method, path, answer));
    }

    /// The requests read so far, whole, in the order in which they were complete.
    pub fn requests(&self) -> Vec<Request> {
        self.state.requests()
    }

    /// Waits for a request, whole: the first, and with each call the one after it.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::TimedOut`] where none comes within ten seconds.
    pub async fn next_request(&self) -> io::Result<Request> {
        let next = timeout(NEXT_REQUEST, self.state.next_request()).await;
        next.map_err(|_| {
            let message = format!("no request came within {NEXT_REQUEST:?}");
            io::Error::new(io::ErrorKind::TimedOut, message)
        })
    }

    /// How many connections were accepted so far; fewer than requests where a client kept one alive.
    pub fn connections(&self) -> usize {
        self.state.connections()
    }

    /// Waits until a client has closed a connection before it had its whole answer, now or
    /// earlier. Half-closing counts as closing.
    pub async fn closed_early(&self) {
        self.state.closed_early().await;
    }
}

/// How long a request is waited for.
const NEXT_REQUEST: Duration = Duration::from_secs(10);

impl Drop for Server {
    fn drop(&mut self) {
        self.accept.abort();
    }
}

/// Holds the connections' tasks, so that they end with it.
async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    // An accept error is the client's (it hung up in the queue), and the client sees it.
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                state.connected();
                connections.spawn(connection::serve(stream, Arc::clone(&state)));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
