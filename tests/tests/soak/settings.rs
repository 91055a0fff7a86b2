use std::fmt;

use surprisal_tests::contender::Result;

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    /// Streams of a round.
    pub(crate) streams: usize,
    pub(crate) at_once: usize,
    pub(crate) rounds: u64,
    /// Streams that are open and idle.
    pub(crate) idle: usize,
    /// Groups of calls, and runs of tools.
    pub(crate) groups: u64,
}

impl Settings {
    /// As the arguments say: `full`, or what is done in CI, and `name=number` for any other choice.
    pub(crate) fn read(args: &[String]) -> Result<Self> {
        let mut settings = Self {
            seed: fastrand::u64(..1_000_000),
            streams: 140,
            at_once: 35,
            rounds: 2,
            idle: 14,
            groups: 3,
        };
        if args.iter().any(|arg| arg == "full") {
            settings = Self {
                streams: 10_000,
                at_once: 1_000,
                rounds: 3,
                idle: 1_000,
                groups: 100,
                ..settings
            };
        }
        // Those with a dash are for the tests of others.
        let own = args.iter().filter(|arg| !arg.starts_with('-'));
        for (name, value) in own.filter_map(|arg| arg.split_once('=')) {
            match name {
                "seed" => settings.seed = value.parse()?,
                "streams" => settings.streams = value.parse()?,
                "at_once" => settings.at_once = value.parse()?,
                "rounds" => settings.rounds = value.parse()?,
                "idle" => settings.idle = value.parse()?,
                "groups" => settings.groups = value.parse()?,
                _ => return Err(format!("no setting {name}").into()),
            }
        }
        Ok(settings)
    }
}

/// As the arguments that repeat it.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            streams,
            at_once,
            rounds,
            idle,
            groups,
        } = self;
        write!(
            f,
            "seed={seed} streams={streams} at_once={at_once} rounds={rounds} idle={idle} groups={groups}"
        )
    }
}
