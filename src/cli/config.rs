//! `config`: the settings that hold, and the schema of the configuration file.

use crate::analysis::outcome::{Engine, Failure};
use crate::cli::args::{Config, ConfigAction, Global};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::cli::settings;
use crate::config::{schema, show};
use crate::report::write_json;

pub(crate) fn run(
    engine: &Engine,
    global: &Global,
    command: &Config,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    match &command.action {
        ConfigAction::Show { path } => {
            let settings = settings::load(engine, global, path, streams.watched)?;
            write!(
                streams.out,
                "{}",
                show::show(&settings, &settings::given(global))
            )?;
        }
        ConfigAction::Schema => {
            let lints: Vec<&str> = engine.lints.iter().map(|lint| lint.name).collect();
            write_json(&schema::schema(&lints), &mut streams.out)?;
        }
    }
    Ok(CLEAN)
}
