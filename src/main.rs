fn main() -> std::process::ExitCode {
    weibao::cli::run()
}
