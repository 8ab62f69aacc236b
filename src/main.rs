//! The program. What it does and which code it ends with is decided in [`tracklint::cli`].

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tracklint::cli::run(&tracklint::analysis::ENGINE)
}
