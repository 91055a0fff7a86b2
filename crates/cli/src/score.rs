//! `surprisal score`

use std::f64::consts::LN_2;
use std::path::PathBuf;

use serde::Serialize;
use surprisal::{Error, ErrorKind, HasLogprobs as _, Measures, TokenLogprob};

use crate::args::Score;
use crate::exit::Failure;
use crate::model::Model;
use crate::notes;
use crate::output::Output;
use crate::prompt;
use crate::table::table;

pub(crate) async fn run(args: Score) -> Result<(), Failure> {
    let prompt = text(args.prompt, args.prompt_file)?;
    let continuation = text(args.continuation, args.continuation_file)?;
    if continuation.is_empty() {
        return Err(Failure::Usage("the continuation is empty".to_owned()));
    }
    let model = Model::choose(&args.model)?;
    let scorer = model.scorer().ok_or_else(|| cannot_score(model.name()))?;
    model.introduce().await?;
    let alternatives = args.logprobs.logprobs;
    let scored = scorer
        .score_text(&prompt, &continuation, alternatives.unwrap_or_default())
        .await?;

    let tokens = scored.tokens();
    let likelihood = Likelihood::of(tokens);
    note_left_out(&scored.measures());
    let mut output = Output::stdout();
    if args.json {
        return output.json(&likelihood);
    }
    if alternatives.is_some() {
        let table = table(tokens, None, output.is_painted());
        output.ours(&format!("{table}\n"))?;
    }
    output.ours(&likelihood.to_text())
}

/// Says which tokens have no part in the figures.
fn note_left_out(measures: &Measures) {
    let (missing, floors, tokens) = (measures.missing(), measures.floors(), measures.count());
    let positive = measures.positive();
    if positive > 0 {
        notes::note(&format!(
            "{positive} of {tokens} tokens got a log probability above 0, which no probability has: there are no \
             figures"
        ));
    }
    if missing > 0 {
        notes::note(&format!(
            "{missing} of {tokens} tokens has no probability, since nothing comes before it; the others are \
             counted"
        ));
    }
    if floors > 0 {
        let are = if floors == 1 { "is" } else { "are" };
        notes::note(&format!(
            "{floors} of {tokens} tokens {are} less likely than the service says in numbers, and left out: the text \
             is less likely than the figures"
        ));
    }
}

fn text(given: Option<String>, file: Option<PathBuf>) -> Result<String, Failure> {
    match (given, file) {
        (Some(text), _) => Ok(text),
        (None, Some(file)) => prompt::file(&file),
        (None, None) => Ok(String::new()),
    }
}

fn cannot_score(name: &str) -> Error {
    Error::new(
        ErrorKind::Unsupported,
        format!(
            "{name} gives log probabilities only of its own answers: a given text is scored by a model in this \
             process, such as local:smollm2-135m or the path of a GGUF file, by vllm:NAME, and by services whose \
             completions echo the prompt"
        ),
    )
}

/// How likely the continuation is, as `--json` prints it.
#[derive(Serialize)]
struct Likelihood<'a> {
    /// The sum, in nats.
    logprob: Option<f64>,
    perplexity: Option<f64>,
    bits_per_byte: Option<f64>,
    tokens: usize,
    /// Those that have a log probability: what the figures are about.
    scored_tokens: usize,
    scored_bytes: usize,
    logprobs: &'a [TokenLogprob],
}

impl<'a> Likelihood<'a> {
    fn of(tokens: &'a [TokenLogprob]) -> Self {
        let measures = Measures::of(tokens);
        let scored = tokens
            .iter()
            .filter(|token| token.score().exact().is_some());
        let bytes = scored
            .filter_map(TokenLogprob::bytes)
            .map(<[u8]>::len)
            .sum();
        let bits = measures.sum().map(|sum| -sum / LN_2);
        Self {
            logprob: measures.sum(),
            perplexity: measures.perplexity(),
            bits_per_byte: bits.filter(|_| bytes > 0).map(|bits| bits / bytes as f64),
            tokens: measures.count(),
            scored_tokens: measures.exact(),
            scored_bytes: bytes,
            logprobs: tokens,
        }
    }

    fn to_text(&self) -> String {
        let number = |number: Option<f64>| match number {
            Some(number) => format!("{number:.4}"),
            None => "none".to_owned(),
        };
        format!(
            "log probability  {} nats\nperplexity       {}\nbits per byte    {}\ntokens           {}\nbytes            {}\n",
            number(self.logprob),
            number(self.perplexity),
            number(self.bits_per_byte),
            self.scored_tokens,
            self.scored_bytes
        )
    }
}

#[cfg(test)]
mod tests {
    use surprisal::TopLogprob;

    use super::*;

    #[test]
    fn two_tokens_of_one_bit_each_over_four_bytes_are_half_a_bit_a_byte() {
        let tokens = ["ab", "cd"].map(|text| TokenLogprob::new(text, -LN_2));
        let likelihood = Likelihood::of(&tokens);
        assert_eq!(likelihood.bits_per_byte, Some(0.5));
        assert!((likelihood.perplexity.unwrap() - 2.0).abs() < 1e-12);
        assert!(
            likelihood
                .to_text()
                .starts_with("log probability  -1.3863 nats\nperplexity       2.0000\n")
        );
    }

    #[test]
    fn a_token_without_a_number_counts_neither_with_its_bits_nor_with_its_bytes() {
        let first = TopLogprob::new("abcdef", 0.0).without_logprob();
        let tokens = [first.into(), TokenLogprob::new("gh", -LN_2)];
        let likelihood = Likelihood::of(&tokens);
        assert_eq!(likelihood.bits_per_byte, Some(0.5));
        assert_eq!((likelihood.tokens, likelihood.scored_tokens), (2, 1));
    }
}
