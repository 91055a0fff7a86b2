//! What is not text.

use surprisal_core::{CallOptions, Content, ContentBlock, ErrorKind, Media, Message, Messages};

use crate::conformance::check::{Check, ensure, same};
use crate::conformance::lab::Lab;
use crate::conformance::script::hello;

pub(crate) async fn a_picture_by_its_bytes_arrives_or_is_refused(lab: &Lab<'_>) -> Check {
    let media = Media::bytes("image/png", DATA);
    arrives_or_is_refused(lab, ContentBlock::image(media.clone()), media).await
}

pub(crate) async fn a_picture_by_its_address_arrives_or_is_refused(lab: &Lab<'_>) -> Check {
    let media = Media::Url("https://pictures.example/cat.png".into());
    arrives_or_is_refused(lab, ContentBlock::image(media.clone()), media).await
}

pub(crate) async fn a_sound_arrives_or_is_refused(lab: &Lab<'_>) -> Check {
    let media = Media::bytes("audio/wav", DATA);
    arrives_or_is_refused(lab, ContentBlock::audio(media.clone()), media).await
}

pub(crate) async fn a_document_arrives_or_is_refused(lab: &Lab<'_>) -> Check {
    let media = Media::bytes("application/pdf", DATA);
    let name = Some("report.pdf".to_owned());
    arrives_or_is_refused(lab, ContentBlock::file(media.clone(), name), media).await
}

const DATA: &[u8] = b"\x89 not quite what it says \xff\xfe";

async fn arrives_or_is_refused(lab: &Lab<'_>, block: ContentBlock, media: Media) -> Check {
    let rig = lab.example(hello(), false).await?;
    let kind = block.kind();
    let message = Message::human(Content::from_iter([
        ContentBlock::text("what is this?"),
        block,
    ]));
    match rig
        .model
        .invoke_opts(Messages::from(message), CallOptions::new().max_tokens(4))
        .await
    {
        Ok(_) => {
            // Base64, or else the address, is in any form in which it can be sent.
            let data = media
                .to_base64()
                .or_else(|| media.to_url())
                .unwrap_or_default();
            rig.only()?.says_in_order(&["what is this?", &data])
        }
        Err(error) => {
            let is_refusal = matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported
            );
            ensure(is_refusal && error.message().contains(kind), || {
                format!("the error does not say that {kind} is not taken: {error}")
            })?;
            same("the number of requests", rig.requests(), 0)
        }
    }
}
