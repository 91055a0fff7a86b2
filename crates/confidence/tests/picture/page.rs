use serde_json::Value;
use surprisal_confidence::{FieldRow, Fields, HtmlPage};
use surprisal_core::{
    AiMessage, Channel, Choice, HasLogprobs as _, Logprobs, Scored, TokenLogprob,
};

use crate::support::{everything, odd, scored};

/// The data that is embedded in a page.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"surprisal-data\">").unwrap();
    let (data, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(data).unwrap()
}

#[tokio::test]
async fn the_page_has_every_channel_with_its_measures() {
    let answer = everything().await;
    let page = HtmlPage::of(&answer).title("Which <colour>?").to_string();
    assert!(page.contains("<title>Which &lt;colour&gt;?</title>"));
    let reasoning = page.find("<h2>Reasoning</h2>").unwrap();
    assert!(reasoning < page.find("<h2>Answer</h2>").unwrap());
    let perplexity = answer.logprobs().measures().perplexity().unwrap();
    assert!(
        page.contains(&format!("<dt>perplexity</dt><dd>{perplexity:.2}</dd>")),
        "{perplexity}"
    );
    assert!(page.contains("<dt>tokens</dt><dd>11</dd>"));
    assert!(page.contains("<dt>min p</dt><dd><a href=\"#t1-5\">3.00 %</a></dd>"));
    assert!(page.contains("2 tokens make up this text"));
}

#[tokio::test]
async fn nothing_on_the_page_is_loaded_from_elsewhere() {
    let page = HtmlPage::of(&everything().await).to_string();
    for needle in [
        "src=",
        "http:",
        "https:",
        "url(",
        "@import",
        " style=",
        " onclick",
        "javascript:",
    ] {
        assert!(!page.contains(needle), "{needle}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[tokio::test]
async fn the_data_is_that_of_the_answer() {
    let answer = everything().await;
    let data = data(&HtmlPage::of(&answer).to_string());
    assert_eq!(data["answers"][0]["text"], answer.text().as_ref());
    let logprobs: Logprobs =
        serde_json::from_value(data["answers"][0]["logprobs"].clone()).unwrap();
    assert_eq!(&logprobs, answer.logprobs());
}

#[test]
fn every_choice_has_a_section() {
    let choice = |index: u32, text: &str, p: f64| {
        let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new(text, p.ln())]);
        Choice::new(text).with_index(index).with_logprobs(logprobs)
    };
    let message = AiMessage::from_choices([choice(0, "Yes", 0.9), choice(1, "No", 0.3)]);
    let page = HtmlPage::of_all(message.choices()).to_string();
    assert!(page.contains("<h2>Answer 0</h2>") && page.contains("<h2>Answer 1</h2>"));
    assert!(page.contains("id=\"t0-0\"") && page.contains("id=\"t1-0\""));
    assert_eq!(page.matches("id=\"t0-0\"").count(), 1);
}

#[test]
fn floors_missing_numbers_and_special_tokens_are_told_apart() {
    let page = HtmlPage::of(&odd()).to_string();
    assert!(page.contains("class=\"t great off floor\" id=\"t0-0\""));
    assert!(page.contains("class=\"t unknown\" id=\"t0-1\""));
    assert!(page.contains("<span class=\"c\">&lt;|end|&gt;</span>"));
    for fact in ["bounded, left out", "unknown, left out"] {
        assert!(
            page.contains(&format!("<dt>{fact}</dt><dd>1</dd>")),
            "{fact}"
        );
    }
    assert!(page.contains("add up to 1.400"));
}

#[test]
fn what_is_no_log_probability_is_in_no_mean() {
    let tokens = [TokenLogprob::new("a", -1.0), TokenLogprob::new("b", 0.7)];
    let number = [TokenLogprob::new("1", -1.0), TokenLogprob::new("2", 0.7)];
    let answer = Scored::new("ab", Logprobs::new(Channel::Content, tokens));
    let fields = Fields::of_tokens(&number).unwrap();
    let page = HtmlPage::of(&answer).fields(fields.iter()).to_string();
    assert!(page.contains("<bdi>12</bdi></td><td><span class=\"unknown\">unknown</span>"));
    assert!(page.contains("<dt>perplexity</dt><dd>2.72</dd>"));
    assert!(page.contains("<dt>impossible, left out</dt><dd>1</dd>"));
}

#[test]
fn an_answer_without_log_probabilities_is_shown_and_says_why() {
    let page = HtmlPage::of(&AiMessage::new("Plain & simple")).to_string();
    assert!(page.contains("no log probabilities: they were not asked for"));
    assert!(page.contains("<span class=\"unknown\">Plain &amp; simple</span>"));
    assert!(!page.contains("NaN") && !page.contains("perplexity"));
}

#[test]
fn tokens_of_another_text_are_said_to_be_so() {
    let token = TokenLogprob::new("No", -3.0);
    let answer = Scored::new("Yes", Logprobs::new(Channel::Content, [token]));
    let page = HtmlPage::of(&answer).to_string();
    assert!(page.contains("these tokens do not spell the text"));
    assert!(page.contains("<span class=\"unknown\">Yes</span>"));
    assert!(
        !HtmlPage::of(&scored(&[("Yes", 0.5)]))
            .to_string()
            .contains("class=\"unknown\">Yes")
    );
}

#[test]
fn fields_are_a_table_and_part_of_the_data() {
    let row = FieldRow::new("/a/0", "<x>", Some(-0.7), Some(-0.4));
    let page = HtmlPage::of(&scored(&[("x", 0.5)]))
        .fields([row])
        .to_string();
    assert!(page.contains("<th scope=\"row\"><bdi>/a/0</bdi></th><td><bdi>&lt;x&gt;</bdi></td>"));
    assert_eq!(data(&page)["fields"][0]["min_logprob"], -0.4);
}

#[test]
fn each_of_several_answers_has_its_own_table() {
    let row = |pointer| FieldRow::new(pointer, "1", Some(-0.7), Some(-0.7));
    let (first, second) = (scored(&[("x", 0.5)]), scored(&[("y", 0.5)]));
    let page = HtmlPage::of(&first)
        .and(&second)
        .fields([row("/a"), row("/b")])
        .to_string();
    assert!(page.contains("<h2>Fields 1</h2>") && !page.contains("<h2>Fields 0</h2>"));
    let fields = &data(&page)["fields"];
    assert_eq!(
        (&fields[0]["answer"], &fields[1]["pointer"]),
        (&1.into(), &"/b".into())
    );

    let page = HtmlPage::new()
        .and(&first)
        .fields([row("/a")])
        .and(&second)
        .fields([row("/c")])
        .to_string();
    let (zero, one) = (
        page.find("<h2>Fields 0</h2>"),
        page.find("<h2>Fields 1</h2>"),
    );
    let at = |text: &str| page.find(text);
    assert!(
        zero < at("<bdi>/a</bdi>") && at("<bdi>/a</bdi>") < one && one < at("<bdi>/c</bdi>"),
        "{page}"
    );
    assert_eq!(data(&page)["fields"][0]["answer"], 0);
}

#[test]
fn a_value_whose_token_is_of_something_else_as_well_is_in_brackets() {
    let answer = scored(&[("{\"a\":", 0.9), ("12}", 0.5)]);
    let fields = Fields::of_tokens(answer.tokens()).unwrap();
    let page = HtmlPage::of(&answer).fields(fields.iter()).to_string();
    assert!(page.contains("<td><span class=\"slight\">[50.0 %]</span></td>"));
    assert!(page.contains("[ ] a token is also of what is around the value"));
    let answer = scored(&[("{\"a\":", 0.9), ("12", 0.5), ("}", 0.9)]);
    let fields = Fields::of_tokens(answer.tokens()).unwrap();
    let page = HtmlPage::of(&answer).fields(fields.iter()).to_string();
    assert!(page.contains(">50.0 %</span></td>") && !page.contains("[50.0 %]"));
    assert!(!page.contains("[ ]"));
}

#[test]
fn a_sure_answer_has_no_weakest_tokens() {
    let page = HtmlPage::of(&scored(&[("Yes", 0.99), (".", 0.99)])).to_string();
    assert!(!page.contains("Weakest tokens"));
}

#[test]
fn an_empty_answer_is_a_page_too() {
    let page = HtmlPage::of(&AiMessage::default()).to_string();
    assert!(page.contains("<div class=\"text\" dir=\"auto\"></div>"));
}
