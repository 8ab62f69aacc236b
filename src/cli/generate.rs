//! `generate`: shell completions and manual pages, made from the arguments themselves.

use crate::analysis::outcome::Failure;
use crate::cli::args::{Args, Generate};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use clap::CommandFactory;

pub(crate) fn run(command: &Generate, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let mut program = Args::command();
    match command {
        Generate::Completions { shell } => {
            // The generator panics when it cannot write, so it is given memory and the writing is done here.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut program, env!("CARGO_PKG_NAME"), &mut script);
            streams.out.write_all(&script)?;
        }
        Generate::Man { folder } => {
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(program, folder));
            written.map_err(|error| {
                Failure::Usage(format!("{}: cannot be written: {error}", folder.display()))
            })?;
        }
    }
    Ok(CLEAN)
}
