use surprisal_core::Result;

use super::super::examples::check;
use super::{Selection, sureness};
use crate::Direction;
use crate::measure::sum;

/// How well scores put right answers before wrong ones. Only their order counts, so any measure will do and no calibration
/// changes it.
///
/// ```
/// use surprisal_confidence::{Direction, Ranking};
///
/// // Perplexities, of which the lowest are of right answers but for one.
/// let scores = [1.1, 1.2, 1.4, 2.0, 3.0];
/// let correct = [true, true, false, true, false];
/// let ranking = Ranking::new(&scores, &correct, Direction::LowerIsSurer)?;
/// assert_eq!(ranking.auroc(), Some(5.0 / 6.0));
///
/// let sure = ranking.threshold_for(0.75).unwrap();
/// assert_eq!((sure.threshold, sure.coverage(), sure.accuracy()), (2.0, 0.8, 0.75));
/// assert!(sure.keeps(1.9) && !sure.keeps(2.1));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// A selection for each score that there is, the surest first; never empty.
    curve: Vec<Selection>,
}

impl Ranking {
    /// Puts answers in order, the surest first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) where the lists differ in length or are empty, and
    /// where a score is not finite.
    pub fn new(scores: &[f64], correct: &[bool], direction: Direction) -> Result<Self> {
        check(scores, correct)?;
        let answers = scores.iter().copied().zip(correct.iter().copied());
        Ok(Self::of(answers.collect(), direction))
    }

    /// Of answers that were checked: at least one, and all scores finite.
    pub(in super::super) fn of(mut answers: Vec<(f64, bool)>, direction: Direction) -> Self {
        answers.sort_by(|(one, _), (other, _)| {
            sureness(direction, *other).total_cmp(&sureness(direction, *one))
        });
        let count = answers.len();
        let mut correct = 0;
        let mut curve: Vec<Selection> = Vec::new();
        for (at, (score, is_correct)) in answers.into_iter().enumerate() {
            correct += usize::from(is_correct);
            let selection = Selection {
                threshold: score,
                direction,
                kept: at + 1,
                correct,
                count,
            };
            match curve.last_mut() {
                Some(last) if last.threshold == score => *last = selection,
                _ => curve.push(selection),
            }
        }
        Self { curve }
    }

    /// The risk–coverage curve (El-Yaniv and Wiener 2010): for each score that there is the answers that are at least as sure,
    /// the surest first. Answers of equal score are kept or left together.
    pub fn curve(&self) -> &[Selection] {
        &self.curve
    }

    /// The probability that a right answer is surer than a wrong one, where a tie counts half: the area under the curve of the
    /// receiver operating characteristic (Hanley and McNeil 1982). 0 to 1, where 0.5 is chance. `None` where all answers
    /// are right or all are wrong.
    pub fn auroc(&self) -> Option<f64> {
        let all = self.curve.last()?;
        let (right, wrong) = (all.correct as f64, (all.count - all.correct) as f64);
        let ahead = self.groups().map(|group| {
            let surer = group.correct_before as f64;
            group.wrong * (surer + group.right / 2.0)
        });
        (right > 0.0 && wrong > 0.0).then(|| sum(ahead) / (right * wrong))
    }

    /// The area under the risk–coverage curve: the mean risk of the surest 1, 2, … n answers (Geifman and El-Yaniv 2017).
    /// 0 to 1, and less is better; even a perfect order of answers with faults has more than 0. Among answers of equal score
    /// it is the mean over their orders.
    pub fn aurc(&self) -> f64 {
        let risks = (1..=self.count()).filter_map(|kept| self.risk_of(kept));
        sum(risks) / self.count() as f64
    }

    /// The accuracy of the surest part of the answers, 0 to 1, where `coverage` of them are kept (rounded up to a whole
    /// number). Where that parts answers of equal score, it is the mean over the ways to part them. `None` for a coverage
    /// that is not above 0 and at most 1.
    pub fn accuracy_at(&self, coverage: f64) -> Option<f64> {
        if !(coverage > 0.0 && coverage <= 1.0) {
            return None;
        }
        // A coverage such as 3/10 times 10 may come out a little above 3.
        let kept = (coverage * self.count() as f64 - 1e-9).ceil().max(1.0);
        self.risk_of(kept as usize).map(|risk| 1.0 - risk)
    }

    /// The most answers that can be kept, by one threshold, with at least this accuracy (0 to 1). `None` where no threshold
    /// has it.
    pub fn threshold_for(&self, accuracy: f64) -> Option<Selection> {
        let mut least_sure_first = self.curve.iter().rev();
        least_sure_first
            .find(|selection| selection.accuracy() >= accuracy)
            .copied()
    }

    fn count(&self) -> usize {
        self.curve.last().map_or(0, |all| all.count)
    }

    /// The mean risk of the surest ones, so many of them.
    fn risk_of(&self, kept: usize) -> Option<f64> {
        let at = self.curve.partition_point(|group| group.kept < kept);
        let group = self.curve.get(at)?;
        let before = at.checked_sub(1).and_then(|at| self.curve.get(at));
        let (kept_before, correct_before) =
            before.map_or((0, 0), |before| (before.kept, before.correct));
        let part = (kept - kept_before) as f64 / (group.kept - kept_before) as f64;
        let correct = correct_before as f64 + part * (group.correct - correct_before) as f64;
        Some(1.0 - correct / kept as f64)
    }

    /// The answers of each score, the surest first.
    fn groups(&self) -> impl Iterator<Item = Group> {
        let mut before = (0, 0);
        self.curve.iter().map(move |selection| {
            let (kept, correct) =
                std::mem::replace(&mut before, (selection.kept, selection.correct));
            let right = selection.correct - correct;
            Group {
                correct_before: correct,
                right: right as f64,
                wrong: (selection.kept - kept - right) as f64,
            }
        })
    }
}

/// The answers of one score.
struct Group {
    /// How many surer ones are right.
    correct_before: usize,
    right: f64,
    wrong: f64,
}
