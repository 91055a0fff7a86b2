//! What the examples share.

use std::sync::atomic::{AtomicU64, Ordering};

use surprisal::Result;
use surprisal::local::{ChatLocal, Progress, Stage};

/// Says on standard error which model will answer. The file of a local one is fetched if it is not there.
pub async fn show_model(name: &str) -> Result<()> {
    let Some(model) = name.strip_prefix("local:") else {
        eprintln!("model: {name}");
        return Ok(());
    };
    let megabytes = AtomicU64::new(0);
    let model = ChatLocal::builder(model)
        .on_progress(move |progress| show_progress(progress, &megabytes))
        .build()?;
    let info = model.load().await?;
    eprintln!("model: {}, {}", info.name, info.file);
    Ok(())
}

/// One line for each ten megabytes.
fn show_progress(progress: &Progress<'_>, megabytes: &AtomicU64) {
    let now = progress.bytes / 10_000_000 * 10;
    let is_news = megabytes.swap(now, Ordering::Relaxed) != now;
    match progress.stage {
        Stage::Downloading(source) if is_news => eprintln!("downloads from {source}: {now} MB"),
        Stage::Failed(source, error) => eprintln!("not from {source}: {error}"),
        _ => {}
    }
}
