//! `map`: shows what may measure each entry of the feature list, and writes decisions to the overlay.

mod ask;

use crate::analysis::{Failure, analyze};
use crate::cli::args::{Global, Map, MapScope};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::{Streams, cannot_write, replace};
use crate::cli::settings;
use crate::config::decisions::{self, Decision};
use crate::config::{FILE_NAME, Settings, did_you_mean};
use crate::report::list::{FeatureRow, ProposalCell};
use crate::report::map::{confirmed, write_entry};
use crate::report::text::counted;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// A decision with the id of its feature.
type Decided = (String, Decision);

pub(crate) fn run(
    global: &Global,
    command: &Map,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let mut settings = settings::load(global, &command.path, streams.is_watched)?;
    settings.link_features = true;
    let analysis = analyze(&settings)?;
    let rows = analysis.features();
    let known: BTreeSet<String> = analysis.names().into_iter().collect();
    streams.done(analysis);
    let mut entries: Vec<&FeatureRow> = rows.iter().filter(|row| row.index.is_some()).collect();
    entries.sort_by_key(|row| row.index);
    if entries.is_empty() {
        let message = "no feature list to link. Pass one with --features FILE.";
        return Err(Failure::Usage(message.to_owned()));
    }
    let decided = from_flags(command, &entries, &known)?;
    let file = target(command, &settings);
    if !decided.is_empty() {
        save(&file, &decided, command.dry_run, streams)?;
        return Ok(CLEAN);
    }
    let asked: Vec<&FeatureRow> = entries
        .into_iter()
        .filter(|row| is_asked(row, command.only))
        .filter(|row| command.group.is_none() || row.group == command.group)
        .collect();
    let is_interactive = streams.width.is_some() && io::stdin().is_terminal();
    if is_interactive && !command.dry_run && !asked.is_empty() {
        let save = |decision: Decided| write(&file, &[decision]).map(drop);
        let number = ask::ask(&asked, &mut io::stdin().lock(), &mut streams.out, &save)?;
        let decisions = counted(number, "decision", "decisions");
        writeln!(streams.out, "{decisions} in {}", file.display())?;
        return Ok(CLEAN);
    }
    for row in &asked {
        write_entry(row, &mut streams.out)?;
    }
    let entries = counted(asked.len(), "entry", "entries");
    let help = match asked.is_empty() {
        true => "; --only undecided shows the others",
        false => "; decide with --confirm, --link, --unmeasured or --exempt",
    };
    writeln!(streams.out, "{entries} to decide{help}")?;
    Ok(CLEAN)
}

/// Returns true if an entry is to be shown.
fn is_asked(row: &FeatureRow, scope: MapScope) -> bool {
    row.p.is_some()
        && match scope {
            MapScope::Unclear => row.unclear == Some(true),
            MapScope::Likely => row.state.as_deref() == Some("likely"),
            MapScope::Undecided => true,
        }
}

/// Returns the decisions of the command line.
fn from_flags(
    command: &Map,
    entries: &[&FeatureRow],
    known: &BTreeSet<String>,
) -> Result<Vec<Decided>, Failure> {
    let mut decided: Vec<Decided> = Vec::new();
    for text in &command.confirm {
        let (id, numbers) = text.split_once('=').unwrap_or((text, "1"));
        let row = entry(entries, id.trim())?;
        decided.push((row.id.clone(), chosen(row, numbers)?));
    }
    for (id, names) in &command.link {
        let row = entry(entries, id)?;
        decided.push((row.id.clone(), named(names, known)?));
    }
    for (id, reason) in &command.unmeasured {
        let id = entry(entries, id)?.id.clone();
        decided.push((id, Decision::Unmeasured(reason.clone())));
    }
    for (id, reason) in &command.exempt {
        let id = entry(entries, id)?.id.clone();
        decided.push((id, Decision::Exempt(reason.clone())));
    }
    if command.confirm_high {
        let high = entries.iter().filter(|row| row.high == Some(true));
        let high = high.filter(|row| decided.iter().all(|(id, _)| *id != row.id));
        let high: Vec<Decided> = high
            .filter_map(|row| Some((row.id.clone(), confirmed([row.measured_by()?]))))
            .collect();
        decided.extend(high);
    }
    let mut seen = BTreeSet::new();
    match decided.iter().find(|(id, _)| !seen.insert(id)) {
        Some((id, _)) => Err(Failure::Usage(format!(
            "`{id}`: two decisions about one entry"
        ))),
        None => Ok(decided),
    }
}

fn entry<'r>(entries: &[&'r FeatureRow], id: &str) -> Result<&'r FeatureRow, Failure> {
    let found = entries.iter().find(|row| row.id == id);
    found.copied().ok_or_else(|| {
        let hint = did_you_mean(id, entries.iter().map(|row| row.id.as_str()));
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        Failure::Usage(format!("the feature list has no entry `{id}`{hint}"))
    })
}

/// Returns the decision for proposals by their numbers, such as `1,3`.
fn chosen(row: &FeatureRow, numbers: &str) -> Result<Decision, Failure> {
    let proposals = row.proposals.as_deref().unwrap_or_default();
    let number = |text: &str| {
        let number = text.trim().parse::<usize>().ok()?.checked_sub(1)?;
        proposals.get(number)
    };
    let found: Option<Vec<&ProposalCell>> = numbers.split(',').map(number).collect();
    let found = found.ok_or_else(|| {
        let proposals = counted(proposals.len(), "proposal", "proposals");
        Failure::Usage(format!("`{}={numbers}`: the entry has {proposals}", row.id))
    })?;
    Ok(confirmed(found))
}

/// Returns the decision for events and metrics by their names.
fn named(names: &str, known: &BTreeSet<String>) -> Result<Decision, Failure> {
    let (mut events, mut metrics) = (Vec::new(), Vec::new());
    for name in names.split(',').map(str::trim) {
        let is_event = name.contains("::") || !name.contains('.');
        if !name.contains("::") && !known.contains(name) {
            let hint = did_you_mean(name, known.iter().map(String::as_str));
            let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            let message = format!("no event or metric is called `{name}`{hint}");
            return Err(Failure::Usage(message));
        }
        match is_event {
            true => events.push(name.to_owned()),
            false => metrics.push(name.to_owned()),
        }
    }
    Ok(Decision::Measured { events, metrics })
}

/// Returns the file that holds the decisions.
fn target(command: &Map, settings: &Settings) -> PathBuf {
    let own = settings.files.first().cloned();
    let own = own.unwrap_or_else(|| command.path.join(FILE_NAME));
    command.write.clone().unwrap_or(own)
}

/// Writes decisions and says so, or prints the file that would be written.
fn save(
    file: &Path,
    decided: &[Decided],
    is_dry: bool,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    if is_dry {
        let text = changed(file, decided)?;
        write!(streams.out, "{text}")?;
        return Ok(());
    }
    write(file, decided)?;
    let decisions = counted(decided.len(), "decision", "decisions");
    writeln!(streams.out, "{decisions} written to {}", file.display())?;
    Ok(())
}

fn changed(file: &Path, decided: &[Decided]) -> Result<String, Failure> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::Usage(format!("{}: {error}", file.display()))),
    };
    let changed = decisions::add(&text, decided);
    changed.map_err(|message| Failure::Usage(format!("{}: {message}", file.display())))
}

fn write(file: &Path, decided: &[Decided]) -> Result<(), Failure> {
    let text = changed(file, decided)?;
    replace(file, &mut |out| out.write_all(text.as_bytes()))
        .map_err(|error| cannot_write(file.display(), error))
}
