//! The two engines, and what is asked of both.

use std::io::{Write, stderr};
use std::path::Path;
use std::sync::Arc;

use surprisal::local::ChatLocal;
use surprisal_testing::TinyModel;
use surprisal_tests::llama::{Llama, model};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use crate::reference::Reference;

/// Ours and llama.cpp with the same model.
pub(crate) struct Both {
    pub(crate) ours: ChatLocal,
    pub(crate) theirs: Reference,
}

/// The real model, and the turn to use it: engines that run side by side slow each other down.
pub(crate) struct Real {
    pub(crate) both: Both,
    _turn: MutexGuard<'static, ()>,
    _server: Arc<Llama>,
}

/// `None`, and a line that says so, where there is no server or no model.
pub(crate) async fn real() -> Option<Real> {
    static TURN: Mutex<()> = Mutex::const_new(());
    let server = Llama::shared().unwrap()?;
    let ours = load(&model()?);
    let theirs = Reference::new(&server);
    Some(Real {
        both: Both { ours, theirs },
        _turn: TURN.lock().await,
        _server: server,
    })
}

/// A tiny model in both engines. `None` where there is no server; the error if it does not know the model.
pub(crate) fn tiny(model: &TinyModel) -> std::io::Result<Option<(Both, Llama)>> {
    let directory = TempDir::new()?;
    let path = directory.path().join("tiny.gguf");
    model.write(&path)?;
    let ours = load(&path);
    // It is read now, for the file goes with the directory.
    futures::executor::block_on(ours.load()).unwrap();
    let Some(server) = Llama::exact(&path)? else {
        return Ok(None);
    };
    let theirs = Reference::new(&server);
    Ok(Some((Both { ours, theirs }, server)))
}

fn load(path: &Path) -> ChatLocal {
    ChatLocal::from_env(path.to_str().unwrap()).unwrap()
}

/// Prints a line past the capture of the test harness: numbers that are to be seen and not to be asserted.
pub(crate) fn tell(line: impl std::fmt::Display) {
    // One write, for tests print side by side.
    stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}
