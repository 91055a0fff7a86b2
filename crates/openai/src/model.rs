use surprisal_http::HttpChatModel;

use crate::{AzureOpenAi, OpenAi, OpenAiProtocol};

/// A chat model of OpenAI, or of a server that takes its place, over Chat Completions or, where an option needs or
/// [chooses](crate::Api) it, the Responses API.
///
/// `from_env` reads `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`. With a base URL a key is
/// not needed. What a server has that OpenAI has not, or does otherwise, is told to the
/// [protocol](HttpChatModel::protocol); see [`OpenAiProtocol`].
///
/// ```
/// use surprisal_core::RunnableExt;
/// use surprisal_openai::{Api, ChatOpenAi, OpenAiOptions};
///
/// let llm = ChatOpenAi::builder("gpt-5-mini")
///     .api_key("secret")
///     .options(Api::Responses)
///     .build()?;
/// assert!(!format!("{llm:?}").contains("secret"));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
///
/// It scores given texts by [`ScoreText`](surprisal_core::ScoreText), over the older interface of completions, whichever
/// interface its calls go to. OpenAI gives the log probabilities of given texts with its base models (`davinci-002`,
/// `babbage-002`); a server in its place may with all.
pub type ChatOpenAi = HttpChatModel<OpenAiProtocol<OpenAi>>;

/// A chat model of OpenAI that Azure serves, by the name of its deployment, over Chat Completions or the Responses API as
/// [`ChatOpenAi`].
///
/// [`AzureOpenAi`] says where the resource and its API version are told, and by what it lets in. The model takes
/// [`OpenAiOptions`](crate::OpenAiOptions), and is called `azure` in errors, metadata and traces. What Azure's content
/// filters say is in [`AiMessage::content_filter`](surprisal_core::AiMessage::content_filter) and
/// [`ResponseMetadata::prompt_filters`](surprisal_core::ResponseMetadata::prompt_filters). It lists the models that the
/// resource can use, which are not its deployments.
///
/// ```
/// use surprisal_openai::ChatAzureOpenAi;
///
/// let llm = ChatAzureOpenAi::builder("my-gpt-4o")
///     .base_url("https://example.openai.azure.com?api-version=2024-10-21")
///     .api_key("secret")
///     .build()?;
/// assert!(!format!("{llm:?}").contains("secret"));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
///
/// ```no_run
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_openai::ChatAzureOpenAi;
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let llm = ChatAzureOpenAi::from_env("my-gpt-4o")?.bind(CallOptions::new().logprobs(true));
/// let message = llm.invoke(("human", "how are you today")).await?;
/// println!("{:?}", message.logprobs().content());
/// for (name, result) in message.content_filter().into_iter().flat_map(|filter| filter.iter()) {
///     println!("{name}: {:?}", result.severity());
/// }
/// # Ok(()) }
/// ```
pub type ChatAzureOpenAi = HttpChatModel<OpenAiProtocol<AzureOpenAi>>;
