use std::env;
use std::ffi::OsStr;
use std::io::IsTerminal;

/// Which colours may be sent to where a text goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColorDepth {
    /// None: doubtful tokens are followed by their probability.
    #[default]
    None,
    /// The 256 colours of the ANSI escape sequences, with underlines.
    Ansi256,
}

impl ColorDepth {
    /// What is fit for this stream, by the environment: none where it is no terminal, where `NO_COLOR` is set and not
    /// empty, or where `TERM` is `dumb` (or, but on Windows, not set). It is the only place where pictures look at the
    /// environment.
    pub fn of_stream(stream: &impl IsTerminal) -> Self {
        Self::by(
            stream.is_terminal(),
            env::var_os("NO_COLOR").as_deref(),
            env::var_os("TERM").as_deref(),
        )
    }

    fn by(is_terminal: bool, no_color: Option<&OsStr>, term: Option<&OsStr>) -> Self {
        let unwanted = no_color.is_some_and(|value| !value.is_empty());
        let dumb = term.map_or(cfg!(not(windows)), |term| term == "dumb");
        if is_terminal && !unwanted && !dumb {
            Self::Ansi256
        } else {
            Self::None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_that_have_them_and_people_who_want_them() {
        let by = |is_terminal, no_color: Option<&str>, term: Option<&str>| {
            ColorDepth::by(is_terminal, no_color.map(OsStr::new), term.map(OsStr::new))
        };
        assert_eq!(by(true, None, Some("xterm")), ColorDepth::Ansi256);
        assert_eq!(by(true, Some(""), Some("xterm")), ColorDepth::Ansi256);
        assert_eq!(by(true, Some("1"), Some("xterm")), ColorDepth::None);
        assert_eq!(by(true, None, Some("dumb")), ColorDepth::None);
        assert_eq!(by(false, None, Some("xterm")), ColorDepth::None);
    }
}
