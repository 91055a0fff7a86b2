use std::fmt;

use surprisal_core::{CallOptions, Feature, Profile, RunnableExt as _, Support};

use super::check::{Check, Stop};
use super::{Answer, Need, Part, Rig, Scenario, Subject};

/// Where a case is looked at: the subject, and what the case needs of it.
pub(crate) struct Lab<'a> {
    subject: &'a dyn Subject,
    needs: &'a [Need],
}

impl<'a> Lab<'a> {
    pub(super) fn new(subject: &'a dyn Subject, needs: &'a [Need]) -> Self {
        Self { subject, needs }
    }

    /// A model with a service that does this, if there is what the case needs.
    pub(super) async fn rig(&self, scenario: Scenario) -> Check<Rig> {
        for need in self.needs {
            if let Need::Part(part) = need {
                self.needs_part(*part)?;
            }
        }
        let rig = self.subject.rig(scenario).await?;
        let profile = rig.model.profile();
        for need in self.needs {
            if let Need::Feature(feature) = need {
                has(&profile, *feature)?;
            }
        }
        Ok(rig)
    }

    /// A model that gives this answer, not streamed.
    pub(super) async fn whole(&self, answer: Answer) -> Check<Rig> {
        self.rig(Scenario::whole(answer)).await
    }

    /// A model that streams this answer.
    pub(super) async fn streamed(&self, answer: Answer) -> Check<Rig> {
        self.rig(Scenario::streamed(answer)).await
    }

    /// A model that gives this answer, or any other that is honest.
    pub(super) async fn example(&self, answer: Answer, streamed: bool) -> Check<Rig> {
        let mut scenario = Scenario::whole(answer).example();
        scenario.streamed = streamed;
        self.rig(scenario).await
    }

    pub(super) fn needs_part(&self, part: Part) -> Check {
        match self.subject.lacks(part) {
            Some(reason) => Err(Stop::Skip(reason.into_owned())),
            None => Ok(()),
        }
    }

    pub(super) fn has_part(&self, part: Part) -> bool {
        self.subject.lacks(part).is_none()
    }
}

/// Skips where the service has no such feature.
pub(super) fn has(profile: &Profile, feature: Feature) -> Check {
    match lacks(profile, feature) {
        true => Err(Stop::Skip(format!("the service has no {feature}"))),
        false => Ok(()),
    }
}

/// Whether it is known that the service has no such feature.
pub(super) fn lacks(profile: &Profile, feature: Feature) -> bool {
    profile.capabilities.support(feature) == Support::No
}

/// Options for a short answer that is the same each time, as far as the service can.
pub(super) fn repeatable(profile: &Profile) -> CallOptions {
    let options = CallOptions::new().max_tokens(12);
    match lacks(profile, Feature::Seed) {
        true => options,
        false => options.seed(7),
    }
}

impl fmt::Debug for Lab<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lab").finish_non_exhaustive()
    }
}
