//! `snapshot` and `history`: the figures and verdicts of revisions, a line each.

use crate::analysis::{Analysis, Failure, RepeatedAnalysis, analyze};
use crate::cli::args::{Global, History, Snapshot as Command};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::{Streams, cannot_write, replace};
use crate::cli::settings::{self, date, project_name};
use crate::finding::digest;
use crate::input::git::Repository;
use crate::report::snapshot::{self, Snapshot, write_line};
use crate::report::text::counted;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Name of the file in the root.
const FILE_NAME: &str = "tracklint-snapshots.jsonl";

/// Reads snapshots, ordered by the time of their commits. Those without a commit come last.
pub(crate) fn read(file: &Path) -> Result<Vec<Snapshot>, Failure> {
    let failed = |error: String| Failure::Usage(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    let mut snapshots = snapshot::read(&text).map_err(failed)?;
    snapshots.sort_by_key(|one| (one.committed_at.is_none(), one.committed_at.clone()));
    Ok(snapshots)
}

pub(crate) fn snapshot(
    global: &Global,
    command: &Command,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let root = &command.path;
    let mut settings = settings::load(global, root, streams.is_watched)?;
    settings.link_features = true;
    let analysis = analyze(&settings)?;
    let project = project_name(command.target.project.as_ref(), root);
    // A project outside of git has no commit.
    let repository = Repository::open(root).ok();
    let head = repository.and_then(|found| Some((found.commit("HEAD").ok()?, found)));
    let commit = head
        .as_ref()
        .map(|(commit, found)| (found, commit.as_str()));
    let mut taken = take(&analysis, &project, commit).map_err(Failure::Usage)?;
    taken.reference = command.revision.clone();
    streams.done(analysis);
    let file = target(root, command.target.output.as_ref());
    let (text, known) = earlier(&file)?;
    append(&file, text, &known, &[taken], streams)?;
    Ok(CLEAN)
}

pub(crate) fn history(
    global: &Global,
    command: &History,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let root = &command.path;
    let mut settings = settings::load(global, root, streams.is_watched)?;
    settings.link_features = true;
    let project = project_name(command.target.project.as_ref(), root);
    let repository = Repository::open(root).map_err(Failure::Usage)?;
    let file = target(root, command.target.output.as_ref());
    let (text, known) = earlier(&file)?;
    let commit = |revision: &str| repository.commit(revision);
    let (from, to) = &command.range;
    let commits = commit(from).and_then(|from| repository.commits(&from, &commit(to)?));
    let commits = spread(commits.map_err(Failure::Usage)?, command.most as usize);
    let mut revisions = RepeatedAnalysis::of_revisions(&settings)?;
    let mut taken = Vec::new();
    for commit in &commits {
        let source = repository.at(commit).map_err(Failure::Usage)?;
        let analysis = revisions.analyze(&source)?;
        let snapshot = take(&analysis, &project, Some((&repository, commit)));
        taken.push(snapshot.map_err(Failure::Usage)?);
    }
    append(&file, text, &known, &taken, streams)?;
    Ok(CLEAN)
}

/// Returns the figures of an analysis with its project and commit.
pub(crate) fn take(
    analysis: &Analysis,
    project: &str,
    commit: Option<(&Repository, &str)>,
) -> Result<Snapshot, String> {
    let mut taken = analysis.snapshot();
    project.clone_into(&mut taken.project);
    if let Some((repository, commit)) = commit {
        let (seconds, subject) = repository.about(commit)?;
        taken.commit_sha = Some(commit.to_owned());
        taken.committed_at = Some(time(seconds));
        taken.subject = Some(subject);
    }
    let commit = taken.commit_sha.as_deref().unwrap_or_default();
    taken.run_id = digest(&format!(
        "{project}\n{commit}\n{}\n{}\n{}",
        taken.tool_version, taken.rules_digest, taken.config_digest
    ));
    Ok(taken)
}

fn target(root: &Path, output: Option<&PathBuf>) -> PathBuf {
    output.cloned().unwrap_or_else(|| root.join(FILE_NAME))
}

/// Returns the text of the file, and the ids of the runs in it.
fn earlier(file: &Path) -> Result<(String, BTreeSet<String>), Failure> {
    let failed = |error: String| Failure::Usage(format!("{}: {error}", file.display()));
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error.to_string())),
    };
    let known = snapshot::read(&text).map_err(failed)?;
    Ok((text, known.into_iter().map(|one| one.run_id).collect()))
}

/// Appends the snapshots that are new. One without a commit is always new.
fn append(
    file: &Path,
    text: String,
    known: &BTreeSet<String>,
    taken: &[Snapshot],
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let is_new = |one: &&Snapshot| one.commit_sha.is_none() || !known.contains(&one.run_id);
    let new: Vec<&Snapshot> = taken.iter().filter(is_new).collect();
    if !new.is_empty() {
        replace(file, &mut |out| {
            out.write_all(text.as_bytes())?;
            if !text.is_empty() && !text.ends_with('\n') {
                writeln!(out)?;
            }
            new.iter().try_for_each(|one| write_line(one, out))
        })
        .map_err(|error| cannot_write(file.display(), error))?;
    }
    let number = counted(new.len(), "snapshot", "snapshots");
    let there = match taken.len() - new.len() {
        0 => String::new(),
        there => format!("; {there} already there"),
    };
    writeln!(streams.out, "{number} written to {}{there}", file.display())?;
    Ok(())
}

/// Returns up to so many commits, evenly spread, with the first and the last.
fn spread(commits: Vec<String>, most: usize) -> Vec<String> {
    let last = commits.len().saturating_sub(1);
    if last < most {
        return commits;
    }
    let at = |step: usize| commits[step * last / (most - 1)].clone();
    (0..most).map(at).collect()
}

/// Returns a time in UTC.
fn time(seconds: u64) -> String {
    let (day, rest) = (date(seconds / 86_400), seconds % 86_400);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{day}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_spread_with_both_ends() {
        let commits: Vec<String> = (0..10).map(|number| number.to_string()).collect();
        assert_eq!(spread(commits.clone(), 4), ["0", "3", "6", "9"]);
        assert_eq!(spread(commits.clone(), 10), commits);
        assert_eq!(spread(commits.clone(), 2), ["0", "9"]);
        assert_eq!(spread(vec!["a".to_owned()], 5), ["a"]);
    }

    #[test]
    fn times_are_in_utc() {
        assert_eq!(time(86_399), "1970-01-01T23:59:59Z");
        assert_eq!(time(951_782_461), "2000-02-29T00:01:01Z");
    }
}
