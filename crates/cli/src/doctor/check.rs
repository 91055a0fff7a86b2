use surprisal_confidence::escape_controls;

/// Something that was looked at.
#[derive(Debug)]
pub(super) struct Check {
    what: &'static str,
    found: String,
    state: State,
}

#[derive(Debug)]
enum State {
    Good,
    /// It could be had, and nothing needs it.
    Absent,
    /// Without it the command cannot do its work; what would help.
    Missing(String),
}

impl Check {
    pub(super) fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self {
            what,
            found: found.into(),
            state: State::Good,
        }
    }

    pub(super) fn absent(what: &'static str, found: impl Into<String>) -> Self {
        Self {
            state: State::Absent,
            ..Self::good(what, found)
        }
    }

    pub(super) fn missing(
        what: &'static str,
        found: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Missing(to_do.into()),
            ..Self::good(what, found)
        }
    }

    pub(super) fn is_missing(&self) -> bool {
        matches!(self.state, State::Missing(_))
    }

    /// One line, and a second one that says what to do.
    pub(super) fn to_text(&self) -> String {
        let (sign, to_do) = match &self.state {
            State::Good => ("ok", None),
            State::Absent => ("-", None),
            State::Missing(to_do) => ("MISSING", Some(to_do)),
        };
        let mut text = format!(
            "{sign:<7}  {:<10}  {}\n",
            self.what,
            escape_controls(&self.found)
        );
        if let Some(to_do) = to_do {
            text.push_str(&format!("{:21}to do: {}\n", "", escape_controls(to_do)));
        }
        text
    }
}
