use crate::support::{run, surprisal};

const COMMANDS: [&str; 8] = [
    "ask",
    "chat",
    "score",
    "batch",
    "models",
    "doctor",
    "completions",
    "man",
];

#[test]
fn the_help_of_every_command_has_examples() {
    for command in COMMANDS {
        let ran = run(surprisal(&[command, "--help"]));
        assert_eq!(ran.code, Some(0));
        assert!(
            ran.out
                .contains(&format!("Examples:\n  surprisal {command}")),
            "{}",
            ran.out
        );
    }
    let ran = run(surprisal(&["--help"]));
    assert!(
        ran.out.contains("Exit codes:") && ran.out.contains("130  interrupted"),
        "{}",
        ran.out
    );
}

#[test]
fn the_man_pages_are_roff() {
    let ran = run(surprisal(&["man"]));
    assert!(
        ran.out.contains(".TH surprisal 1") && ran.out.contains("Exit codes:"),
        "{}",
        ran.out
    );
    let ran = run(surprisal(&["man", "batch"]));
    assert!(
        ran.out.contains(".TH surprisal-batch 1") && ran.out.contains("retry\\-errors"),
        "{}",
        ran.out
    );
}

#[test]
fn there_are_completions_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(surprisal(&["completions", shell]));
        assert_eq!(ran.code, Some(0));
        assert!(ran.out.contains("retry-errors"), "{shell}");
    }
}
