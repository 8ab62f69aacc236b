//! `generate`: shell completions and manual pages.

use crate::analysis::Failure;
use crate::cli::args::{Args, Generate};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::cli::output::cannot_write;
use clap::CommandFactory;

pub(crate) fn run(command: &Generate, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let mut program = Args::command();
    match command {
        Generate::Completions { shell } => {
            // The generator panics if it cannot write, so it writes to memory.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut program, env!("CARGO_PKG_NAME"), &mut script);
            streams.out.write_all(&script)?;
        }
        Generate::Man { folder } => {
            std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(program, folder))
                .map_err(|error| cannot_write(folder.display(), error))?;
        }
    }
    Ok(CLEAN)
}
