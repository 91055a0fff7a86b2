//! What streams do: they add up to the output, begin early, and drop what is below.

use std::time::Duration;

use futures::{Stream, StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value};
use surprisal_core::{
    Branch, ChunkStream, Error, Messages, Result, Runnable, RunnableExt, lambda, parallel,
    parallel_map, passthrough, stream_lambda,
};
use tokio::time::{Instant, timeout};

use crate::typist::Typist;

async fn sum<C, O: Default + Extend<C>>(pieces: ChunkStream<C>) -> O {
    pieces.try_collect().await.unwrap()
}

/// Streams a program to its first piece and half way to the second. Dropping the stream then has to drop what the
/// model in it does.
async fn drops<R: Runnable>(program: R, input: R::Input, models: &[&Typist]) {
    let live = || models.iter().map(|model| model.live()).collect::<Vec<_>>();
    let mut pieces = program
        .stream_opts(input, R::Options::default())
        .await
        .unwrap();
    drop(program);
    assert!(pieces.next().await.unwrap().is_ok());
    let half = timeout(Duration::from_millis(5), pieces.next()).await;
    assert!(half.is_err() && live().iter().all(|live| *live > 0));
    drop(pieces);
    assert!(live().iter().all(|live| *live == 0));
}

#[tokio::test(start_paused = true)]
async fn what_a_dropped_stream_was_made_of_is_dropped() {
    let (a, b) = (Typist::new(), Typist::every(1000));
    let hi = || Messages::from("how are you today");
    drops(a.text(), hi(), &[&a]).await;
    drops(a.clone().map(Messages::from).pipe(b.text()), hi(), &[&b]).await;
    drops(parallel((a.text(), b.clone())), hi(), &[&a, &b]).await;
    drops(parallel_map([("a", a.text())]), hi(), &[&a]).await;
    drops(Branch::new(a.text()), hi(), &[&a]).await;
    drops(a.clone().each(), vec!["a".into(), hi()], &[&a]).await;
    let say = lambda(async |_| Ok(Messages::from("how are you"))).pipe(a.text());
    let program = passthrough::<Map<String, Value>>().assign("a", say);
    drops(program, Map::new(), &[&a]).await;
    let typist = a.clone();
    let asks = stream_lambda::<Vec<_>, _, _, _, _>(move |input: Messages| {
        let typist = typist.clone();
        async move { typist.stream(input).await }
    });
    drops(asks, hi(), &[&a]).await;
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_drops_the_calls_below() {
    let (a, b) = (Typist::new(), Typist::new());
    let program = parallel((a.clone().map(Messages::from).pipe(b.clone()), b.text()));
    let half = Duration::from_millis(5);
    assert!(timeout(half, program.invoke("hi")).await.is_err());
    assert!(timeout(half, program.stream("hi")).await.is_err());
    assert_eq!((a.live(), b.live()), (0, 0));
    assert_eq!((a.calls().len(), b.calls().len()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn streams_add_up_to_what_invoke_gives() {
    let a = Typist::new();
    let text = "how are you today";

    let loud = a
        .clone()
        .transform::<String, _, _>(|chunks| chunks.map_ok(|chunk| chunk.text().to_uppercase()));
    let whole = loud.invoke(text).await.unwrap();
    assert_eq!(whole, "HOW ARE YOU TODAY");
    assert_eq!(
        whole,
        sum::<_, String>(loud.stream(text).await.unwrap()).await
    );

    let piped = a.clone().map(Messages::from).pipe(loud.clone());
    assert_eq!(piped.invoke(text).await.unwrap(), whole);
    assert_eq!(
        whole,
        sum::<_, String>(piped.stream(text).await.unwrap()).await
    );

    let branch = Branch::new(loud.clone());
    assert_eq!(branch.invoke(text).await.unwrap(), whole);
    assert_eq!(
        whole,
        sum::<_, String>(branch.stream(text).await.unwrap()).await
    );

    let length = loud.clone().map(|text| text.len());
    assert_eq!(length.invoke(text).await.unwrap(), 17);
    assert_eq!(
        [17][..],
        sum::<_, Vec<usize>>(length.stream(text).await.unwrap()).await
    );

    let words =
        lambda(async |text: String| Ok(text.split(' ').map(Messages::from).collect::<Vec<_>>()));
    let each = words.pipe(loud.each());
    let whole = each.invoke(text).await.unwrap();
    assert_eq!(whole, ["HOW", "ARE", "YOU", "TODAY"]);
    assert_eq!(
        whole,
        sum::<_, Vec<String>>(each.stream(text).await.unwrap()).await
    );

    let count = stream_lambda(async |to: u32| Ok(stream::iter((1..=to).map(Ok))));
    let whole: Vec<u32> = count.invoke(3u32).await.unwrap();
    assert_eq!(
        whole,
        sum::<_, Vec<u32>>(count.stream(3u32).await.unwrap()).await
    );
}

#[tokio::test(start_paused = true)]
async fn transform_gives_its_first_piece_before_the_model_is_done() {
    let a = Typist::new();
    let start = Instant::now();
    let mut pieces = a.text().stream("how are you today").await.unwrap();
    assert_eq!(pieces.try_next().await.unwrap().unwrap(), "how ");
    assert_eq!(start.elapsed(), Duration::from_millis(10));
    assert_eq!(a.live(), 1);
    // As fast as it is taken: nothing has been read ahead.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(pieces.try_next().await.unwrap().unwrap(), "are ");
    assert_eq!(start.elapsed(), Duration::from_millis(120));
    assert_eq!(sum::<_, String>(pieces).await, "you today");
}

#[tokio::test(start_paused = true)]
async fn a_sequence_streams_its_last_step() {
    let (a, b) = (Typist::new(), Typist::new());
    let program = a.clone().map(Messages::from).pipe(b.text());
    let pieces = program.stream("how are you").await.unwrap();
    assert_eq!((a.live(), b.live()), (0, 1));
    assert_eq!(sum::<_, Vec<String>>(pieces).await, ["how ", "are ", "you"]);
}

#[tokio::test(start_paused = true)]
async fn a_function_may_answer_the_errors_in_its_stream() {
    let patient = Typist::new().transform::<String, _, _>(|chunks| {
        chunks.map(|chunk| Ok(chunk.map_or("(gone)".to_owned(), |it| it.text().into_owned())))
    });
    let pieces = patient.stream("how are !").await.unwrap();
    assert_eq!(sum::<_, String>(pieces).await, "how are (gone)");
}

#[tokio::test(start_paused = true)]
async fn nothing_comes_after_an_error() {
    fn broken() -> impl Stream<Item = Result<i32>> {
        stream::iter([Ok(1), Err(Error::invalid_input("")), Ok(2)])
    }
    let made = stream_lambda::<Vec<_>, _, _, _, _>(async |()| Ok(broken()));
    let mut pieces = made.stream(()).await.unwrap();
    assert_eq!(pieces.next().await.unwrap().unwrap(), 1);
    assert!(pieces.next().await.unwrap().is_err());
    assert!(pieces.next().await.is_none());
    assert!(made.invoke(()).await.is_err());

    let turned = passthrough::<()>().transform::<Vec<_>, _, _>(|_| broken());
    let items: Vec<_> = turned.stream(()).await.unwrap().collect().await;
    assert_eq!(items.len(), 2);
}
