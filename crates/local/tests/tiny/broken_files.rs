//! Files that are none, or not whole.

use std::time::{Duration, Instant};

use surprisal_core::{Error, ErrorKind, RunnableExt};
use surprisal_local::ChatLocal;
use surprisal_testing::TinyModel;
use tempfile::TempDir;

use crate::support::{File, HELLO, options};

async fn load(bytes: &[u8]) -> Result<(), Error> {
    let file = File::new(bytes);
    file.chat().load().await.map(|_| ())
}

#[tokio::test]
async fn a_file_that_there_is_not_is_an_error() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("none.gguf");
    let error = ChatLocal::from_env(path.to_str().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.message().contains("none.gguf"), "{error}");
    let error = ChatLocal::from_env(directory.path().to_str().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.message().contains("directory"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_gone_by_the_first_call_is_an_error() {
    let file = File::new(&TinyModel::new(1).to_bytes());
    let chat = file.chat();
    drop(file);
    let error = chat.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.provider(), Some("local"));
}

#[tokio::test]
async fn what_is_no_gguf_is_an_error() {
    for bytes in [
        &b""[..],
        b"G",
        b"GGU",
        b"hello world",
        b"FUGG\x03\0\0\0",
        &[0; 4096],
    ] {
        let error = load(bytes).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(
            error.message().contains("is not a GGUF model file"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_version_that_is_not_known_is_an_error() {
    let mut bytes = TinyModel::new(1).to_bytes();
    bytes[4] = 9;
    let error = load(&bytes).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_file_that_was_cut_is_an_error() {
    let bytes = TinyModel::new(1).to_bytes();
    let file = File::new(&bytes);
    let began = Instant::now();
    for end in (0..bytes.len()).step_by(1000).chain([bytes.len() - 1]) {
        std::fs::write(file.path(), &bytes[..end]).unwrap();
        let error = file.chat().load().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{end}: {error}");
    }
    assert!(began.elapsed() < Duration::from_secs(120));
}

#[tokio::test]
async fn a_file_with_a_wrong_byte_is_loaded_or_refused_and_never_panics() {
    let bytes = TinyModel::new(1).to_bytes();
    let file = File::new(&bytes);
    let head = bytes
        .windows(4)
        .position(|window| window == b"blk.")
        .unwrap();
    // The counts, the keys and lengths, and what the tensors are; the numbers may be any.
    let places = (4..64)
        .chain((64..head + 2000).step_by(211))
        .chain(head..head + 300);
    let mut refused = 0;
    for place in places {
        for value in [0, 0xFF] {
            let mut wrong = bytes.clone();
            wrong[place] = value;
            std::fs::write(file.path(), &wrong).unwrap();
            let chat = file.chat();
            if let Err(error) = chat.clone().bind(options(2)).invoke(HELLO).await {
                let kind = error.kind();
                assert_eq!(kind, ErrorKind::InvalidInput, "{place} {value}: {error:?}");
                refused += 1;
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

/// The file with another shape in the description of a tensor, the width of a row first.
fn reshaped(mut file: Vec<u8>, tensor: &str, shape: [u64; 2]) -> Vec<u8> {
    let name = tensor.as_bytes();
    let at = file.windows(name.len()).position(|window| window == name);
    // Behind the name is how many sizes there are.
    let at = at.unwrap() + name.len() + 4;
    for (size, place) in shape.iter().zip([at, at + 8]) {
        file[place..place + 8].copy_from_slice(&size.to_le_bytes());
    }
    file
}

#[tokio::test]
async fn a_tensor_with_more_bytes_than_there_are_numbers_is_refused() {
    // Four bytes each are none again.
    let file = reshaped(
        TinyModel::new(1).to_bytes(),
        "blk.0.attn_q.weight",
        [1, 1 << 62],
    );
    let error = load(&file).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("its tensors have"), "{error}");
}

#[tokio::test]
async fn tensors_that_are_more_than_the_file_has_are_refused() {
    let bytes = TinyModel::new(1).to_bytes();
    // As many numbers as would be the whole file.
    let rows = u64::try_from(bytes.len() / 4).unwrap();
    let file = reshaped(bytes, "blk.0.attn_k.weight", [1, rows]);
    let error = load(&file).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("its tensors have"), "{error}");
}
