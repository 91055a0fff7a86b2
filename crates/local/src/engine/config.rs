use surprisal_core::{Error, ErrorKind, Result};

use crate::gguf::Metadata;

/// The families whose forward pass is here. They differ in how positions turn the queries and keys, and
/// in what is added to or normalised of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Architecture {
    Llama,
    Qwen2,
    Qwen3,
}

impl Architecture {
    const ALL: [Self; 3] = [Self::Llama, Self::Qwen2, Self::Qwen3];

    /// The name in `general.architecture`, which is the prefix of the other keys.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Llama => "llama",
            Self::Qwen2 => "qwen2",
            Self::Qwen3 => "qwen3",
        }
    }

    fn from_name(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str() == name)
            .ok_or_else(|| {
                Error::new(
                    ErrorKind::InvalidInput,
                    format!(
                        "the model's architecture is {name:?}: those that are supported are {}",
                        Self::ALL.map(Self::as_str).join(", ")
                    ),
                )
            })
    }
}

/// The widest head that is taken: several times that of any model. The angles of all positions are computed for its
/// width when a model is loaded, whatever the size of the file.
const WIDEST_HEAD: usize = 4096;

/// The sizes of a model, from its metadata.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) architecture: Architecture,
    pub(crate) layers: usize,
    /// Width of the residual stream.
    pub(crate) width: usize,
    /// Width of the feed-forward layer.
    pub(crate) hidden: usize,
    pub(crate) heads: usize,
    pub(crate) kv_heads: usize,
    pub(crate) head_width: usize,
    /// How many positions the model was trained on.
    pub(crate) context: usize,
    pub(crate) norm_epsilon: f32,
    pub(crate) rope_base: f64,
    /// How many values of a head are turned by the position.
    pub(crate) rope_width: usize,
    /// Positions are divided by this.
    pub(crate) rope_scale: f64,
}

impl Config {
    pub(crate) fn read(metadata: &Metadata<'_>) -> Result<Self> {
        let architecture = Architecture::from_name(metadata.text("general.architecture")?)?;
        let name = architecture.as_str();
        let key = |key: &str| format!("{name}.{key}");
        let size = |of: &str| metadata.size(&key(of));
        if metadata.size_or(&key("expert_count"), 0)? > 0 {
            return Err(metadata.wrong("it is a mixture of experts, which is not supported"));
        }
        let width = size("embedding_length")?;
        let heads = size("attention.head_count")?;
        let kv_heads = metadata.size_or(&key("attention.head_count_kv"), heads)?;
        if heads == 0 || kv_heads == 0 || heads % kv_heads != 0 {
            return Err(metadata.wrong(&format!(
                "it has {heads} heads for {kv_heads} key-value heads"
            )));
        }
        let head_width = metadata.size_or(&key("attention.key_length"), width / heads)?;
        if metadata.size_or(&key("attention.value_length"), head_width)? != head_width {
            return Err(metadata.wrong("its keys and values differ in length"));
        }
        if head_width > WIDEST_HEAD {
            return Err(metadata.wrong(&format!(
                "a head has {head_width} values, and at most {WIDEST_HEAD} are supported"
            )));
        }
        let rope_width = metadata.size_or(&key("rope.dimension_count"), head_width)?;
        if rope_width % 2 != 0 || rope_width == 0 || rope_width > head_width {
            return Err(metadata.wrong(&format!(
                "positions turn {rope_width} of the {head_width} values of a head"
            )));
        }
        let scaling = metadata.text_or(&key("rope.scaling.type"), "none")?;
        let rope_scale = match scaling {
            "none" => 1.0,
            "linear" => metadata.positive_or(&key("rope.scaling.factor"), 1.0)?,
            other => {
                return Err(metadata.wrong(&format!(
                    "its positions are scaled by {other:?}: supported are none and linear"
                )));
            }
        };
        #[expect(clippy::cast_possible_truncation, reason = "it was written as a f32")]
        let norm_epsilon =
            metadata.positive_or(&key("attention.layer_norm_rms_epsilon"), 1e-5)? as f32;
        Ok(Self {
            architecture,
            layers: size("block_count")?,
            hidden: size("feed_forward_length")?,
            width,
            heads,
            kv_heads,
            head_width,
            context: size("context_length")?,
            norm_epsilon,
            rope_base: metadata.positive_or(&key("rope.freq_base"), 10_000.0)?,
            rope_width,
            rope_scale,
        })
    }
}
