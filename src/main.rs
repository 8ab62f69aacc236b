//! The program. What it does and which code it ends with is decided in [`tracklint::cli`].

use std::process::ExitCode;
use tracklint::cli;

fn main() -> ExitCode {
    cli::run(&cli::engine::ENGINE)
}
