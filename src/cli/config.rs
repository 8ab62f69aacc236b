//! `config`: the effective settings, and the schema of the configuration file.

use crate::analysis::Failure;
use crate::audit::registry;
use crate::cli::args::{Config, ConfigAction, Global, Schema, SchemaOf};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::cli::settings;
use crate::config::{schema, show};
use crate::report::{schema as documents, write_json};

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

/// Prints the JSON Schema of a document.
pub(crate) fn schema(command: &Schema, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let text = match command.document {
        SchemaOf::Check => documents::CHECK,
        SchemaOf::Inventory => documents::INVENTORY,
    };
    streams.out.write_all(text.as_bytes())?;
    Ok(CLEAN)
}
