use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::time::sleep;

use crate::MEMORY;

/// What this process holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gauge {
    /// Bytes of the heap that are in use.
    pub(crate) heap: usize,
    /// Bytes of memory that the system has given to the process; 0 where it does not tell.
    pub(crate) resident: usize,
    /// Open files, sockets among them; 0 where the system does not tell.
    pub(crate) files: usize,
    /// Tasks of the runtime that have not ended.
    pub(crate) tasks: usize,
}

impl Gauge {
    pub(crate) fn read() -> Self {
        Self {
            heap: MEMORY.current_usage(),
            resident: resident(),
            files: fs::read_dir("/proc/self/fd").map_or(0, Iterator::count),
            tasks: Handle::current().metrics().num_alive_tasks(),
        }
    }

    /// Waits until there are no more tasks, files and heap than before, but for `slack` bytes, and asserts that there
    /// are not. The tasks of connections end by themselves, a little after those who dropped them.
    pub(crate) async fn after(self, slack: usize, what: &str) -> Self {
        let started = Instant::now();
        loop {
            let now = Self::read();
            let is_back =
                now.tasks <= self.tasks && now.files <= self.files && now.heap <= self.heap + slack;
            if is_back {
                return now;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "{what}: {now} remain; before there were {self}"
            );
            sleep(Duration::from_millis(10)).await;
        }
    }
}

impl fmt::Display for Gauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            heap,
            resident,
            files,
            tasks,
        } = self;
        let (heap, resident) = (heap >> 10, resident >> 10);
        write!(
            f,
            "{heap} KiB of heap, {resident} KiB resident, {files} files, {tasks} tasks"
        )
    }
}

/// How long tasks may take to end before they are stuck.
const PATIENCE: Duration = Duration::from_secs(30);

fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let pages = line.and_then(|line| line.trim().strip_suffix(" kB"));
    pages
        .and_then(|pages| pages.parse::<usize>().ok())
        .unwrap_or(0)
        << 10
}
