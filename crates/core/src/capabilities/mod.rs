//! What a service can do, as data.

mod answer;
mod feature;
mod support;

pub use feature::Feature;
pub use support::Support;

use std::fmt;

/// What a service can do, as far as it is known.
///
/// It is data about a service, never about the names of its models, which change faster than a library: what
/// is [`No`](Support::No) here is refused before a request is made, and all else is tried. Whoever knows
/// better gives a model other capabilities.
///
/// ```
/// use surprisal_core::{Capabilities, Feature, Support};
///
/// const ACME: Capabilities = Capabilities::UNKNOWN
///     .yes(&[Feature::Logprobs, Feature::Tools])
///     .no(&[Feature::Seed])
///     .most_top_logprobs(8);
/// assert_eq!(ACME.support(Feature::Seed), Support::No);
/// assert_eq!(ACME.support(Feature::N), Support::Unknown);
/// let since = ACME.yes(&[Feature::Seed]);
/// assert_eq!(since.support(Feature::Seed), Support::Yes);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Capabilities {
    // Sets of features, a bit each.
    yes: u32,
    some: u32,
    no: u32,
    most_top_logprobs: Option<u32>,
    /// Of which features it is said what would work in their place.
    with_advice: u32,
    advice: &'static str,
}

impl Capabilities {
    /// Nothing is known, and everything is tried.
    pub const UNKNOWN: Self = Self {
        yes: 0,
        some: 0,
        no: 0,
        most_top_logprobs: None,
        with_advice: 0,
        advice: "",
    };

    /// The service has these.
    #[must_use]
    pub const fn yes(self, features: &[Feature]) -> Self {
        self.with(features, Support::Yes)
    }

    /// Some of the service's models have these.
    #[must_use]
    pub const fn some_models(self, features: &[Feature]) -> Self {
        self.with(features, Support::SomeModels)
    }

    /// The service does not have these.
    #[must_use]
    pub const fn no(self, features: &[Feature]) -> Self {
        self.with(features, Support::No)
    }

    /// Says of these features what is known.
    #[must_use]
    pub const fn with(mut self, mut features: &[Feature], support: Support) -> Self {
        while let [feature, rest @ ..] = features {
            let bit = 1 << *feature as u32;
            self.yes &= !bit;
            self.some &= !bit;
            self.no &= !bit;
            match support {
                Support::Yes => self.yes |= bit,
                Support::SomeModels => self.some |= bit,
                Support::No => self.no |= bit,
                Support::Unknown => {}
            }
            features = rest;
        }
        self
    }

    /// Says what would work where the service does not have these, for the error that refuses them. There is
    /// one such advice: a later one takes the place of an earlier.
    #[must_use]
    pub const fn instead(mut self, mut features: &[Feature], advice: &'static str) -> Self {
        self.with_advice = 0;
        while let [feature, rest @ ..] = features {
            self.with_advice |= 1 << *feature as u32;
            features = rest;
        }
        self.advice = advice;
        self
    }

    /// How many alternatives a token the service lists at most.
    #[must_use]
    pub const fn most_top_logprobs(mut self, count: u32) -> Self {
        self.most_top_logprobs = Some(count);
        self
    }

    /// What holds of both: what either does not have is [`No`](Support::No), what both have is
    /// [`Yes`](Support::Yes), and the smaller limit holds. The advice is the first's, if it has any.
    ///
    /// ```
    /// use surprisal_core::{Capabilities, Feature, Support};
    ///
    /// let first = Capabilities::UNKNOWN.yes(&[Feature::Tools, Feature::Seed]).most_top_logprobs(20);
    /// let second = Capabilities::UNKNOWN.yes(&[Feature::Tools]).no(&[Feature::N]).most_top_logprobs(8);
    /// let both = first.and(second);
    /// assert_eq!(both.support(Feature::Tools), Support::Yes);
    /// assert_eq!(both.support(Feature::Seed), Support::Unknown);
    /// assert_eq!(both.support(Feature::N), Support::No);
    /// assert_eq!(both.top_logprobs_limit(), Some(8));
    /// ```
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let limits = [self.most_top_logprobs, other.most_top_logprobs];
        let yes = self.yes & other.yes;
        let advising = if self.with_advice != 0 { self } else { other };
        Self {
            yes,
            some: (self.yes | self.some) & (other.yes | other.some) & !yes,
            no: self.no | other.no,
            most_top_logprobs: limits.into_iter().flatten().min(),
            with_advice: advising.with_advice,
            advice: advising.advice,
        }
    }

    /// Whether the service has it.
    pub const fn support(&self, feature: Feature) -> Support {
        let bit = 1 << feature as u32;
        if self.yes & bit != 0 {
            Support::Yes
        } else if self.some & bit != 0 {
            Support::SomeModels
        } else if self.no & bit != 0 {
            Support::No
        } else {
            Support::Unknown
        }
    }

    /// How many alternatives a token the service lists at most, if that is known.
    pub const fn top_logprobs_limit(&self) -> Option<u32> {
        self.most_top_logprobs
    }
}

impl Capabilities {
    /// What would work in the place of a feature, where that is said.
    fn advice(&self, feature: Feature) -> Option<&'static str> {
        let is_said = self.with_advice & 1 << feature as u32 != 0;
        is_said.then_some(self.advice)
    }
}

impl fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Capabilities");
        for &feature in Feature::ALL {
            match self.support(feature) {
                Support::Unknown => &mut out,
                known => out.field(feature.as_str(), &known),
            };
        }
        if let Some(limit) = self.most_top_logprobs {
            out.field("most_top_logprobs", &limit);
        }
        out.finish()
    }
}
