//! Corrections: made in memory until nothing is left to correct, then written to the files or shown as a diff.

use crate::analysis::outcome::{Engine, Failure, Sides};
use crate::config::Settings;
use crate::fix;
use crate::input::file_source::EditedSource;
use crate::input::paths::{folder_of, inside};
use crate::report::Report;
use crate::report::text::{counted, one_line};
use similar::TextDiff;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// Rounds after which corrections that keep calling for others are left alone.
const MOST_ROUNDS: usize = 10;

/// What was corrected, in memory.
pub(crate) struct Corrected {
    /// What is still to be reported.
    pub report: Report,
    /// Each changed file: path, text before, text after.
    pub files: Vec<(String, String, String)>,
    /// Number of findings that were corrected.
    pub findings: usize,
}

/// Corrects what can be corrected for certain. `shown` says which findings count.
pub(crate) fn correct(
    engine: &Engine,
    settings: &Settings,
    sides: Sides<'_>,
    shown: &dyn Fn(&mut Report),
) -> Result<Corrected, Failure> {
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    let (mut findings, mut rounds) = (0, 0);
    loop {
        let changed = texts
            .iter()
            .map(|(path, (_, new))| (path.clone(), Some(new.clone())))
            .collect();
        let after = EditedSource::new(sides.after, &settings.root, changed);
        let mut report = (engine.run_on)(
            settings,
            &Sides {
                after: &after,
                ..sides
            },
        )?
        .report();
        shown(&mut report);
        let open = |file| {
            let file = report.sources.file(file);
            texts.contains_key(&*file.path) || as_on_disk(&settings.root, &file.path, &file.text)
        };
        let fixed = fix::apply(
            &report.sources,
            report
                .findings
                .iter()
                .map(|numbered| numbered.finding.edits.as_slice()),
            &open,
        );
        if fixed.texts.is_empty() || rounds == MOST_ROUNDS {
            let files = texts.into_iter().map(|(path, (old, new))| (path, old, new));
            return Ok(Corrected {
                report,
                files: files.filter(|(_, old, new)| old != new).collect(),
                findings,
            });
        }
        findings += fixed.findings;
        rounds += 1;
        for (file, text) in fixed.texts {
            let source = report.sources.file(file);
            let entry = texts.entry(source.path.to_string());
            entry
                .or_insert_with(|| (source.text.to_string(), String::new()))
                .1 = text;
        }
    }
}

/// Whether a file of the project holds just this text: no link leads to it, and no byte of it was replaced in reading.
fn as_on_disk(root: &Path, path: &str, text: &str) -> bool {
    let file = root.join(path);
    let regular = std::fs::symlink_metadata(&file).is_ok_and(|found| found.is_file());
    regular
        && inside(root, &file).as_deref() == Some(path)
        && std::fs::read(&file).is_ok_and(|bytes| bytes == text.as_bytes())
}

impl Corrected {
    /// What was done, for a person.
    pub(crate) fn summary(&self) -> String {
        let (findings, files) = (
            counted(self.findings, "finding", "findings"),
            counted(self.files.len(), "file", "files"),
        );
        format!("Corrected {findings} in {files}.")
    }

    /// Writes the files, each as a whole or not at all.
    ///
    /// # Errors
    /// The first file that cannot be written; those before it are written.
    pub(crate) fn write(&self, root: &Path) -> Result<(), Failure> {
        for (path, old, new) in &self.files {
            if !as_on_disk(root, path, old) {
                return Err(Failure::Usage(format!(
                    "{path}: it changed meanwhile; run again"
                )));
            }
            replace(&root.join(path), new)
                .map_err(|error| Failure::Usage(format!("{path}: cannot be written: {error}")))?;
        }
        Ok(())
    }

    /// Shows the changes as a unified diff. A terminal gets no character that it would act on.
    pub(crate) fn preview(&self, terminal: bool, out: &mut dyn Write) -> io::Result<()> {
        for (path, old, new) in &self.files {
            let diff = TextDiff::from_lines(old.as_str(), new.as_str());
            let (from, to) = (quoted(&format!("a/{path}")), quoted(&format!("b/{path}")));
            let diff = diff
                .unified_diff()
                .context_radius(3)
                .header(&from, &to)
                .to_string();
            if terminal {
                diff.lines()
                    .try_for_each(|line| writeln!(out, "{}", one_line(line)))?;
            } else {
                out.write_all(diff.as_bytes())?;
            }
        }
        Ok(())
    }
}

/// A name as `git apply` and `patch` read it: odd characters make it a string of C.
fn quoted(name: &str) -> String {
    let odd = |c: char| c.is_control() || c == '"' || c == '\\';
    if !name.contains(odd) {
        return name.to_owned();
    }
    let escaped = name.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => c
            .to_string()
            .bytes()
            .map(|byte| format!("\\{byte:03o}"))
            .collect(),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// Puts a new file in the place of the old one, with the same permissions.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = folder_of(path);
    let mut file = tempfile::Builder::new()
        .prefix(".tracklint")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file()
        .set_permissions(std::fs::metadata(path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error).map(drop)
}
