#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use ring::digest::{SHA256, digest};
use surprisal_core::Result;
use surprisal_testing::server::{Reply, Server};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::files::download::{Hub, Pip, Sources};
use crate::files::{CatalogModel, HubFile, ModelFile, ModelStore, PackageFile};

pub(super) const TOKEN: &str = "hf_secret";

/// A small model of the catalogue's kind, a hub on loopback, no pip, an empty cache.
pub(super) struct Bench {
    pub(super) store: ModelStore,
    pub(super) model: CatalogModel,
    pub(super) content: Vec<u8>,
    pub(super) server: Server,
    pub(super) dir: TempDir,
    _runtime: Runtime,
}

impl Bench {
    pub(super) fn new() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(Server::start()).unwrap();
        let dir = TempDir::new().unwrap();
        let content = content();
        Self {
            store: ModelStore {
                dir: dir.path().join("models"),
                sources: Sources {
                    hub: Hub {
                        endpoint: Some(server.url().parse().unwrap()),
                        token: Some(TOKEN.into()),
                        connect_timeout: Duration::from_secs(5),
                        idle_timeout: Duration::from_secs(5),
                    },
                    pip: Pip {
                        programs: Vec::new(),
                    },
                },
            },
            model: model(&content),
            content,
            server,
            dir,
            _runtime: runtime,
        }
    }

    /// Fetches, without looking at the progress.
    pub(super) fn fetch(&self) -> Result<ModelFile> {
        self.store.fetch(&self.model, &mut |_| {})
    }

    /// A path beside the model's file.
    pub(super) fn path(&self, end: &str) -> PathBuf {
        self.store.dir.join(format!("{}{end}", self.model.file))
    }

    /// Puts a file into the cache.
    pub(super) fn put(&self, end: &str, bytes: &[u8]) {
        fs::create_dir_all(&self.store.dir).unwrap();
        fs::write(self.path(end), bytes).unwrap();
    }

    /// Queues the whole file.
    pub(super) fn reply_whole(&self) {
        self.server
            .reply(Reply::new(200).body(self.content.clone()));
    }

    /// Queues the rest of the file, from this byte on.
    pub(super) fn reply_from(&self, start: usize) {
        self.server.reply(part(start, &self.content[start..]));
    }

    /// What the requests asked for with `range`.
    pub(super) fn ranges(&self) -> Vec<Option<String>> {
        let requests = self.server.requests();
        let range = |request: &surprisal_testing::server::Request| {
            request.header("range").map(ToOwned::to_owned)
        };
        requests.iter().map(range).collect()
    }

    /// Asserts that the file is there, whole, and that nothing is left of the work on it.
    #[track_caller]
    pub(super) fn assert_whole(&self, file: &ModelFile) {
        assert_eq!(file.path, self.path(""));
        assert_eq!(fs::read(&file.path).unwrap(), self.content);
        assert_eq!(self.names(), [".gguf", ".gguf.json", ".gguf.lock"]);
    }

    /// The ends of the names of the files in the cache.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.store.dir).unwrap();
        let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).to_str().unwrap().replace("model", ""))
            .collect();
        names.sort();
        names
    }
}

pub(super) fn part(start: usize, bytes: &[u8]) -> Reply {
    let (end, total) = (start + bytes.len() - 1, start + bytes.len());
    Reply::new(206)
        .header("content-range", format!("bytes {start}-{end}/{total}"))
        .body(bytes.to_vec())
}

/// Bytes of which no piece is like another.
fn content() -> Vec<u8> {
    let numbers = 0..50_000_u32;
    numbers
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect()
}

fn model(content: &[u8]) -> CatalogModel {
    let digest = digest(&SHA256, content);
    let digest: String = digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    CatalogModel {
        name: "tiny",
        file: "model.gguf",
        size: content.len() as u64,
        sha256: digest.leak(),
        license: "MIT",
        quantization: "F32",
        home_page: "",
        temperature: 1.0,
        top_p: 1.0,
        max_tokens: 256,
        hub: HubFile {
            repository: Cow::Borrowed("owner/tiny-GGUF"),
            revision: Cow::Borrowed("0123abc"),
            file: Cow::Borrowed("tiny.gguf"),
        },
        pypi: PackageFile {
            package: Cow::Borrowed("tiny-model"),
            version: Cow::Borrowed("0.1.2"),
            file: Cow::Borrowed("tiny_model/tiny.gguf"),
        },
    }
}
