#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| surprisal_fuzz_targets::pages(data));
