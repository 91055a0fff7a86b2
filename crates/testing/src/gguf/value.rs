/// A value of a GGUF file's metadata.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum GgufValue {
    /// A whole number, such as a size or a token id.
    U32(u32),
    /// A number.
    F32(f32),
    /// True or false.
    Bool(bool),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// A list of whole numbers.
    Integers(Vec<i32>),
}

impl GgufValue {
    /// Appends its type and itself, as they are in a file.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::U32(number) => {
                write_u32(out, 4);
                write_u32(out, *number);
            }
            Self::F32(number) => {
                write_u32(out, 6);
                out.extend(number.to_le_bytes());
            }
            Self::Bool(flag) => {
                write_u32(out, 7);
                out.push((*flag).into());
            }
            Self::Text(text) => {
                write_u32(out, 8);
                write_text(out, text);
            }
            Self::Texts(texts) => {
                write_list(out, 8, texts.len());
                for text in texts {
                    write_text(out, text);
                }
            }
            Self::Integers(numbers) => {
                write_list(out, 5, numbers.len());
                for number in numbers {
                    out.extend(number.to_le_bytes());
                }
            }
        }
    }
}

pub(super) fn write_u32(out: &mut Vec<u8>, number: u32) {
    out.extend(number.to_le_bytes());
}

pub(super) fn write_u64(out: &mut Vec<u8>, number: usize) {
    out.extend((number as u64).to_le_bytes());
}

pub(super) fn write_text(out: &mut Vec<u8>, text: &str) {
    write_u64(out, text.len());
    out.extend(text.as_bytes());
}

fn write_list(out: &mut Vec<u8>, kind: u32, length: usize) {
    write_u32(out, 9);
    write_u32(out, kind);
    write_u64(out, length);
}

impl From<u32> for GgufValue {
    fn from(number: u32) -> Self {
        Self::U32(number)
    }
}

impl From<f32> for GgufValue {
    fn from(number: f32) -> Self {
        Self::F32(number)
    }
}

impl From<bool> for GgufValue {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<&str> for GgufValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for GgufValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for GgufValue {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

impl From<Vec<i32>> for GgufValue {
    fn from(numbers: Vec<i32>) -> Self {
        Self::Integers(numbers)
    }
}
