//! Fixes: applied in memory until nothing is left to fix, then written to the files or shown as a diff.

use crate::analysis::{Failure, Sides, analyze_sides};
use crate::cli::new_file::NewFile;
use crate::cli::output::cannot_write;
use crate::config::Settings;
use crate::fix;
use crate::input::file_source::EditedSource;
use crate::input::paths::{folder_of, inside};
use crate::report::Report;
use crate::report::text::{counted, one_line};
use similar::Algorithm;
use similar::udiff::unified_diff;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// Limit of rounds, for fixes that require others.
const MAX_ROUNDS: usize = 10;

/// The fixes of a run, in memory.
pub(crate) struct Fixed {
    /// Report of the remaining findings.
    pub(crate) report: Report,
    /// Path, old text and new text of each changed file.
    pub(crate) files: Vec<(String, String, String)>,
    /// Number of fixed findings.
    pub(crate) findings: usize,
}

/// Applies all fixes that are certain. `needs_ways` says that a format needs the ways of surfaces, and
/// `select` reduces a report to the selected findings.
pub(crate) fn fix(
    settings: &Settings,
    sides: Sides<'_>,
    needs_ways: bool,
    select: &dyn Fn(&mut Report),
) -> Result<Fixed, Failure> {
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    let (mut findings, mut rounds) = (0, 0);
    loop {
        let edits = texts.iter();
        let edits = edits.map(|(path, (_, new))| (path.clone(), Some(new.clone())));
        let after = EditedSource::new(sides.after, &settings.root, edits.collect());
        let sides = Sides {
            after: &after,
            ..sides
        };
        let mut report = analyze_sides(settings, sides)?.report_for(needs_ways);
        select(&mut report);
        let may_edit = |file| {
            let file = report.sources.file(file);
            texts.contains_key(&*file.path) || as_on_disk(&settings.root, &file.path, &file.text)
        };
        let edits = report.findings.iter();
        let edits = edits.map(|numbered| numbered.finding.edits.as_slice());
        let fixed = fix::apply(&report.sources, edits, &may_edit);
        if fixed.texts.is_empty() || rounds == MAX_ROUNDS {
            let files = texts.into_iter().map(|(path, (old, new))| (path, old, new));
            return Ok(Fixed {
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

/// Returns true if a file of the project has exactly this text: no link leads to it, and no byte was replaced in reading.
fn as_on_disk(root: &Path, path: &str, text: &str) -> bool {
    let file = root.join(path);
    let regular = std::fs::symlink_metadata(&file).is_ok_and(|found| found.is_file());
    regular
        && inside(root, &file).as_deref() == Some(path)
        && std::fs::read(&file).is_ok_and(|bytes| bytes == text.as_bytes())
}

impl Fixed {
    /// Returns a sentence about the fixes.
    pub(crate) fn summary(&self) -> String {
        let findings = counted(self.findings, "finding", "findings");
        let files = counted(self.files.len(), "file", "files");
        format!("Fixed {findings} in {files}.")
    }

    /// Writes the files, each atomically.
    ///
    /// # Errors
    /// The first file that cannot be written; those before it are written.
    pub(crate) fn write(&self, root: &Path) -> Result<(), Failure> {
        for (path, old, new) in &self.files {
            if !as_on_disk(root, path, old) {
                let message = format!("{path}: the file changed during the run; run again");
                return Err(Failure::Usage(message));
            }
            replace(&root.join(path), new).map_err(|error| cannot_write(path, error))?;
        }
        Ok(())
    }

    /// Prints the changes as a unified diff. On a terminal, control characters are escaped.
    pub(crate) fn preview(&self, is_terminal: bool, out: &mut dyn Write) -> io::Result<()> {
        for (path, old, new) in &self.files {
            let (from, to) = (quoted(&format!("a/{path}")), quoted(&format!("b/{path}")));
            let diff = unified_diff(Algorithm::default(), old, new, 3, Some((&from, &to)));
            if is_terminal {
                for line in diff.lines() {
                    writeln!(out, "{}", one_line(line))?;
                }
            } else {
                out.write_all(diff.as_bytes())?;
            }
        }
        Ok(())
    }
}

/// Returns a file name as `git apply` and `patch` read it: unusual characters make it a C string.
fn quoted(name: &str) -> String {
    let unusual = |c: char| c.is_control() || c == '"' || c == '\\';
    if !name.contains(unusual) {
        return name.to_owned();
    }
    let mut out = String::from("\"");
    for c in name.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let mut buffer = [0; 4];
                for byte in c.encode_utf8(&mut buffer).bytes() {
                    out.push_str(&format!("\\{byte:03o}"));
                }
            }
            c => out.push(c),
        }
    }
    out + "\""
}

/// Replaces a file by a new one with the same permissions.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut file = NewFile::for_folder(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.file()
        .set_permissions(std::fs::metadata(path)?.permissions())?;
    file.file().sync_all()?;
    file.replace(path)
}
