use clap::Args;

/// Which model is asked.
#[derive(Args, Clone, Debug)]
pub(crate) struct ModelName {
    /// The model, as provider:model, or the path of a GGUF file
    ///
    /// Unless given it is what SURPRISAL_MODEL says, else `local:default`: the small model that runs in
    /// this process.
    #[arg(short, long, value_name = "PROVIDER:MODEL")]
    pub(crate) model: Option<String>,
}
