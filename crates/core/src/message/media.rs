use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{Error, Result};

/// Where the data of an image, a sound or a file is.
///
/// ```
/// use surprisal_core::Media;
///
/// let here = Media::url("data:image/png;base64,iVBORw==")?;
/// assert_eq!(here, Media::bytes("image/png", *b"\x89PNG"));
/// assert_eq!(here.to_base64().as_deref(), Some("iVBORw=="));
/// assert_eq!(Media::url("https://example.com/cat.png")?.to_base64(), None);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Media {
    /// At an address that the provider can reach.
    Url(String),
    /// Here.
    #[non_exhaustive]
    Bytes {
        /// Its media type, such as `image/png`.
        media_type: String,
        /// The data itself.
        data: Vec<u8>,
    },
    /// With the provider already, under this id.
    FileId(String),
}

impl Media {
    /// Data of this media type, such as `image/png`.
    pub fn bytes(media_type: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self::Bytes {
            media_type: media_type.into(),
            data: data.into(),
        }
    }

    /// Data of this media type that is given as standard base64.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if it is not base64.
    pub fn base64(media_type: impl Into<String>, text: &str) -> Result<Self> {
        let data = STANDARD.decode(text).map_err(|error| {
            Error::invalid_input("the data of a content block is not base64").with_source(error)
        })?;
        Ok(Self::bytes(media_type, data))
    }

    /// An address, where a `data:…;base64,…` one becomes the bytes that it holds.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if a data URL is not base64.
    pub fn url(url: impl Into<String>) -> Result<Self> {
        let url = url.into();
        match url
            .strip_prefix("data:")
            .and_then(|rest| rest.split_once(";base64,"))
        {
            Some((media_type, data)) => Self::base64(media_type, data),
            None => Ok(Self::Url(url)),
        }
    }

    /// The data as standard base64, if it is here.
    pub fn to_base64(&self) -> Option<String> {
        match self {
            Self::Bytes { data, .. } => Some(STANDARD.encode(data)),
            Self::Url(_) | Self::FileId(_) => None,
        }
    }

    /// The address, or the bytes as a `data:` URL.
    pub fn to_url(&self) -> Option<String> {
        match self {
            Self::Url(url) => Some(url.clone()),
            Self::Bytes { media_type, data } => Some(format!(
                "data:{media_type};base64,{}",
                STANDARD.encode(data)
            )),
            Self::FileId(_) => None,
        }
    }
}

impl fmt::Debug for Media {
    /// Bytes are shown by their number alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => f.debug_tuple("Url").field(url).finish(),
            Self::FileId(id) => f.debug_tuple("FileId").field(id).finish(),
            Self::Bytes { media_type, data } => {
                write!(f, "Bytes({media_type}, {} bytes)", data.len())
            }
        }
    }
}
