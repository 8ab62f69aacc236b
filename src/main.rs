//! The program. [`tracklint::run`] reads the arguments and decides the exit code.

use std::process::ExitCode;

#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: bounded_tree_sitter::process::Exhaustible<mimalloc::MiMalloc> =
    bounded_tree_sitter::process::Exhaustible(mimalloc::MiMalloc);

#[cfg(not(unix))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    bounded_tree_sitter::memory::give_back_soon();
    tracklint::run()
}
