//! How far quantised arithmetic is from full precision, ours and llama.cpp's.

use serde_json::{Value, json};
use surprisal_tests::llama::model;

use crate::child;
use crate::support::{real, tell};

const QUESTIONS: [&str; 5] = [
    "how are you today",
    "What is the capital of France?",
    "Write a short python function that adds two numbers.",
    "Name three colours of the rainbow.",
    "Tell me a story about a fox and a crow.",
];

/// Plausible and implausible answers, so that likely and unlikely tokens are among them.
const ANSWERS: [&str; 5] = [
    "I am well, thank you. Today I went to the market and bought apples, bread and a little cheese, then I walked home along the river, where two children were feeding the ducks. In the evening I read a book about the history of astronomy, and learned that Kepler needed six years to find the orbit of Mars. What about you?",
    "The capital of France is Paris. It lies on the Seine, has about 2.1 million inhabitants, and is known for the Eiffel Tower, the Louvre and Notre-Dame. Other large cities are Marseille, Lyon, Toulouse and Nice. The country has 101 departments, and its motto is liberty, equality, fraternity. Cheese is made in more than 400 kinds.",
    "Here is a function:\n\n```python\ndef add(a: int, b: int) -> int:\n    \"\"\"Return the sum of a and b.\"\"\"\n    return a + b\n\n\nfor i in range(10):\n    print(i, add(i, 2 * i))\n```\n\nThe function takes two integers and returns their sum. You can call it with keyword arguments as well, e.g. add(a=1, b=2).",
    "Red, orange and yellow are three of the seven colours of the rainbow. The others are green, blue, indigo and violet. Newton chose seven because he believed that the number had a mystical meaning, as there are seven notes in the scale and seven days in the week; many people cannot tell indigo from blue.",
    "Once upon a time there was a fox who saw a crow with a piece of cheese in her beak. \"What a beautiful bird you are,\" said the fox, \"and your voice must be just as fine! Sing me a song.\" The crow was flattered, opened her beak, and down fell the cheese. The fox snapped it up and ran away, laughing. Moral: never trust a flatterer.",
];

/// How far each number is from the other's.
fn distances(one: &[f64], other: &[f64]) -> Vec<f64> {
    assert_eq!(one.len(), other.len());
    let pairs = one.iter().zip(other);
    pairs.map(|(one, other)| (one - other).abs()).collect()
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

fn greatest(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(0.0, f64::max)
}

#[tokio::test]
async fn ours_is_no_further_than_llama_cpps() {
    let Some(real) = real().await else { return };
    let theirs = &real.both.theirs;
    let (mut their, mut pairs) = (Vec::new(), Vec::new());
    for (question, answer) in QUESTIONS.into_iter().zip(ANSWERS) {
        let messages = json!([{"role": "user", "content": question}]);
        let prompt = theirs.apply_template(&messages);
        let text = theirs.tokenize(answer, false);
        their.extend(theirs.score(&theirs.tokenize(&prompt, true), &text));
        pairs.push(json!([prompt, answer]));
    }
    let task = json!({"model": model().unwrap(), "score": pairs});
    let own = numbers(&child::run(&task, &child::ONE_THREAD));
    let exact = numbers(&child::run(
        &task,
        &[&child::ONE_THREAD[..], &[("CANDLE_DEQUANTIZE_ALL", "1")]].concat(),
    ));

    let (ours, theirs) = (distances(&own, &exact), distances(&their, &exact));
    for (what, distances) in [
        ("ours from full precision", &ours),
        ("llama.cpp from full precision", &theirs),
        ("ours from llama.cpp", &distances(&own, &their)),
    ] {
        tell(format_args!(
            "{what}: at most {:.4} nats, {:.4} on average, of {} tokens",
            greatest(distances),
            mean(distances),
            distances.len()
        ));
    }
    let further: Vec<f64> = ours
        .iter()
        .zip(&theirs)
        .map(|(ours, theirs)| ours - theirs)
        .collect();
    let squares: Vec<f64> = further.iter().map(|further| further * further).collect();
    let error = (mean(&squares) / squares.len() as f64).sqrt();
    tell(format_args!(
        "ours is {:.4} nats further on average, with a standard error of {error:.4}",
        mean(&further)
    ));
    // Both round inputs to eight bits, and how the errors add up is luck: llama.cpp's own mean changes by a
    // seventh with how it happens to cut the prompt.
    assert!(mean(&ours) <= 1.15 * mean(&theirs));
    assert!(greatest(&ours) <= 1.5 * greatest(&theirs));
}

/// The numbers of all lists.
fn numbers(lists: &Value) -> Vec<f64> {
    let lists = lists.as_array().unwrap().iter();
    let numbers = lists.flat_map(|list| list.as_array().unwrap());
    numbers.map(|number| number.as_f64().unwrap()).collect()
}
