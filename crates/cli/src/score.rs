//! `surprisal score`

use std::f64::consts::LN_2;
use std::path::PathBuf;

use serde::Serialize;
use surprisal::{Error, ErrorKind, Measures, TokenLogprob};

use crate::args::Score;
use crate::exit::Failure;
use crate::model::Model;
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
    model.introduce().await?;
    let tokens = score(&model, &prompt, &continuation)?;

    let scored = Scored::new(&tokens, continuation.len());
    let mut output = Output::stdout();
    if args.json {
        return output.json(&scored);
    }
    if args.logprobs {
        let table = table(&tokens, None, output.is_painted());
        output.ours(&format!("{table}\n"))?;
    }
    output.ours(&scored.to_text())
}

fn text(given: Option<String>, file: Option<PathBuf>) -> Result<String, Failure> {
    match (given, file) {
        (Some(text), _) => Ok(text),
        (None, Some(file)) => prompt::file(&file),
        (None, None) => Ok(String::new()),
    }
}

/// The tokens of the continuation, as the model reads it after the prompt.
fn score(model: &Model, _: &str, _: &str) -> Result<Vec<TokenLogprob>, Failure> {
    Err(Error::new(
        ErrorKind::Unsupported,
        format!(
            "{} gives log probabilities only of its own answers: a given text is scored by a model in this \
             process, such as local:smollm2-135m or the path of a GGUF file",
            model.name
        ),
    )
    .into())
}

/// How likely the continuation is, as `--json` prints it.
#[derive(Serialize)]
struct Scored<'a> {
    /// In nats.
    logprob: Option<f64>,
    perplexity: Option<f64>,
    bits_per_byte: Option<f64>,
    bytes: usize,
    tokens: usize,
    logprobs: &'a [TokenLogprob],
}

impl<'a> Scored<'a> {
    fn new(tokens: &'a [TokenLogprob], bytes: usize) -> Self {
        let measures = Measures::of(tokens);
        // A sum over some of the tokens is no score of the text.
        let is_whole = measures.exact() == measures.count();
        let sum = measures.sum().filter(|_| is_whole);
        Self {
            logprob: sum,
            perplexity: measures.perplexity().filter(|_| is_whole),
            bits_per_byte: sum.map(|sum| -sum / LN_2 / bytes as f64),
            bytes,
            tokens: measures.count(),
            logprobs: tokens,
        }
    }

    fn to_text(&self) -> String {
        let number = |number: Option<f64>| match number {
            Some(number) => format!("{number:.4}"),
            None => "unknown, since some tokens have no number".to_owned(),
        };
        format!(
            "log probability  {} nats\nperplexity       {}\nbits per byte    {}\ntokens           {}\nbytes            {}\n",
            number(self.logprob),
            number(self.perplexity),
            number(self.bits_per_byte),
            self.tokens,
            self.bytes
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tokens_of_one_bit_each_over_four_bytes_are_half_a_bit_a_byte() {
        let tokens = [
            TokenLogprob::new("ab", -LN_2),
            TokenLogprob::new("cd", -LN_2),
        ];
        let scored = Scored::new(&tokens, 4);
        assert_eq!(scored.bits_per_byte, Some(0.5));
        assert!((scored.perplexity.unwrap() - 2.0).abs() < 1e-12);
        assert!(
            scored
                .to_text()
                .starts_with("log probability  -1.3863 nats\nperplexity       2.0000\n")
        );
    }

    #[test]
    fn a_sum_over_some_of_the_tokens_is_no_score() {
        let tokens = [
            TokenLogprob::new("a", -1.0),
            TokenLogprob::new("b", -9999.0),
        ];
        let scored = Scored::new(&tokens, 2);
        assert_eq!(
            (scored.logprob, scored.bits_per_byte, scored.tokens),
            (None, None, 2)
        );
    }
}
