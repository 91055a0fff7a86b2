use std::fmt;
use std::sync::Arc;

use super::{Reply, Request};

/// Which requests a reply is for.
#[derive(Debug)]
pub(super) struct Route {
    method: String,
    path: String,
    answer: Answer,
}

/// What answers the requests of a route.
pub(super) enum Answer {
    Reply(Box<Reply>),
    Function(Arc<Function>),
}

pub(super) type Function = dyn Fn(&Request) -> Reply + Send + Sync;

impl Route {
    pub(super) fn new(method: &str, path: &str, answer: Answer) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            answer,
        }
    }

    pub(super) fn takes(&self, request: &Request) -> bool {
        fits(&self.method, request.method()) && fits(&self.path, request.path())
    }

    /// What answers the next request, and whether the route answers another after that.
    pub(super) fn next(&mut self) -> (Answer, bool) {
        match &mut self.answer {
            Answer::Function(function) => (Answer::Function(Arc::clone(function)), true),
            Answer::Reply(reply) => match reply.take_repeated() {
                Some(copy) => (Answer::Reply(Box::new(copy)), true),
                None => (Answer::Reply(reply.clone()), false),
            },
        }
    }
}

impl Answer {
    pub(super) fn to(self, request: &Request) -> Reply {
        match self {
            Self::Reply(reply) => *reply,
            Self::Function(function) => function(request),
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply(reply) => reply.fmt(f),
            Self::Function(_) => f.write_str("a function"),
        }
    }
}

/// Whether a text fits a pattern, in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == text;
    };
    text.strip_prefix(before).is_some_and(|rest| {
        let mut ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
        ends.any(|at| rest.get(at..).is_some_and(|rest| fits(after, rest)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, is_fit) in [
            ("*", "", true),
            ("*", "/v1/chat", true),
            ("/v1/chat", "/v1/chat", true),
            ("/v1/chat", "/v1/chat/", false),
            ("/v1/*", "/v1/", true),
            ("/v1/*", "/v1", false),
            ("/models/*:generate", "/models/a/b:generate", true),
            ("/models/*:generate", "/models/a:generateAll", false),
            ("*/a/*", "/a/a/é", true),
            ("*é", "aéé", true),
        ] {
            assert_eq!(fits(pattern, text), is_fit, "{pattern} {text}");
        }
    }
}
