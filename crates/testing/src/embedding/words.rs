//! Vectors that are near one another where texts have words in common.

use crate::hash::{Hash, hash_bytes};

/// The sum of a vector for each word, of length 1. Case and signs make no difference; a text without words is a word.
pub(super) fn vector(text: &str, dimensions: usize) -> Vec<f32> {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        words.push(text);
    }
    let numbers = (0..dimensions as u64).map(|at| {
        let part = |word: &&str| Hash::new(hash_bytes(word.as_bytes())).with(at).unit() - 0.5;
        words.iter().map(part).sum::<f64>()
    });
    let numbers: Vec<f64> = numbers.collect();
    let length = numbers.iter().map(|number| number * number).sum::<f64>();
    let length = length.sqrt();
    let scaled = numbers.iter().map(|number| (number / length) as f32);
    scaled.collect()
}
