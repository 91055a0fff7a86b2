/// Samples that say the same.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Group {
    /// What they say, as the first of them says it.
    pub reading: String,
    /// Their places among the [samples](super::Samples::samples).
    pub members: Vec<usize>,
    /// Their share of all samples, 0 to 1, those that could not be read included.
    pub share: f64,
    /// Their share of the weights of the samples that could be read, 0 to 1, where the weight of a sample is the
    /// geometric mean of the probabilities of its tokens, exp(mean ln p). `None` where one of those has no weight.
    pub weight: Option<f64>,
}

/// Puts readings into groups: each to the first group whose first member says the same, or else into one of its own.
/// The largest group comes first, and of equals the one whose first member does.
pub(super) fn group(
    readings: &[Option<&str>],
    weights: &[Option<f64>],
    mut same: impl FnMut(&str, &str) -> bool,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, reading) in readings.iter().enumerate() {
        let Some(reading) = *reading else { continue };
        match groups
            .iter_mut()
            .find(|group| same(&group.reading, reading))
        {
            Some(group) => group.members.push(place),
            None => groups.push(Group {
                reading: reading.to_owned(),
                members: vec![place],
                share: 0.0,
                weight: None,
            }),
        }
    }
    let weight_of = |group: &Group| -> Option<f64> {
        let of_member = |place: &usize| weights.get(*place).copied().flatten();
        group.members.iter().map(of_member).sum()
    };
    // Weights so small that they are all 0 say nothing.
    let total: Option<f64> = groups.iter().map(weight_of).sum();
    let total = total.filter(|total| *total > 0.0);
    for group in &mut groups {
        group.share = group.members.len() as f64 / readings.len() as f64;
        group.weight = weight_of(group)
            .zip(total)
            .map(|(weight, total)| weight / total);
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.members.len()));
    groups
}

/// −Σ p ln p over shares that add up to 1, in nats.
pub(super) fn entropy(shares: impl IntoIterator<Item = f64>) -> f64 {
    let shares = shares.into_iter().filter(|share| *share > 0.0);
    // Taken from 0, for the negative of a sum of 0 would be −0.
    0.0 - shares.map(|share| share * share.ln()).sum::<f64>()
}
