//! How fast a stream with five alternatives a token is decoded, from memory.
//!
//! `cargo bench -p surprisal-tests --bench throughput`

#![allow(clippy::print_stdout, reason = "it says what it could not measure")]

use std::hint::black_box;

use bytes::Bytes;
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use surprisal_tests::contender::Result;
use surprisal_tests::{floor, generate, ours};
use tokio::runtime::Builder;

const TOKENS: usize = 1000;
/// What a read from a socket brings at most, by hyper's first guess.
const READ: usize = 8192;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let stream = generate::events(TOKENS, Some(5)).concat();
    let mut group = criterion.benchmark_group("stream-lp5");
    group.throughput(Throughput::Bytes(stream.len() as u64));
    contender(&mut group, "floor", || floor(&stream));
    let pieces = stream.chunks(READ).map(Bytes::copy_from_slice).collect();
    match (
        ours::from_memory(pieces),
        Builder::new_current_thread().enable_time().build(),
    ) {
        (Ok(model), Ok(runtime)) => {
            contender(&mut group, "surprisal", || {
                runtime.block_on(ours::count(&model))
            });
        }
        (model, runtime) => println!("not measured: {:?} {:?}", model.err(), runtime.err()),
    }
    group.finish();
    criterion.final_summary();
}

fn contender(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    decode: impl Fn() -> Result<usize>,
) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| assert_eq!(black_box(decode()).ok(), Some(TOKENS)));
    });
}

/// Every contender gives the number of tokens.
fn floor(stream: &[u8]) -> Result<usize> {
    let mut decoder = floor::Decoder::default();
    let mut tokens = 0;
    for read in stream.chunks(READ) {
        decoder.push(read, |chunk| {
            for choice in &black_box(chunk).choices {
                let logprobs = choice.logprobs.as_ref();
                tokens += logprobs
                    .and_then(|all| all.content.as_ref())
                    .map_or(0, Vec::len);
            }
        })?;
    }
    Ok(tokens)
}
