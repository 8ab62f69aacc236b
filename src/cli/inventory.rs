//! `inventory`: what a repository sends, defines and reads, as one file for the audits of others.

use crate::analysis::{Failure, analyze};
use crate::cli::args::{Global, Inventory as Command};
use crate::cli::exit_code::CLEAN;
use crate::cli::forge::Forge;
use crate::cli::output::{Streams, cannot_write, replace};
use crate::cli::settings;
use crate::input::paths::repository;
use crate::report::inventory::{self, Inventory};

pub(crate) fn run(
    global: &Global,
    command: &Command,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let mut settings = settings::load(global, &command.path, streams.is_watched)?;
    settings.path_prefix = settings::path_prefix(&command.path, false);
    let analysis = analyze(&settings)?;
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let named = command.repository.clone();
    let named = named.or_else(|| variable("CI_PROJECT_PATH"));
    let named = named.or_else(|| variable("GITHUB_REPOSITORY"));
    let folder = repository(&command.path).unwrap_or_else(|| command.path.clone());
    let forge = Forge::of_pipeline(&variable);
    let document = Inventory {
        repository: settings::project_name(named.as_ref(), &folder),
        revision: command
            .revision
            .clone()
            .or(forge.map(|forge| forge.revision)),
        date: settings.today.clone().unwrap_or_default(),
        ..analysis.inventory()
    };
    match &command.output {
        Some(file) => replace(file, &mut |out| inventory::write(&document, out))
            .map_err(|error| cannot_write(file.display(), error))?,
        None => inventory::write(&document, &mut streams.out)?,
    }
    streams.unread(global, analysis.input_summary())?;
    streams.done(analysis);
    Ok(CLEAN)
}
