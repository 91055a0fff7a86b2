use std::collections::BTreeSet;
use std::fmt;

use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use surprisal_core::{Error, Message, Result, Role};

use crate::{Variables, filters};

/// The one template of an environment.
const NAME: &str = "message";

/// A message whose text is a template.
#[derive(Clone)]
pub(crate) struct Template {
    index: usize,
    role: Role,
    environment: Environment<'static>,
}

impl Template {
    /// Reads the template of the message with this index.
    pub(crate) fn new(index: usize, role: Role, text: String) -> Result<Self> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_keep_trailing_newline(true);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // An error that carries the variables would print them wherever it is printed.
        environment.set_debug(false);
        filters::amend(&mut environment);
        // Every name is a variable: a template cannot tell a call of `range` from one that was forgotten.
        let globals = environment.globals().map(|(name, _)| name.to_owned());
        for name in globals.collect::<Vec<_>>() {
            environment.remove_global(&name);
        }
        let read = environment.add_template_owned(NAME, text);
        let template = Self {
            index,
            role,
            environment,
        };
        match read {
            Ok(()) => Ok(template),
            Err(error) => Err(template.wrong(error)),
        }
    }

    /// The names that are looked up in the variables.
    pub(crate) fn variables(&self) -> BTreeSet<String> {
        let names = self.environment.get_template(NAME);
        let names = names.map(|template| template.undeclared_variables(false));
        names.unwrap_or_default().into_iter().collect()
    }

    /// The message with these variables.
    pub(crate) fn render(&self, variables: &Variables) -> Result<Message> {
        let text = self
            .environment
            .get_template(NAME)
            .and_then(|template| template.render(&variables.values))
            .map_err(|error| self.refused(error, variables))?;
        Message::try_from((self.role, text))
    }

    fn refused(&self, error: minijinja::Error, variables: &Variables) -> Error {
        let detail = error.detail().unwrap_or_default();
        if error.kind() != ErrorKind::UndefinedError && !detail.contains("undefined") {
            return self.wrong(error);
        }
        let what = self.undefined(&error, variables);
        let given = variables.given();
        Error::invalid_input(format!("{self}{}: {what}; {given}", line(&error))).with_source(error)
    }

    /// What has no value: variables that are not given, or else a part of one that is.
    fn undefined(&self, error: &minijinja::Error, variables: &Variables) -> String {
        let mut missing: Vec<_> = self.variables().into_iter().collect();
        missing.retain(|name| !variables.values.contains_key(name));
        let is_messages = |name: &&String| variables.messages.contains_key(*name);
        if let Some(name) = missing.iter().find(is_messages) {
            return format!("`{name}` holds messages, which a placeholder shows and no template");
        }
        match missing.as_slice() {
            [] => self.undefined_part(error),
            [name] => format!("the variable `{name}` is not given"),
            names => format!("the variables `{}` are not given", names.join("`, `")),
        }
    }

    /// What is told of is a part of an expression: the expression is looked for around it.
    fn undefined_part(&self, error: &minijinja::Error) -> String {
        let template = self.environment.get_template(NAME);
        let source = template.as_ref().map_or("", |template| template.source());
        let before = error.range().and_then(|range| source.get(..range.end));
        let begin = before.and_then(|before| Some((before, before.rfind(['{', '%'])? + 1)));
        let place = begin.and_then(|(before, begin)| before.get(begin..));
        let Some(place) = place.map(|place| place.trim_start_matches(['-', '+']).trim()) else {
            return "a value is undefined".to_owned();
        };
        let is_part = |letter: char| letter.is_alphanumeric() || "._[]".contains(letter);
        match place.chars().all(is_part) {
            true => format!("`{place}` is undefined"),
            false => format!("something in `{place}` is undefined"),
        }
    }

    fn wrong(&self, error: minijinja::Error) -> Error {
        let detail = error.detail().map(str::to_owned);
        let what = detail.unwrap_or_else(|| error.kind().to_string());
        Error::invalid_input(format!("{self}{}: {what}", line(&error))).with_source(error)
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message {} ({})", self.index, self.role)
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let template = self.environment.get_template(NAME);
        let source = template.as_ref().map_or("", |template| template.source());
        f.debug_tuple("Template")
            .field(&self.role)
            .field(&source)
            .finish()
    }
}

fn line(error: &minijinja::Error) -> String {
    error
        .line()
        .map_or_else(String::new, |line| format!(", line {line}"))
}
