//! The head of a GGUF file of the least model that there is: one layer, of width two.

/// The tokens of a model and how they are merged.
pub(super) struct Vocabulary {
    pattern: &'static str,
    pub(super) tokens: Vec<String>,
    /// 1 for text, 3 for a mark, 4 for a token of a user.
    pub(super) kinds: Vec<i32>,
    merges: Vec<String>,
}

impl Vocabulary {
    /// A token for each byte, written as byte-level vocabularies write them.
    pub(super) fn bytes(pattern: &'static str) -> Self {
        let mut next = 0x100;
        let tokens = (0..=u8::MAX).map(|byte| match byte {
            b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF => char::from(byte).to_string(),
            _ => {
                next += 1;
                char::from_u32(next - 1).unwrap().to_string()
            }
        });
        Self {
            pattern,
            tokens: tokens.collect(),
            kinds: vec![1; 256],
            merges: Vec::new(),
        }
    }

    /// A merge for `m`; else a token: a mark for `c`, of a user for `u`.
    pub(super) fn add(&mut self, kind: char, text: &str) {
        if kind == 'm' {
            self.merges.push(text.to_owned());
            return;
        }
        self.tokens.push(text.to_owned());
        self.kinds.push(match kind {
            'c' => 3,
            'u' => 4,
            _ => 1,
        });
    }
}

/// How many values stand for a position.
const WIDTH: usize = 2;

/// The head. All tensors are the same numbers, which come behind it.
pub(super) fn head(vocabulary: &Vocabulary) -> Vec<u8> {
    let mut out = Writer(b"GGUF".to_vec());
    out.u32(3);
    let tensors = tensors(vocabulary.tokens.len());
    out.u64(tensors.len());
    out.u64(14);
    out.text("general.architecture", "llama");
    for (key, size) in [
        ("context_length", 64),
        ("block_count", 1),
        ("embedding_length", 2),
        ("feed_forward_length", 2),
        ("attention.head_count", 1),
        ("attention.head_count_kv", 1),
        ("rope.dimension_count", 2),
    ] {
        out.key(&format!("llama.{key}"), 4);
        out.u32(size);
    }
    out.text("tokenizer.ggml.model", "gpt2");
    out.text("tokenizer.ggml.pre", vocabulary.pattern);
    out.texts("tokenizer.ggml.tokens", &vocabulary.tokens);
    out.texts("tokenizer.ggml.merges", &vocabulary.merges);
    out.key("tokenizer.ggml.token_type", 9);
    out.u32(5);
    out.u64(vocabulary.kinds.len());
    for kind in &vocabulary.kinds {
        out.0.extend(kind.to_le_bytes());
    }
    out.key("tokenizer.ggml.add_bos_token", 7);
    out.0.push(0);
    for (name, shape) in tensors {
        out.string(name);
        out.u32(u32::try_from(shape.len()).unwrap());
        shape.iter().for_each(|size| out.u64(*size));
        out.u32(0);
        out.u64(0);
    }
    out.0
}

/// Names and shapes, the width of a row first.
fn tensors(vocabulary: usize) -> Vec<(&'static str, Vec<usize>)> {
    let square = || vec![WIDTH, WIDTH];
    vec![
        ("token_embd.weight", vec![WIDTH, vocabulary]),
        ("blk.0.attn_norm.weight", vec![WIDTH]),
        ("blk.0.attn_q.weight", square()),
        ("blk.0.attn_k.weight", square()),
        ("blk.0.attn_v.weight", square()),
        ("blk.0.attn_output.weight", square()),
        ("blk.0.ffn_norm.weight", vec![WIDTH]),
        ("blk.0.ffn_gate.weight", square()),
        ("blk.0.ffn_up.weight", square()),
        ("blk.0.ffn_down.weight", square()),
        ("output_norm.weight", vec![WIDTH]),
    ]
}

struct Writer(Vec<u8>);

impl Writer {
    fn u32(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn u64(&mut self, number: usize) {
        self.0.extend((number as u64).to_le_bytes());
    }

    fn string(&mut self, text: &str) {
        self.u64(text.len());
        self.0.extend(text.as_bytes());
    }

    fn key(&mut self, key: &str, kind: u32) {
        self.string(key);
        self.u32(kind);
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key, 8);
        self.string(text);
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        self.key(key, 9);
        self.u32(8);
        self.u64(texts.len());
        texts.iter().for_each(|text| self.string(text));
    }
}
