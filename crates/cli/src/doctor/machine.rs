use std::env::consts::{ARCH, OS};
use std::{env, thread};

use super::Check;

/// The program and what it runs on.
pub(super) fn checks() -> Vec<Check> {
    let threads = match thread::available_parallelism() {
        Ok(threads) => format!("{threads} threads"),
        Err(_) => "an unknown number of threads".to_owned(),
    };
    let features = features();
    let features = match features.as_slice() {
        [] => "no vector instructions that are known here".to_owned(),
        features => features.join(" "),
    };
    vec![
        Check::good(
            "surprisal",
            format!("{} for {ARCH} on {OS}", env!("CARGO_PKG_VERSION")),
        ),
        Check::good("processor", format!("{threads}, {features}")),
        Check::good("threads", computing()),
    ]
}

/// How many threads a local model computes with, which the library under it takes from the environment.
fn computing() -> String {
    let set = ["CANDLE_NUM_THREADS", "RAYON_NUM_THREADS"]
        .into_iter()
        .find_map(|name| Some((name, env::var(name).ok()?)));
    match set {
        Some((name, value)) => format!("a local model computes with {name}={value}"),
        None => "a local model takes all cores; where other work keeps them busy, CANDLE_NUM_THREADS=1 is quicker"
            .to_owned(),
    }
}

/// The vector instructions that a local model can use.
#[cfg(target_arch = "x86_64")]
fn features() -> Vec<&'static str> {
    let known = [
        ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ("fma", std::arch::is_x86_feature_detected!("fma")),
        ("f16c", std::arch::is_x86_feature_detected!("f16c")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
    ];
    let found = known.into_iter().filter(|(_, found)| *found);
    found.map(|(name, _)| name).collect()
}

#[cfg(target_arch = "aarch64")]
fn features() -> Vec<&'static str> {
    let known = [
        ("neon", std::arch::is_aarch64_feature_detected!("neon")),
        (
            "dotprod",
            std::arch::is_aarch64_feature_detected!("dotprod"),
        ),
    ];
    let found = known.into_iter().filter(|(_, found)| *found);
    found.map(|(name, _)| name).collect()
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn features() -> Vec<&'static str> {
    Vec::new()
}
