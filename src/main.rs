//! The program. What it does and which code it ends with is decided in [`tracklint::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    tracklint::cli::run(&tracklint::engine::ENGINE)
}
