//! `generate`: shell completions and manual pages.

use crate::analysis::Failure;
use crate::cli::args::{Args, Generate};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::{Streams, cannot_write, replace};
use clap::CommandFactory;
use clap_mangen::Man;
use std::io;
use std::path::Path;

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
                .and_then(|()| {
                    let mut program = program.disable_help_subcommand(true);
                    program.build();
                    pages(program, folder)
                })
                .map_err(|error| cannot_write(folder.display(), error))?;
        }
    }
    Ok(CLEAN)
}

/// Writes the manual pages of a command and its subcommands. A link that is there is replaced and not followed.
fn pages(command: clap::Command, folder: &Path) -> io::Result<()> {
    let subcommands = command.get_subcommands().filter(|one| !one.is_hide_set());
    for subcommand in subcommands.cloned().collect::<Vec<_>>() {
        pages(subcommand, folder)?;
    }
    let page = Man::new(command);
    replace(&folder.join(page.get_filename()), &mut |out| {
        page.render(out)
    })
}
