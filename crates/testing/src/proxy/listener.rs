use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::state::State;
use super::{ProxyFault, link};

/// A proxy on a loopback port that the system picks, in front of one server. Dropping it closes the port and every
/// connection, and ends all of its tasks.
#[derive(Debug)]
pub struct FaultProxy {
    address: SocketAddr,
    url: String,
    state: Arc<State>,
    accept: JoinHandle<()>,
}

impl FaultProxy {
    /// Starts a proxy in front of the server at this address, on the tokio runtime of the caller.
    ///
    /// # Errors
    ///
    /// Those of binding a loopback port, and [`io::ErrorKind::InvalidInput`] for a server that is not on this machine.
    pub async fn start(server: SocketAddr) -> io::Result<Self> {
        if !server.ip().is_loopback() {
            let message = format!("{server} is not on this machine: it is a proxy for tests");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State::default());
        let accept = tokio::spawn(accept(listener, server, Arc::clone(&state)));
        Ok(Self {
            address,
            url: format!("http://{address}"),
            state,
            accept,
        })
    }

    /// Its URL, without a slash at its end: for clients of the server, as if it were that, and for those that are told
    /// to use a proxy.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Queues what is done to a connection: to the next one, and with each call to the one after it.
    pub fn fault(&self, fault: ProxyFault) {
        self.state.queue(fault);
    }

    /// What is done to the connections for which nothing is queued; nothing unless set.
    pub fn fault_all(&self, fault: ProxyFault) {
        self.state.rest(fault);
    }

    /// How many connections were accepted so far.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// How many bytes the clients sent so far, as far as they were read.
    pub fn taken(&self) -> usize {
        self.state.taken.load(Ordering::Relaxed)
    }

    /// How many bytes the clients were sent so far, those included that only their system has taken.
    pub fn given(&self) -> usize {
        self.state.given.load(Ordering::Relaxed)
    }

    /// The heads of the `CONNECT` requests so far, as they were on the wire.
    pub fn tunnels(&self) -> Vec<String> {
        self.state.tunnels()
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.accept.abort();
    }
}

/// Holds the connections' tasks, so that they end with it.
async fn accept(listener: TcpListener, server: SocketAddr, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            // An accept error is the client's (it hung up in the queue), and the client sees it.
            accepted = listener.accept() => if let Ok((client, _)) = accepted {
                connections.spawn(link::serve(client, server, Arc::clone(&state)));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
