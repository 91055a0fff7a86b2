use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};

/// A vector in either form that the wire has: an array of numbers, or the base64 of their bytes in single
/// precision, the least significant first.
#[derive(Debug)]
pub(super) struct Vector(pub(super) Vec<f32>);

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EitherForm)
    }
}

struct EitherForm;

impl<'de> Visitor<'de> for EitherForm {
    type Value = Vector;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of numbers or their base64")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vector, E> {
        let bytes = STANDARD
            .decode(text)
            .map_err(|error| E::custom(format!("a vector is no base64: {error}")))?;
        let (numbers, []) = bytes.as_chunks() else {
            return Err(E::custom(format!(
                "the base64 of a vector holds {} bytes, and a number is four",
                bytes.len()
            )));
        };
        let numbers = numbers.iter().copied().map(f32::from_le_bytes).collect();
        finite(numbers)
    }

    // Number by number as `f32`: by way of `f64` some would be rounded twice.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vector, A::Error> {
        let mut numbers = Vec::new();
        while let Some(number) = list.next_element::<f32>()? {
            numbers.push(number);
        }
        finite(numbers)
    }
}

/// A model that overflows gives these, and every comparison with such a vector is silently wrong.
fn finite<E: de::Error>(numbers: Vec<f32>) -> Result<Vector, E> {
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(at) => Err(E::custom(format!(
            "the number at index {at} of a vector is not finite"
        ))),
        None => Ok(Vector(numbers)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> Result<Vec<f32>, String> {
        let read = serde_json::from_str::<Vector>(json);
        read.map(|vector| vector.0)
            .map_err(|error| error.to_string())
    }

    fn base64(numbers: &[f32]) -> String {
        let bytes: Vec<u8> = numbers.iter().flat_map(|one| one.to_le_bytes()).collect();
        format!("{:?}", STANDARD.encode(bytes))
    }

    proptest! {
        #[test]
        fn both_forms_give_the_numbers_to_the_bit(bits: Vec<u32>) {
            let mut numbers: Vec<f32> = bits.into_iter().map(f32::from_bits).collect();
            numbers.retain(|number| number.is_finite());
            let bits = |numbers: Vec<f32>| numbers.into_iter().map(f32::to_bits).collect::<Vec<_>>();
            let expected = bits(numbers.clone());
            prop_assert_eq!(&bits(read(&base64(&numbers)).unwrap()), &expected);
            let floats = serde_json::to_string(&numbers).unwrap();
            prop_assert_eq!(&bits(read(&floats).unwrap()), &expected);
            // Some servers write single precision with the digits of double.
            let digits: Vec<f64> = numbers.iter().copied().map(f64::from).collect();
            let doubles = serde_json::to_string(&digits).unwrap();
            prop_assert_eq!(&bits(read(&doubles).unwrap()), &expected);
        }
    }

    #[test]
    fn what_is_no_vector_says_why() {
        let cases = [
            ("\"!\"", "a vector is no base64"),
            (
                "\"AAAAAAA=\"",
                "the base64 of a vector holds 5 bytes, and a number is four",
            ),
            (
                &base64(&[1.0, f32::NAN]),
                "the number at index 1 of a vector is not finite",
            ),
            ("[1e39]", "number out of range"),
            ("[null]", "invalid type: null, expected f32"),
            ("[[1]]", "invalid type: sequence, expected f32"),
            (
                "{}",
                "invalid type: map, expected an array of numbers or their base64",
            ),
        ];
        for (json, message) in cases {
            let error = read(json).unwrap_err();
            assert!(error.starts_with(message), "{json}: {error}");
        }
    }
}
