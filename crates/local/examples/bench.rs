fn main() {
    surprisal_local::bench::run(&std::env::args().nth(1).unwrap())
}
