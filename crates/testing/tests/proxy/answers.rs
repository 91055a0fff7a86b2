//! What becomes of answers.

use std::io::ErrorKind;
use std::time::Duration;

use bytes::Bytes;
use surprisal_testing::proxy::ProxyFault;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, timeout};

use crate::support::{ANSWER, SOON, answer, ask, read, start};

#[tokio::test]
async fn without_a_fault_it_is_not_noticed() {
    let (server, proxy) = start().await;
    let (text, end) = answer(&proxy, ProxyFault::Nothing).await;
    assert_eq!((text.as_str(), end.is_ok()), (ANSWER, true));
    assert_eq!(server.requests().len(), 1);
    assert_eq!((proxy.connections(), proxy.given()), (1, ANSWER.len()));
}

#[tokio::test]
async fn a_connection_ends_at_any_byte_as_it_is_told() {
    let (server, proxy) = start().await;
    for n in 0..=ANSWER.len() {
        let (text, end) = answer(&proxy, ProxyFault::CloseAfter(n)).await;
        assert_eq!((text.as_str(), end.is_ok()), (&ANSWER[..n], true));
        let (text, end) = answer(&proxy, ProxyFault::ResetAfter(n)).await;
        assert_eq!(text, ANSWER[..n]);
        assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset, "{n}");
    }
    // Whatever became of the answer, the request came.
    assert_eq!(server.requests().len(), 2 * (ANSWER.len() + 1));
}

#[tokio::test]
async fn a_half_open_connection_stays_until_the_client_goes() {
    let (server, proxy) = start().await;
    proxy.fault(ProxyFault::StallAfter(20));
    let mut client = ask(&proxy).await;
    let mut bytes = [0; 20];
    client.read_exact(&mut bytes).await.unwrap();
    assert_eq!(bytes, ANSWER.as_bytes()[..20]);
    let wait = Duration::from_millis(30);
    assert!(timeout(wait, client.read_u8()).await.is_err());
    assert_eq!(server.requests().len(), 1);
    drop(client);
}

#[tokio::test(start_paused = true)]
async fn a_trickle_takes_its_time_for_each_byte() {
    let (_server, proxy) = start().await;
    let pause = Duration::from_millis(100);
    let started = Instant::now();
    let fault = ProxyFault::Trickle { after: 20, pause };
    let (text, _) = answer(&proxy, fault).await;
    assert_eq!(text, ANSWER);
    let bytes = u32::try_from(ANSWER.len()).unwrap() - 20;
    let elapsed = started.elapsed();
    assert!(
        (pause * bytes..pause * (bytes + 1)).contains(&elapsed),
        "{elapsed:?}"
    );
}

#[tokio::test]
async fn what_is_put_in_is_between_the_bytes_of_the_answer() {
    let (_server, proxy) = start().await;
    for at in [0, 15, ANSWER.len()] {
        let bytes = Bytes::from("MORE");
        let (text, _) = answer(&proxy, ProxyFault::Insert { at, bytes }).await;
        assert_eq!(text, format!("{}MORE{}", &ANSWER[..at], &ANSWER[at..]));
    }
}

#[tokio::test]
async fn a_flood_ends_when_the_client_goes() {
    let (_server, proxy) = start().await;
    proxy.fault(ProxyFault::Flood {
        at: 15,
        bytes: Bytes::from("a: b\r\n"),
        pause: Duration::ZERO,
    });
    let mut client = ask(&proxy).await;
    let mut bytes = vec![0; 15 + 6000];
    timeout(SOON, client.read_exact(&mut bytes))
        .await
        .unwrap()
        .unwrap();
    assert!(bytes.ends_with(b"a: b\r\na: b\r\n"));
    drop(client);
    let ended = async {
        loop {
            let given = proxy.given();
            tokio::time::sleep(Duration::from_millis(20)).await;
            if proxy.given() == given {
                return;
            }
        }
    };
    timeout(SOON, ended).await.unwrap();
}

#[tokio::test]
async fn a_fault_is_of_one_connection_and_then_that_of_all() {
    let (_server, proxy) = start().await;
    proxy.fault_all(ProxyFault::CloseAfter(1));
    assert_eq!(answer(&proxy, ProxyFault::CloseAfter(2)).await.0, "HT");
    for _ in 0..2 {
        assert_eq!(read(&mut ask(&proxy).await).await.0, "H");
    }
    proxy.fault_all(ProxyFault::Nothing);
    assert_eq!(read(&mut ask(&proxy).await).await.0, ANSWER);
}

#[tokio::test]
async fn dropping_it_closes_all() {
    let (_server, proxy) = start().await;
    proxy.fault(ProxyFault::StallAfter(0));
    let mut client = ask(&proxy).await;
    while proxy.connections() == 0 {
        tokio::task::yield_now().await;
    }
    let address = proxy.address();
    drop(proxy);
    let (text, _) = read(&mut client).await;
    assert_eq!(text, "");
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
