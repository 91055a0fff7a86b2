//! As much of a WebSocket client as the Chrome DevTools Protocol needs: RFC 6455, text both ways, one message at a
//! time.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// A connection to a browser.
#[derive(Debug)]
pub(crate) struct DevTools {
    stream: TcpStream,
    last_id: u64,
    /// What came beside the answers.
    pub(crate) events: Vec<Value>,
}

impl DevTools {
    /// Connects to an address such as `ws://127.0.0.1:9222/devtools/browser/1`.
    pub(crate) fn connect(url: &str) -> io::Result<Self> {
        let (host, path) = url.trim_start_matches("ws://").split_once('/').unwrap();
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        // The key is that of the RFC: whom this talks to is known.
        write!(
            stream,
            "GET /{path} HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
        )?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        assert!(
            head.starts_with(b"HTTP/1.1 101"),
            "{}",
            String::from_utf8_lossy(&head)
        );
        Ok(Self {
            stream,
            last_id: 0,
            events: Vec::new(),
        })
    }

    /// Calls a method and waits for its result.
    pub(crate) fn call(&mut self, session: Option<&str>, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let mut message = json!({ "id": self.last_id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.send(&message.to_string()).unwrap();
        loop {
            let message = self.receive().unwrap();
            if message["id"] == self.last_id {
                assert_eq!(message.get("error"), None, "{method}");
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    /// Waits until an event of this name has come.
    pub(crate) fn wait(&mut self, event: &str) {
        while !self.events.iter().any(|one| one["method"] == event) {
            let message = self.receive().unwrap();
            self.events.push(message);
        }
    }

    fn send(&mut self, text: &str) -> io::Result<()> {
        let length = text.len() as u64;
        let mut frame = vec![0x81];
        // A client masks what it sends; a mask of zeros leaves it as it is.
        match length {
            0..=125 => frame.push(0x80 | length as u8),
            126..=0xffff => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            _ => {
                frame.push(0x80 | 127);
                frame.extend(length.to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.stream.write_all(&frame)
    }

    fn receive(&mut self) -> io::Result<Value> {
        let mut message = Vec::new();
        loop {
            let mut head = [0; 2];
            self.stream.read_exact(&mut head)?;
            let length = match head[1] {
                126 => u64::from(u16::from_be_bytes(self.read()?)),
                127 => u64::from_be_bytes(self.read()?),
                length => u64::from(length),
            };
            let mut body = vec![0; length as usize];
            self.stream.read_exact(&mut body)?;
            // 0 and 1 are text; the others are pings and the like.
            if head[0] & 0x0f <= 1 {
                message.append(&mut body);
                if head[0] & 0x80 != 0 {
                    return Ok(serde_json::from_slice(&message)?);
                }
            }
        }
    }

    fn read<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
