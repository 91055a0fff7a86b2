use surprisal_core::{AiMessage, AiMessageChunk};

/// Chunks add up in any grouping, each is written down and read back as it was, and their sum is a message.
pub(crate) fn chunks(chunks: &[AiMessageChunk]) -> AiMessage {
    let sum: AiMessageChunk = chunks.iter().cloned().sum();
    let (head, tail) = chunks.split_at(chunks.len() / 2);
    let halves = head.iter().cloned().sum::<AiMessageChunk>() + tail.iter().cloned().sum();
    assert_eq!(halves, sum);
    for chunk in chunks {
        let written = serde_json::to_string(chunk).unwrap();
        let back: AiMessageChunk = serde_json::from_str(&written).unwrap();
        assert_eq!(&back, chunk, "{written}");
    }
    for choice in sum.choices() {
        let pieces = chunks.iter().flat_map(AiMessageChunk::choices);
        let pieces = pieces.filter(|piece| piece.index() == choice.index());
        let text: String = pieces.map(|piece| piece.text().into_owned()).collect();
        assert_eq!(choice.text(), text);
    }
    let message = AiMessage::from(sum);
    super::message(&message);
    message
}
