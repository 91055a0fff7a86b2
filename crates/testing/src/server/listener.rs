use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::connection;
use super::state::State;
use super::{Reply, Request};

/// A server on a loopback port that the system picks. Dropping it closes the port and every
/// connection.
///
/// A request that finds the queue empty is answered with status 404 and a text that says so.
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

    /// Queues a reply behind those that are there.
    pub fn reply(&self, reply: Reply) {
        self.state.push(reply);
    }

    /// The requests read so far, whole, in the order in which they were complete.
    pub fn requests(&self) -> Vec<Request> {
        self.state.requests()
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
