use surprisal_core::{ProviderOptions, Takes};

use crate::{ChatAzureOpenAi, ChatOpenAi, OpenAiOptions};

impl ProviderOptions for OpenAiOptions {}
impl Takes<OpenAiOptions> for ChatOpenAi {}
impl Takes<OpenAiOptions> for ChatAzureOpenAi {}
