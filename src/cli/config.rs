//! `config`: the settings that hold, and the schema of the configuration file.

use super::CLEAN;
use super::args::{Config, ConfigAction, Global};
use super::output::Streams;
use super::settings;
use crate::config::{schema, show};
use crate::outcome::{Engine, Failure};
use crate::report::write_json;

pub(super) fn run(
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
