#![no_main]

// The library catches what panics while a file is read, and gives an error, which the target looks at.
libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|info| eprintln!("{info}"))),
    |data: &[u8]| surprisal_fuzz_targets::gguf(data)
);
