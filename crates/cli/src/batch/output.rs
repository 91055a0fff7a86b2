use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::done::Done;
use super::record::{Record, Written};
use crate::exit::Failure;

/// The output, which this process alone writes to.
pub(super) struct Answers {
    file: File,
    path: PathBuf,
    /// The file that was there before its errors were left out: its lock keeps those away who opened it
    /// then.
    _earlier: Option<File>,
}

impl Answers {
    /// Opens the output and reads what it has. A torn line at its end is cut off; with `retry_errors`
    /// errors are left out, so that they are asked again.
    pub(super) fn open(
        path: &Path,
        input: &Path,
        retry_errors: bool,
    ) -> Result<(Self, Done), Failure> {
        let file = open(path)?;
        if fs::canonicalize(path).ok() == fs::canonicalize(input).ok() {
            return Err(Failure::Usage(
                "input and output are the same file".to_owned(),
            ));
        }
        lock(&file, path)?;
        let mut answers = Self {
            file,
            path: path.to_owned(),
            _earlier: None,
        };
        let done = answers.read()?;
        if retry_errors && done.report().failed() > 0 {
            answers.leave_errors_out()?;
            let done = answers.read()?;
            return Ok((answers, done));
        }
        Ok((answers, done))
    }

    /// Appends a line, in one write: the process may be killed before or after it.
    pub(super) fn write(&mut self, record: &Record<'_>) -> Result<(), Failure> {
        let line = record.to_line().map_err(io::Error::from);
        line.and_then(|line| self.file.write_all(&line))
            .map_err(Failure::io(self.path.display().to_string()))
    }

    /// Waits until the disk has it.
    pub(super) fn sync(&self, path: &Path) -> Result<(), Failure> {
        self.file
            .sync_data()
            .map_err(Failure::io(path.display().to_string()))
    }

    fn read(&mut self) -> Result<Done, Failure> {
        let io = |error| Failure::io(self.path.display().to_string())(error);
        let mut done = Done::default();
        let mut whole = 0;
        self.file.seek(SeekFrom::Start(0)).map_err(io)?;
        let mut reader = BufReader::new(&self.file);
        let mut line = Vec::new();
        for number in 1_u64.. {
            line.clear();
            if reader.read_until(b'\n', &mut line).map_err(io)? == 0 {
                break;
            }
            let written = Written::read(&line);
            if !line.ends_with(b"\n") {
                // Only the last line can be without its end.
                match written {
                    Some(written) => {
                        (&self.file).write_all(b"\n").map_err(io)?;
                        done.add(&written);
                    }
                    None if Written::may_begin_with(&line) => {
                        self.file.set_len(whole).map_err(io)?;
                    }
                    None => return Err(self.foreign(number)),
                }
                break;
            }
            let Some(written) = written else {
                return Err(self.foreign(number));
            };
            if !done.add(&written) {
                return Err(Failure::Usage(format!(
                    "{} has two lines of index {}: which of them holds is not known",
                    self.path.display(),
                    written.index
                )));
            }
            whole += line.len() as u64;
        }
        Ok(done)
    }

    fn foreign(&self, number: u64) -> Failure {
        Failure::Usage(format!(
            "line {number} of {} was not written by this command: give another output",
            self.path.display()
        ))
    }

    /// Puts a file without the errors in the place of this one. Whenever the process is killed, the
    /// output is one of the two.
    fn leave_errors_out(&mut self) -> Result<(), Failure> {
        // What a link leads to is replaced, and not the link.
        let path = fs::canonicalize(&self.path);
        let path = path.map_err(Failure::io(self.path.display().to_string()))?;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let new_path = path.with_file_name(name);
        let io = |error| Failure::io(new_path.display().to_string())(error);

        let new = open(&new_path)?;
        lock(&new, &new_path)?;
        new.set_len(0).map_err(io)?;
        let mut writer = BufWriter::new(&new);
        self.file.seek(SeekFrom::Start(0)).map_err(io)?;
        let mut reader = BufReader::new(&self.file);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).map_err(io)? > 0 {
            if Written::read(&line).is_some_and(|written| written.fault.is_none()) {
                writer.write_all(&line).map_err(io)?;
            }
            line.clear();
        }
        writer.flush().map_err(io)?;
        drop(writer);
        let permissions = self.file.metadata().map_err(io)?.permissions();
        new.set_permissions(permissions).map_err(io)?;
        new.sync_data().map_err(io)?;
        fs::rename(&new_path, &path).map_err(io)?;
        self._earlier = Some(std::mem::replace(&mut self.file, new));
        Ok(())
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    let io = |error| Failure::io(path.display().to_string())(error);
    let mut options = OpenOptions::new();
    let file = options.create(true).read(true).append(true).open(path);
    let file = file.map_err(io)?;
    if !file.metadata().map_err(io)?.is_file() {
        return Err(Failure::Usage(format!(
            "{} is not a file: it is read again to go on after a stop",
            path.display()
        )));
    }
    Ok(file)
}

fn lock(file: &File, path: &Path) -> Result<(), Failure> {
    match fs4::FileExt::try_lock(file) {
        Ok(()) => Ok(()),
        Err(fs4::TryLockError::WouldBlock) => Err(Failure::Usage(format!(
            "another run is writing to {}: wait for it, or give another output",
            path.display()
        ))),
        Err(fs4::TryLockError::Error(error)) => Err(Failure::Io(
            format!("{} cannot be locked", path.display()),
            error,
        )),
    }
}
