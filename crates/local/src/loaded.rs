use std::path::Path;

use surprisal_core::{Error, ErrorKind, Messages, Result, TokenLogprob};

use crate::engine::{Config, KvCache, Model, Weights};
use crate::engine_error;
use crate::generate::{Halt, Watch};
use crate::gguf::GgufFile;
use crate::sampling::Distribution;
use crate::template::Template;
use crate::tokenizer::Tokenizer;

/// How many tokens of a prompt are read at once. Between two such pieces it is seen whether anybody
/// still waits.
const PIECE: usize = 16;

/// A model in memory, with what it has read last.
#[derive(Debug)]
pub(crate) struct Loaded {
    model: Model,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) template: Template,
    /// The name that the file gives the model.
    pub(crate) name: Option<String>,
    pub(crate) parameters: u64,
    /// How many tokens there may be at most, those of the prompt and of the answer.
    pub(crate) context: usize,
    cache: KvCache,
    /// The tokens that are in the cache.
    tokens: Vec<u32>,
}

/// What came of reading tokens.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The log probabilities of the tokens for which they were asked.
    pub(crate) scored: Vec<TokenLogprob>,
    /// What follows the last token: the logits of the vocabulary.
    pub(crate) logits: Vec<f32>,
    /// How many tokens were still known from before.
    pub(crate) cached: usize,
}

impl Loaded {
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such file; [`ErrorKind::InvalidInput`] if it is no GGUF, or a
    /// model that cannot be run.
    pub(crate) fn open(path: &Path, context: Option<usize>) -> Result<Self> {
        let mut file = GgufFile::open(path)?;
        let metadata = file.metadata();
        let config = Config::read(&metadata)?;
        let tokenizer = Tokenizer::read(&metadata)?;
        let template = Template::read(&metadata, &tokenizer)?;
        let name = metadata.text_if("general.name")?.map(str::to_owned);
        let context = match context {
            Some(context) if context > config.context => {
                return Err(Error::invalid_input(format!(
                    "a context of {context} tokens was asked for: the model has at most {}",
                    config.context
                )));
            }
            Some(context) => context,
            None => config.context.min(DEFAULT_CONTEXT),
        };
        let vocabulary = tokenizer.vocabulary().len();
        let model = Model::read(&mut Weights::new(&mut file), config, vocabulary, context)?;
        // Only now it is certain that there are as many layers as the file says.
        let cache = KvCache::new(model.config());
        Ok(Self {
            model,
            tokenizer,
            template,
            name,
            parameters: file.parameters(),
            context,
            cache,
            tokens: Vec::new(),
        })
    }

    pub(crate) fn architecture(&self) -> &'static str {
        self.model.config().architecture.as_str()
    }

    /// The tokens of a conversation, up to where the answer begins.
    pub(crate) fn prompt(
        &self,
        messages: &Messages,
        watch: &mut dyn Watch,
    ) -> Result<Vec<u32>, Halt> {
        let text = self.template.render(messages, watch)?;
        Ok(self.tokenizer.encode_prompt(&text)?)
    }

    /// How many tokens fit behind so many.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ContextTooLong`] if none does.
    pub(crate) fn room(&self, tokens: usize) -> Result<usize> {
        match self.context.checked_sub(tokens) {
            Some(room) if room > 0 => Ok(room),
            _ => Err(Error::new(
                ErrorKind::ContextTooLong,
                format!(
                    "{tokens} tokens were given and the context has room for {}, the answer included: send \
                     less, or build the model with a larger context_length",
                    self.context
                ),
            )),
        }
    }

    /// Reads `tokens` and scores those from `scored_from` on. Only what differs from what was read before is
    /// computed again, as far as it is not to be scored.
    pub(crate) fn read(
        &mut self,
        tokens: &[u32],
        scored_from: usize,
        top: Option<usize>,
        watch: &mut dyn Watch,
    ) -> Result<Reading, Halt> {
        // The logits behind the token before the first that is scored are needed, and those behind the last.
        let needed = scored_from.min(tokens.len()).saturating_sub(1);
        let known = self.tokens.iter().zip(tokens);
        let known = known.take_while(|(known, token)| known == token).count();
        let cached = known.min(needed);
        self.rewind(cached);

        let mut scored = Vec::new();
        let mut logits = Vec::new();
        let mut next = tokens.iter().copied().enumerate().skip(needed + 1);
        for piece in tokens.get(cached..).unwrap_or_default().chunks(PIECE) {
            watch.check()?;
            let end = self.tokens.len() + piece.len();
            let wanted = end.saturating_sub(needed).min(piece.len());
            for row in self.forward(piece, wanted)? {
                if let Some((_, token)) = next.next() {
                    scored.push(self.score(&Distribution::new(&row), token, top));
                }
                logits = row;
            }
        }
        Ok(Reading {
            scored,
            logits,
            cached,
        })
    }

    /// Reads one more token and gives the logits of what follows.
    pub(crate) fn next(&mut self, token: u32) -> Result<Vec<f32>> {
        let rows = self.forward(&[token], 1)?;
        Ok(rows.into_iter().next().unwrap_or_default())
    }

    /// Forgets all but the first `count` tokens.
    pub(crate) fn rewind(&mut self, count: usize) {
        self.cache.truncate(count);
        self.tokens.truncate(count);
    }

    /// A token with its log probability in the model's own distribution.
    pub(crate) fn score(
        &self,
        distribution: &Distribution<'_>,
        id: u32,
        top: Option<usize>,
    ) -> TokenLogprob {
        let vocabulary = self.tokenizer.vocabulary();
        let chosen = vocabulary.candidate(id, distribution.logprob(id));
        let token = TokenLogprob::from(chosen.with_rank(distribution.rank(id)));
        let Some(count) = top else {
            return token;
        };
        let top = distribution.top(count).into_iter();
        token.with_top_logprobs(top.map(|(id, logprob)| vocabulary.candidate(id, logprob)))
    }

    fn forward(&mut self, tokens: &[u32], wanted: usize) -> Result<Vec<Vec<f32>>> {
        let rows = self.model.forward(tokens, &mut self.cache, wanted);
        let rows = rows.and_then(|rows| rows.map_or(Ok(Vec::new()), |rows| rows.to_vec2()));
        let rows: Vec<Vec<f32>> = rows.map_err(engine_error)?;
        if rows.iter().flatten().any(|logit| logit.is_nan()) {
            return Err(Error::invalid_input(
                "the model file cannot be used: what it computes are not numbers",
            ));
        }
        self.tokens.extend_from_slice(tokens);
        Ok(rows)
    }
}

/// The context of a model for which none was asked: keys and values of a longer one would take more memory
/// than the weights of a small model.
const DEFAULT_CONTEXT: usize = 4096;
