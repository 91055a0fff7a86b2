//! Pictures of an answer: in a terminal, in a page.
