//! `config`: the effective settings, and the schema of the configuration file.

use crate::analysis::Failure;
use crate::audit::registry;
use crate::cli::args::{Config, ConfigAction, Global};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::cli::settings;
use crate::config::{schema, show};
use crate::report::write_json;

pub(crate) fn run(
    global: &Global,
    command: &Config,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    match &command.action {
        ConfigAction::Show { path } => {
            let settings = settings::load(global, path, streams.is_watched)?;
            let overrides = settings::overrides(global);
            let shown = show::show(&settings, &overrides);
            streams.out.write_all(shown.as_bytes())?;
        }
        ConfigAction::Schema => {
            let schema = schema::schema(&registry::lint_names());
            write_json(&schema, &mut streams.out)?;
        }
    }
    Ok(CLEAN)
}
