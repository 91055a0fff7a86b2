//! When servers begin and end.

use std::io;
use std::time::Duration;

use surprisal_testing::server::{Reply, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::support::{REQUEST, SOON, answer, ask, expect};

#[tokio::test]
async fn dropping_the_server_ends_its_connections_and_its_port() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::raw("x").stall_after(1));
    let mut client = ask(&server).await;
    expect(&mut client, "x").await;
    let address = server.address();
    drop(server);

    let end = timeout(SOON, client.read_u8()).await.unwrap();
    assert!(end.is_err());
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, refused).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clients_are_served_at_once() -> io::Result<()> {
    let server = Server::start().await?;
    server.reply(
        Reply::new(200)
            .delay(Duration::from_millis(20))
            .close()
            .forever(),
    );
    let clients: Vec<_> = (0..20)
        .map(|_| tokio::spawn(TcpStream::connect(server.address())))
        .collect();
    let mut open = Vec::new();
    for client in clients {
        let mut client = client.await??;
        client.write_all(REQUEST).await?;
        open.push(client);
    }
    for mut client in open {
        expect(&mut client, "HTTP/1.1 200 ").await;
    }
    assert_eq!(server.connections(), 20);
    Ok(())
}

#[tokio::test]
async fn dropping_the_server_ends_its_tasks() {
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let server = Server::start().await.unwrap();
    server.reply(Reply::raw("x").stall_after(1).forever());
    let mut clients = [ask(&server).await, ask(&server).await];
    for client in &mut clients {
        expect(client, "x").await;
    }
    assert_eq!(tasks(), before + 3);
    drop(server);
    let ended = async {
        while tasks() > before {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, ended).await.unwrap();
}

#[tokio::test]
async fn servers_know_nothing_of_each_other() {
    let [one, other] = [
        Server::start().await.unwrap(),
        Server::start().await.unwrap(),
    ];
    assert_ne!(one.url(), other.url());
    one.reply(Reply::raw("one"));
    other.reply(Reply::raw("other"));
    assert_eq!(answer(&other).await, "other");
    assert_eq!(answer(&one).await, "one");
    assert_eq!((one.requests().len(), other.requests().len()), (1, 1));
}
