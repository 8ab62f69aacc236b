//! `backlog`: what to instrument next.

use crate::analysis::{Failure, analyze};
use crate::cli::args::{Backlog, Global};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::cli::{scaffold, settings};
use crate::config::did_you_mean;
use crate::report::backlog::{self, BacklogFormat, BacklogRow};
use crate::report::site::model::NO_GROUP;
use crate::report::text::counted;
use crate::scaffold::NewFile;

pub(crate) fn run(
    global: &Global,
    command: &Backlog,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let mut settings = settings::load(global, &command.path, streams.is_watched)?;
    settings.link_features = true;
    let prefix = settings::path_prefix(&command.path, command.format == BacklogFormat::Text);
    let mut analysis = analyze(&settings)?;
    analysis.list_below(&prefix);
    let all = analysis.backlog();
    check_groups(&all, &command.group)?;
    let most = command.show.0.unwrap_or(usize::MAX);
    let is_wanted = |row: &BacklogRow| {
        let group = row.group.as_deref().unwrap_or(NO_GROUP);
        command.group.is_empty() || command.group.iter().any(|wanted| wanted == group)
    };
    let wanted: Vec<BacklogRow> = all.into_iter().filter(is_wanted).collect();
    let shown = &wanted[..most.min(wanted.len())];
    if command.scaffold {
        let ranks: Vec<usize> = shown.iter().map(|row| row.rank).collect();
        let entries = analysis.backlog_files(move |row| ranks.contains(&row.rank));
        let mut files: Vec<NewFile> = Vec::new();
        for (row, found) in entries {
            match found {
                // Two entries may propose the same event.
                Ok(found) => files.extend(
                    found
                        .into_iter()
                        .filter(|file| files.iter().all(|known| known.path != file.path))
                        .collect::<Vec<_>>(),
                ),
                Err(reason) => streams.note(global, &format!("{}: {reason}", row.surface))?,
            }
        }
        scaffold::write_all(&command.path, &files, command.dry_run, streams)?;
    } else {
        let width = streams.width;
        backlog::write(shown, command.format, width, &mut streams.out)?;
    }
    if !analysis.has_surface_rules() {
        let reason = "no rule pack in use describes the surfaces of this project; docs/surfaces.md shows how to describe them";
        streams.note(global, reason)?;
    }
    let hidden = wanted.len() - shown.len();
    if hidden > 0 {
        let entries = counted(hidden, "more entry", "more entries");
        streams.note(global, &format!("{entries}; show them with --show all"))?;
    }
    streams.unread(global, analysis.input_summary())?;
    streams.done(analysis);
    Ok(CLEAN)
}

/// Refuses a group that no entry has.
fn check_groups(rows: &[BacklogRow], groups: &[String]) -> Result<(), Failure> {
    let known = || {
        rows.iter()
            .map(|row| row.group.as_deref().unwrap_or(NO_GROUP))
    };
    match groups
        .iter()
        .find(|group| !known().any(|one| one == *group))
    {
        None => Ok(()),
        Some(group) => {
            let hint = did_you_mean(group, known());
            let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            let message = format!("no entry of the backlog belongs to the group `{group}`{hint}");
            Err(Failure::Usage(message))
        }
    }
}
