//! What is left of a key in the memory of this process.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};

use surprisal::Secret;
use surprisal::anthropic::ChatAnthropic;
use surprisal::http::HttpClient;
use surprisal::openai::ChatOpenAi;

/// A key that nothing has in this program but who is given it.
struct Hidden {
    masked: Vec<u8>,
}

const MASK: u8 = 0x80;

impl Hidden {
    fn new() -> Self {
        let letters = std::iter::repeat_with(|| fastrand::alphanumeric() as u8 | MASK);
        Self {
            masked: letters.take(60).collect(),
        }
    }

    /// The key, in one piece of memory.
    fn text(&self) -> String {
        let mut text = String::with_capacity(self.masked.len());
        text.extend(self.masked.iter().map(|byte| char::from(byte & !MASK)));
        text
    }

    /// How often the end of it is in what this process can write to. (What frees memory writes to its beginning.)
    fn count(&self) -> usize {
        let needle = &self.masked[24..];
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let mut memory = File::open("/proc/self/mem").unwrap();
        let mut buffer = vec![0_u8; 1 << 20];
        let own = buffer.as_ptr().addr()..buffer.as_ptr().addr() + buffer.len();
        let mut count = 0;
        for line in maps.lines().filter(|line| line.contains(" rw")) {
            let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
            let address = |text| usize::from_str_radix(text, 16).unwrap();
            let (mut at, end) = (address(start), address(end));
            while at + needle.len() <= end {
                let length = buffer.len().min(end - at);
                if memory.seek(SeekFrom::Start(at as u64)).is_err()
                    || memory.read_exact(&mut buffer[..length]).is_err()
                {
                    break;
                }
                let first = needle[0] & !MASK;
                for offset in memchr::memchr_iter(first, &buffer[..length]) {
                    let Some(found) = buffer[..length].get(offset..offset + needle.len()) else {
                        continue;
                    };
                    let is_it = found
                        .iter()
                        .zip(needle)
                        .all(|(one, other)| *one == other & !MASK);
                    // What was read is read again where it was read to.
                    count += usize::from(is_it && !own.contains(&(at + offset)));
                }
                at += length.saturating_sub(needle.len()).max(1);
            }
        }
        count
    }
}

#[test]
fn a_secret_is_wiped_with_its_last_clone() {
    let key = Hidden::new();
    assert_eq!(key.count(), 0);
    let secret = Secret::from(key.text());
    let clone = secret.clone();
    assert_eq!(key.count(), 1);
    drop(secret);
    assert_eq!((key.count(), clone.expose().len()), (1, 60));
    drop(clone);
    assert_eq!(key.count(), 0);
}

#[test]
fn a_model_has_its_key_once_and_leaves_nothing_of_it() {
    let client = HttpClient::builder().build().unwrap();
    let key = Hidden::new();
    let openai = ChatOpenAi::builder("m").api_key(key.text());
    let openai = openai.client(client.clone()).build().unwrap();
    assert_eq!(key.count(), 1);
    let anthropic = ChatAnthropic::builder("m").api_key(key.text());
    let anthropic = anthropic.client(client).build().unwrap();
    assert_eq!(key.count(), 2);
    drop((openai.clone(), openai, anthropic));
    assert_eq!(key.count(), 0);
}
