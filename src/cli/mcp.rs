//! `mcp`: the server for AI assistants.

use crate::analysis::{Failure, Sides, analyze_sides};
use crate::cli::args::{Global, Mcp};
use crate::cli::exit_code::CLEAN;
use crate::cli::{base, baseline, scaffold, settings};
use crate::config::Settings;
use crate::input::file_source::FolderSource;
use crate::input::paths::plain;
use crate::mcp::{self, Host};

pub(crate) fn run(global: &Global, command: &Mcp) -> Result<u8, Failure> {
    settings::require_folder(&command.path)?;
    let root = command.path.canonicalize().map_err(Failure::from)?;
    let root = plain(&root).to_owned();
    let global = global.clone();
    let host = Host {
        load: Box::new(move |root| {
            let settings = settings::load(&global, root, false)?;
            Ok(Settings {
                allow_empty: true,
                ..settings
            })
        }),
        accept: Box::new(|report, settings| baseline::apply(report, None, settings)),
        compare: Box::new(|settings, base| {
            let (source, outside) = base::at(&settings.root, base)?;
            let after = FolderSource::new(&settings.root).without(outside);
            let sides = Sides {
                after: &after,
                before: Some(&source),
            };
            Ok(analyze_sides(settings, sides)?.report())
        }),
        write: Box::new(scaffold::create_all),
    };
    mcp::run(host, root).map_err(Failure::Usage)?;
    Ok(CLEAN)
}
