//! `consumers`: the audit of a project that reads events and metrics by name.

use crate::analysis::consumers::read_consumers;
use crate::analysis::{Failure, analyze};
use crate::audit::registry;
use crate::cli::args::{Consumers, FailOn, Global, ProductNames};
use crate::cli::exit_code::{CLEAN, FINDINGS};
use crate::cli::output::{Streams, cannot_write, replace};
use crate::cli::settings::{self, project_name};
use crate::cli::{baseline, explain};
use crate::consumers::exchange::ConsumersFile;
use crate::consumers::inventory::Inventory;
use crate::finding::Severity;
use crate::report::{FORMATS, Report, terminal};
use std::path::{Path, PathBuf};

pub(crate) fn run(
    global: &Global,
    command: &Consumers,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    for name in &command.only {
        explain::find(registry::lints(), name)?;
    }
    let mut settings = settings::load(global, &command.path, streams.is_watched)?;
    settings.path_prefix = settings::path_prefix(&command.path, false);
    let inventory = inventory(global, &command.product, &command.path, streams)?;
    let audit = read_consumers(&settings, &command.manifest, inventory)?;
    if let Some(output) = &command.output {
        let file = audit.file(&project_name(command.project.as_ref(), &command.path));
        replace(output, &mut |out| {
            serde_json::to_writer_pretty(&mut *out, &file)?;
            writeln!(out)
        })
        .map_err(|error| cannot_write(output.display(), error))?;
    }
    let mut report = audit.report();
    report.lints = registry::lints();
    report.docs.clone_from(&global.docs_url);
    if let Some(written) = baseline::of_consumers(&mut report, &command.baseline, &settings)? {
        streams.note(global, &written)?;
    }
    if !command.only.is_empty() {
        let selected = |name: &str| command.only.iter().any(|only| only == name);
        report.retain(&|one| selected(one.finding.lint.name));
    }
    write(&report, global, command, streams)?;
    let configured = settings.fail_on.unwrap_or(Some(Severity::Error));
    let level = command.fail_on.map_or(configured, FailOn::severity);
    let mut findings = report.findings.iter();
    let failed = findings.any(|one| level.is_some_and(|level| one.finding.severity <= level))
        || (settings.strict && !report.input_summary.is_complete());
    streams.done((audit, report));
    Ok(if failed { FINDINGS } else { CLEAN })
}

/// Writes the report in the chosen format.
fn write(
    report: &Report,
    global: &Global,
    command: &Consumers,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let prefix = settings::path_prefix(&command.path, command.format.for_people);
    let report = report.below(&prefix, command.format.for_people);
    if command.format.name == FORMATS[0].name {
        let options = terminal::Options {
            show: command.show.0,
            color: streams.color,
            width: streams.width.unwrap_or(80),
            is_selected: !command.only.is_empty(),
            ..terminal::Options::default()
        };
        terminal::write_with(&report, options, &mut streams.out)?;
    } else {
        (command.format.write)(&report, &mut streams.out)?;
        streams.unread(global, &report.input_summary)?;
    }
    Ok(())
}

/// Reads the file that tells who reads the names of the product.
pub(crate) fn read_file(path: &Path) -> Result<ConsumersFile, Failure> {
    let failed = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    ConsumersFile::read(&text).map_err(failed)
}

/// Returns the names of the product; none if the audited project has none itself and no other was given.
pub(crate) fn inventory(
    global: &Global,
    product: &ProductNames,
    own: &Path,
    streams: &Streams<'_>,
) -> Result<Option<Inventory>, Failure> {
    let mut inventory = Inventory::default();
    let is_given = !product.product.is_empty();
    let own = [own.to_owned()];
    let paths: &[PathBuf] = if is_given { &product.product } else { &own };
    for path in paths {
        let failed = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
        if path.is_dir() {
            let config = match is_given {
                true => product.product_config.clone(),
                false => product
                    .product_config
                    .clone()
                    .or_else(|| global.config.clone()),
            };
            let mut settings =
                settings::load_with(global, config.as_deref(), path, streams.is_watched)?;
            settings.allow_empty |= !is_given;
            let found = analyze(&settings)?.known_names();
            inventory.metrics.extend(found.metrics);
            inventory.events.extend(found.events);
            inventory.edition_missing |= found.edition_missing;
        } else {
            let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
            inventory.add_json(&text).map_err(failed)?;
        }
    }
    for path in &product.payload {
        let failed = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        inventory.add_payload(&text).map_err(failed)?;
    }
    let is_empty = inventory.metrics.is_empty() && inventory.events.is_empty();
    Ok((!is_empty || !inventory.payload.is_empty()).then_some(inventory))
}
