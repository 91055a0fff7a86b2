use std::fs;

use serde_json::Value;
use surprisal_testing::server::{Reply, Server};

use crate::support::{at, completion, events, run, streams};

const ANSWER: [(&str, f64); 3] = [("Use", 0.99), (" <b>", 0.3), ("!", 0.02)];

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_printed_and_a_page_is_written_and_named() {
    let server = streams(&ANSWER).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.html");
    let name = file.to_str().unwrap();
    let ran = run(at(server.url(), &["ask", "Bold & how?", "--html", name]));
    assert_eq!(
        (ran.out.as_str(), ran.code),
        ("Use <b>!\n", Some(0)),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .ends_with(&format!("surprisal: the page is in {name}\n")),
        "{}",
        ran.err
    );
    let page = fs::read_to_string(file).unwrap();
    assert!(page.contains("<title>Bold &amp; how?</title>"));
    assert!(page.contains(" &lt;b&gt;") && !page.contains("<b>"));
    let request = server.requests()[0].json().unwrap();
    assert_eq!(
        (&request["logprobs"], &request["top_logprobs"]),
        (&true.into(), &5.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_is_not_overwritten_and_nobody_is_asked() {
    let server = streams(&ANSWER).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kept.html");
    fs::write(&file, "mine").unwrap();
    let ran = run(at(
        server.url(),
        &["ask", "hi", "--html", file.to_str().unwrap()],
    ));
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("is there already, and is not overwritten: give --html another name"),
        "{}",
        ran.err
    );
    assert_eq!(fs::read_to_string(file).unwrap(), "mine");
    assert!(server.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_not_there_is_told_before_anybody_is_asked() {
    let server = streams(&ANSWER).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none").join("answer.html");
    let ran = run(at(
        server.url(),
        &["ask", "hi", "--html", file.to_str().unwrap()],
    ));
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(
        ran.err.contains("answer.html cannot be written"),
        "{}",
        ran.err
    );
    assert!(server.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn json_and_a_page_go_together_and_a_page_has_the_alternatives_that_were_asked_for() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, completion(&ANSWER)));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.html");
    let args = [
        "ask",
        "hi",
        "--json",
        "--logprobs=2",
        "--html",
        file.to_str().unwrap(),
    ];
    let ran = run(at(server.url(), &args));
    assert_eq!(
        (ran.out.lines().count(), ran.code),
        (1, Some(0)),
        "{}",
        ran.err
    );
    assert_eq!(server.requests()[0].json().unwrap()["top_logprobs"], 2);
    assert!(file.is_file());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_several_answers_has_a_table_of_its_values() {
    let [mut both, other] = ["Lyon", "Paris"].map(|city| {
        let body = completion(&[("{\"city\":\"", 0.9), (city, 0.5), ("\"}", 0.9)]);
        serde_json::from_str::<Value>(&body).unwrap()
    });
    let mut second = other["choices"][0].clone();
    second["index"] = 1.into();
    both["choices"].as_array_mut().unwrap().push(second);
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, both.to_string()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.html");
    let args = ["ask", "hi", "-n", "2", "--html", file.to_str().unwrap()];
    let ran = run(at(server.url(), &args));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let page = fs::read_to_string(file).unwrap();
    let at = |text: &str| page.find(text).unwrap();
    let lyon = at("<bdi>&quot;Lyon&quot;</bdi></td>");
    let paris = at("<bdi>&quot;Paris&quot;</bdi></td>");
    let tables = (at("<h2>Fields 0</h2>"), at("<h2>Fields 1</h2>"));
    assert!(tables.0 < lyon && lyon < tables.1 && tables.1 < paris);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_log_probabilities_there_is_no_page() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse(events(&ANSWER).replace(r#""logprobs":{"#, r#""x":{"#)).forever());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.html");
    let ran = run(at(
        server.url(),
        &["ask", "hi", "--html", file.to_str().unwrap()],
    ));
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    assert!(!file.exists());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_not_followed_to_a_page() {
    let server = streams(&ANSWER).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.html");
    let target = folder.path().join("elsewhere");
    std::os::unix::fs::symlink(&target, &file).unwrap();
    let name = file.to_str().unwrap();
    let ran = run(at(server.url(), &["ask", "hi", "--html", name]));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(!target.exists() && server.requests().is_empty());
}
