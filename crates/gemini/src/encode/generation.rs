/// Whether a model is of this generation or a later one, as its name tells: `gemini-3-pro`, `models/gemini-2.5-flash`. Of a
/// name that tells none it is not.
pub(super) fn is_since(model: &str, generation: u32) -> bool {
    let name = model.rsplit('/').next().unwrap_or_default();
    let number = name.strip_prefix("gemini-").unwrap_or_default();
    let number = number.split(['-', '.']).next().unwrap_or_default();
    number.parse().is_ok_and(|told: u32| told >= generation)
}
