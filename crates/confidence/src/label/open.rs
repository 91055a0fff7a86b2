/// A probability of which it is not known to which label it belongs, or whether to any.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Open {
    /// Those to which it may belong.
    pub(crate) labels: Vec<usize>,
    /// The label that the answer shows, which ends where the label does: it may have gone on.
    pub(crate) shown: Option<usize>,
    /// Whether it is of a candidate that was listed, and not what the list leaves out.
    pub(crate) is_listed: bool,
    /// 0 to 1.
    pub(crate) probability: f64,
}
