//! Texts from the command line, a file or standard input.

use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;

use crate::exit::Failure;

/// The prompt that the words make up, or standard input for `-` and, in a pipe, for none.
pub(crate) fn read(words: &[String]) -> Result<String, Failure> {
    let text = match words {
        [] if io::stdin().is_terminal() => {
            return Err(Failure::Usage(
                "there is no prompt: give it as an argument, such as surprisal ask \"how are you today\", \
                 or pipe it in"
                    .to_owned(),
            ));
        }
        [] => stdin()?,
        [dash] if dash == "-" => stdin()?,
        words => words.join(" "),
    };
    if text.trim().is_empty() {
        return Err(Failure::Usage("the prompt is empty".to_owned()));
    }
    Ok(text)
}

/// The text of a file, `-` being standard input.
pub(crate) fn file(path: &Path) -> Result<String, Failure> {
    if path == Path::new("-") {
        return stdin();
    }
    std::fs::read_to_string(path).map_err(Failure::io(path.display().to_string()))
}

/// Standard input without its last line break, which is the shell's rather than the text's.
fn stdin() -> Result<String, Failure> {
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(Failure::io("standard input"))?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}
