//! `surprisal chat`

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::thread;

use surprisal::{CallOptions, HasLogprobs as _, Message, Messages};
use surprisal_confidence::{ColorDepth, HeatMap};
use tokio::sync::mpsc;

use crate::answer;
use crate::args::Chat;
use crate::exit::{self, Failure};
use crate::model::Model;
use crate::notes;
use crate::output::Output;
use crate::table::table;

const HELP: &str = "\
  /logprobs  show the log probabilities of the last answer
  /reset     begin again
  /help      show this
  /quit      end, as Ctrl-D does";

/// Alternatives to ask for, so that `/logprobs` has some to show.
const ALTERNATIVES: u32 = 5;

pub(crate) async fn run(args: Chat) -> Result<(), Failure> {
    let model = Model::choose(&args.model)?;
    model.introduce().await?;
    let mut chat = Conversation {
        options: args.sampling.options(),
        output: Output::stdout(),
        interactive: io::stdin().is_terminal(),
        said: args.sampling.messages(Messages::default()),
        model,
    };
    if chat.interactive {
        notes::plain("/help lists the commands, Ctrl-D ends");
        if chat.output.is_painted() {
            notes::painted(&HeatMap::legend(ColorDepth::Ansi256));
        }
    }
    let begin = chat.said.clone();
    let mut lines = lines();
    loop {
        chat.ask_for_a_line();
        let line = tokio::select! {
            line = lines.recv() => line,
            signal = tokio::signal::ctrl_c() => {
                signal.map_err(Failure::io("Ctrl-C"))?;
                return Err(Failure::Interrupted);
            }
        };
        let Some(line) = line else { return Ok(()) };
        let line = line.map_err(Failure::io("standard input"))?;
        match line.trim() {
            "" => {}
            "/quit" | "/exit" => return Ok(()),
            "/reset" => chat.said = begin.clone(),
            "/help" => notes::plain(HELP),
            "/logprobs" => chat.show_logprobs()?,
            command if command.starts_with('/') => {
                notes::plain(&format!("there is no command {command}; there are\n{HELP}"));
            }
            text => chat.say(text).await?,
        }
    }
}

struct Conversation {
    model: Model,
    options: CallOptions,
    output: Output,
    said: Messages,
    /// Whether a person is typing: then an error is theirs to mend, and else it ends the conversation.
    interactive: bool,
}

impl Conversation {
    fn ask_for_a_line(&self) {
        if self.interactive {
            let mut stderr = io::stderr().lock();
            // Where standard error is closed there is nobody to ask.
            let _ = write!(stderr, "> ").and_then(|()| stderr.flush());
        }
    }

    /// Says a line and prints the answer. What has no whole answer is taken as not said.
    async fn say(&mut self, text: &str) -> Result<(), Failure> {
        let mut said = self.said.clone();
        said.push(Message::human(text));
        let answer = async {
            let chunks = answer::begin(
                self.model.llm(),
                said.clone(),
                self.options.clone(),
                Some(ALTERNATIVES),
            );
            answer::print(chunks.await?, &mut self.output).await
        };
        let answer = tokio::select! {
            answer = answer => answer,
            signal = tokio::signal::ctrl_c() => {
                signal.map_err(Failure::io("Ctrl-C"))?;
                Err(Failure::Interrupted)
            }
        };
        match answer {
            Ok(message) => {
                answer::tell(&message);
                said.push(message);
                self.said = said;
                Ok(())
            }
            Err(Failure::Interrupted) if self.interactive => {
                notes::plain("\nstopped; the question is forgotten");
                Ok(())
            }
            Err(Failure::Model(error)) if self.interactive => {
                exit::tell(&error);
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }

    fn show_logprobs(&mut self) -> Result<(), Failure> {
        let last = self.said.iter().rev().find_map(|message| match message {
            Message::Ai(message) => Some(message),
            _ => None,
        });
        match last {
            None => notes::plain("there is no answer yet"),
            Some(message) if message.tokens().is_empty() => {
                notes::plain("the model gave no log probabilities");
            }
            Some(message) => {
                let table = table(message.tokens(), None, self.output.is_painted());
                self.output.ours(&table)?;
            }
        }
        Ok(())
    }
}

/// The lines of standard input. They are read on a thread of their own, which may wait for ever for the
/// next one while the process ends.
fn lines() -> mpsc::Receiver<io::Result<String>> {
    let (sender, receiver) = mpsc::channel(1);
    thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            if sender.blocking_send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
