//! A prompt template and a model as one chain: the same messages with other variables, and what it says where one is forgotten.
//!
//! `cargo run -p surprisal-examples --example 10-prompt -- openai:gpt-4o-mini` asks OpenAI; without an
//! argument a model in this process answers.

use serde_json::json;
use surprisal::prompt::{ChatPrompt, PromptPart, Variables};
use surprisal::{CallOptions, HasLogprobs, Message, Result, RunnableExt, init_chat_model};

#[tokio::main]
async fn main() -> Result<()> {
    let name = std::env::args().nth(1);
    let name = name.as_deref().unwrap_or("local:smollm2-135m");
    surprisal_examples::show_model(name).await?;
    let options = CallOptions::new().logprobs(true).temperature(0.0);
    let llm = init_chat_model(name)?.bind(options.max_tokens(8));

    let prompt = ChatPrompt::new([
        PromptPart::template("system", "Answer in {{ style }}: which animal says so?")?,
        PromptPart::placeholder("examples"),
        PromptPart::template("human", "{{ sound }}!")?,
    ])?
    .partial("style", "one word");
    println!("needs {:?}", prompt.variables());
    let chain = prompt.pipe(llm);

    let examples = [Message::human("Woof!"), Message::ai("Dog")];
    for sound in ["Meow", "Moo", "{{ Quack }}"] {
        let variables =
            Variables::from([("sound", sound)]).with_messages("examples", examples.clone());
        let answer = chain.invoke(variables).await?;
        let sure = answer.joint_probability();
        println!("{sound}: {:?}, sure to {sure:?}", answer.text());
    }

    // An error costs no request. It names what is missing, where, and what there is.
    let error = chain.invoke(json!({"sonud": "Moo", "examples": []})).await;
    println!("{}", error.unwrap_err());
    Ok(())
}
