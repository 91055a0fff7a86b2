/// Whether a service can do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Support {
    /// It is not known; it is tried.
    #[default]
    Unknown,
    /// It can.
    Yes,
    /// Some of its models can; it is tried.
    SomeModels,
    /// It cannot: asking for it is an error before a request is made.
    No,
}
