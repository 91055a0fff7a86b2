//! A language model in this process, with all its probabilities: GGUF files on the CPU. No key, no server.
