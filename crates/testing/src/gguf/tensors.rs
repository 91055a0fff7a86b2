use super::file::Tensor;
use super::random::Random;

pub(super) const LAYERS: usize = 2;
pub(super) const WIDTH: usize = 32;
pub(super) const HIDDEN: usize = 64;
pub(super) const HEAD_WIDTH: usize = 16;

/// How many heads there are, for each that has keys and values.
pub(super) const SHARE: usize = 2;

/// How many heads have keys and values. They are together twice as wide as the model, so that nobody takes one
/// width for the other; where they may not be, as wide.
pub(super) fn kv_heads(architecture: &str) -> usize {
    match architecture {
        "qwen2" => WIDTH / HEAD_WIDTH / SHARE,
        _ => 2 * WIDTH / HEAD_WIDTH / SHARE,
    }
}

/// The weights of a model. `spread` is how far its logits deviate from each other.
pub(super) fn tensors(
    seed: u64,
    architecture: &str,
    vocabulary: usize,
    spread: f32,
) -> Vec<Tensor> {
    let mut weights = Weights {
        random: Random(seed),
        tensors: Vec::new(),
    };
    weights.matrix("token_embd", vocabulary, WIDTH, WIDTH as f32);
    for layer in 0..LAYERS {
        weights.layer(layer, architecture);
    }
    weights.norm("output_norm", WIDTH);
    weights.matrix("output", vocabulary, WIDTH, spread * spread);
    weights.tensors
}

struct Weights {
    random: Random,
    tensors: Vec<Tensor>,
}

impl Weights {
    fn layer(&mut self, layer: usize, architecture: &str) {
        let name = |part: &str| format!("blk.{layer}.{part}");
        let kv_heads = kv_heads(architecture);
        let heads = SHARE * kv_heads;
        self.norm(&name("attn_norm"), WIDTH);
        for (part, heads) in [("q", heads), ("k", kv_heads), ("v", kv_heads)] {
            let part = name(&format!("attn_{part}"));
            self.matrix(&part, heads * HEAD_WIDTH, WIDTH, 2.0);
            if architecture == "qwen2" {
                self.vector(&format!("{part}.bias"), heads * HEAD_WIDTH, 0.0, 0.5);
            }
        }
        if architecture == "qwen3" {
            self.norm(&name("attn_q_norm"), HEAD_WIDTH);
            self.norm(&name("attn_k_norm"), HEAD_WIDTH);
        }
        self.matrix(&name("attn_output"), WIDTH, heads * HEAD_WIDTH, 1.0);
        self.norm(&name("ffn_norm"), WIDTH);
        self.matrix(&name("ffn_gate"), HIDDEN, WIDTH, 1.0);
        self.matrix(&name("ffn_up"), HIDDEN, WIDTH, 1.0);
        self.matrix(&name("ffn_down"), WIDTH, HIDDEN, 1.0);
    }

    /// A matrix that makes of inputs with the variance 1 outputs with this one.
    fn matrix(&mut self, name: &str, rows: usize, width: usize, variance: f32) {
        let deviation = (variance / width as f32).sqrt();
        let values = (0..rows * width).map(|_| self.random.number(deviation));
        let values = values.collect();
        self.push(format!("{name}.weight"), vec![width, rows], values);
    }

    fn norm(&mut self, name: &str, length: usize) {
        self.vector(&format!("{name}.weight"), length, 1.0, 0.1);
    }

    fn vector(&mut self, name: &str, length: usize, mean: f32, deviation: f32) {
        let values = (0..length).map(|_| mean + self.random.number(deviation));
        let values = values.collect();
        self.push(name.to_owned(), vec![length], values);
    }

    fn push(&mut self, name: String, shape: Vec<usize>, values: Vec<f32>) {
        self.tensors.push(Tensor {
            name,
            shape,
            values,
        });
    }
}
