//! `rules`: tools for people who write rule packs.

use crate::analysis::rule_examples::{self, TestedRule};
use crate::analysis::{Failure, survey, try_rules};
use crate::cli::args::{Global, Rules, RulesAction};
use crate::cli::exit_code::{CLEAN, FINDINGS};
use crate::cli::output::Streams;
use crate::cli::settings;
use crate::input::read_file;
use crate::report::text::{counted, one_line};
use crate::resolve::attempts::Attempt;
use crate::rules;
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn run(
    global: &Global,
    command: &Rules,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    match &command.action {
        RulesAction::Test { packs } => {
            let tested = if packs.is_empty() {
                let settings = settings::load(global, Path::new("."), streams.is_watched)?;
                rule_examples::test_configured(&settings)?
            } else {
                rule_examples::test_files(packs)?
            };
            write_results(&tested, &mut streams.out)?;
            let failed = tested.iter().any(|rule| !rule.faults.is_empty());
            Ok(if failed { FINDINGS } else { CLEAN })
        }
        RulesAction::Try { pack, place } => try_pack(global, pack, place, streams),
        RulesAction::Suggest { place } => suggest(place, streams),
        RulesAction::Schema => {
            streams.out.write_all(rules::SCHEMA.as_bytes())?;
            Ok(CLEAN)
        }
    }
}

/// Tries the call rules of a pack at the calls on a line.
fn try_pack(
    global: &Global,
    pack: &Path,
    place: &str,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let (file, line) = place_of(place)?;
    let settings = settings::load(global, Path::new("."), streams.is_watched)?;
    let attempts = try_rules(&settings, pack, file, line)?;
    if attempts.is_empty() {
        return Err(Failure::Usage(format!(
            "{place}: there is no call on this line"
        )));
    }
    // Rules for other methods say nothing, unless there are no others.
    let is_about =
        |attempt: &&Attempt| !matches!(&attempt.result, Err(why) if why.starts_with("`method`"));
    let mut shown: Vec<&Attempt> = attempts.iter().filter(is_about).collect();
    if shown.is_empty() {
        shown = attempts.iter().collect();
    }
    for Attempt { call, rule, result } in shown {
        let line = match result {
            Ok(names) => format!("matches  {rule} at `{call}`: {names}"),
            Err(why) => format!("no match {rule} at `{call}`: {why}"),
        };
        writeln!(streams.out, "{}", one_line(&line))?;
    }
    let matches = attempts.iter().any(|attempt| attempt.result.is_ok());
    Ok(if matches { CLEAN } else { FINDINGS })
}

/// Prints a rule for each call on a line.
fn suggest(place: &str, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let (file, line) = place_of(place)?;
    let read = read_file::read(Path::new(file), file);
    let text = read
        .map_err(|skipped| Failure::Usage(format!("{file}: {}", skipped.reason)))?
        .text;
    let found = survey::on_line(file, &text, line);
    if found.is_empty() {
        return Err(Failure::Usage(format!(
            "{place}: there is no call on this line with an argument that may be a name"
        )));
    }
    writeln!(streams.out, "calls:")?;
    for candidate in found {
        let id = candidate
            .method
            .replace(|c: char| !c.is_alphanumeric(), "-");
        streams.out.write_all(candidate.rule(&id).as_bytes())?;
    }
    Ok(CLEAN)
}

/// Splits `FILE:LINE`.
fn place_of(place: &str) -> Result<(&str, usize), Failure> {
    let parts = place.rsplit_once(':');
    let parts = parts.and_then(|(file, line)| Some((file, line.parse().ok()?)));
    parts.ok_or_else(|| {
        Failure::Usage(format!(
            "`{place}`: write FILE:LINE, such as src/cart.ts:12"
        ))
    })
}

fn write_results(tested: &[TestedRule], out: &mut dyn Write) -> io::Result<()> {
    for TestedRule { rule, faults } in tested {
        if faults.is_empty() {
            writeln!(out, "ok      {}", one_line(rule))?;
        }
        for fault in faults {
            writeln!(out, "failed  {}: {}", one_line(rule), one_line(fault))?;
        }
    }
    let failed = tested.iter().filter(|rule| !rule.faults.is_empty()).count();
    let rules = counted(tested.len(), "rule", "rules");
    writeln!(out, "{rules}, {failed} failed")
}
