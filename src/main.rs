// A build is many small strings made on several threads, which the system's allocator is slow at:
// docs/benchmarks.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    weibao::cli::run()
}
