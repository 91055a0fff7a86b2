//! Tokens as rows, for other tools.
