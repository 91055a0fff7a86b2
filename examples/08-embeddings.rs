//! Which text a question is about, by embeddings.
//!
//! `cargo run -p surprisal-examples --example 08-embeddings -- text-embedding-3-small` asks OpenAI, or the server
//! that `OPENAI_BASE_URL` names. Without a key and a URL a server on this machine plays one, with vectors that
//! are made up.

use surprisal::openai::OpenAiEmbeddings;
use surprisal::{EmbeddingModel, EmbeddingModelExt, Result};
use surprisal_testing::server::{Reply, Server};

/// The text that is nearest to the question, with its cosine similarity.
async fn nearest<'a>(
    model: &dyn EmbeddingModel,
    question: &str,
    texts: &[&'a str],
) -> Result<Option<(&'a str, f32)>> {
    let embeddings = model.embed(texts.iter().copied()).await?;
    let question = model.embed_one(question).await?;
    let nearness = embeddings.into_iter().map(|it| cosine(&question, &it));
    let all = texts.iter().copied().zip(nearness);
    Ok(all.max_by(|(_, a), (_, b)| a.total_cmp(b)))
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1);
    let name = name.as_deref().unwrap_or("text-embedding-3-small");
    let is_set = |variable| std::env::var(variable).is_ok_and(|value| !value.is_empty());
    let played = Server::start().await?;
    let model = if is_set("OPENAI_API_KEY") || is_set("OPENAI_BASE_URL") {
        OpenAiEmbeddings::from_env(name)?
    } else {
        for vectors in [&["[0.9,0.1]", "[0.1,0.9]"][..], &["[0.8,0.3]"]] {
            let items = (0..).zip(vectors).map(|(index, vector)| {
                format!(r#"{{"object":"embedding","index":{index},"embedding":{vector}}}"#)
            });
            let items = items.collect::<Vec<_>>().join(",");
            let body = format!(r#"{{"object":"list","model":"{name}","data":[{items}]}}"#);
            played.reply(Reply::json(200, body));
        }
        let builder = OpenAiEmbeddings::builder(name);
        builder.base_url(played.url()).build()?
    };
    let texts = ["The cat sleeps on the sofa.", "Interest rates rose again."];
    match nearest(&model, "Where is the cat?", &texts).await? {
        Some((text, similarity)) => println!("{similarity:.3}  {text}"),
        None => println!("there is no text"),
    }
    Ok(())
}
