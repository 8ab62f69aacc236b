//! The files of one commit, read from the object database.

use crate::input::file_source::FileSource;
use crate::input::git::command::{absent, command, refusal, run};
use crate::input::git::ignored::visible;
use crate::input::ignore_files::FILE_NAMES;
use crate::input::paths;
use crate::input::read_file::{MAX_FILE_SIZE, ReadFile, SkippedFile, decode, read};
use crate::input::walk::{FileFilter, WalkedFiles};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Limit of the files of a base.
const MAX_FILES: usize = 500_000;

/// A folder of the repository as it was at a commit.
#[derive(Debug, Default)]
pub(crate) struct RevisionSource {
    root: PathBuf,
    /// Object name by path.
    files: BTreeMap<String, String>,
    /// Files that a walk through the folder leaves out.
    left_out: BTreeSet<String>,
    folders: BTreeSet<String>,
    /// Files, and folders with a `/` at the end, that are in a work tree and in no commit of the repository.
    outside: Vec<String>,
    skipped: Vec<SkippedFile>,
    /// The number of files that a sparse checkout leaves out.
    not_checked_out: usize,
}

impl RevisionSource {
    pub(crate) fn new(root: &Path, prefix: &str, commit: &str) -> Result<Self, String> {
        let mut command = command(root);
        command.args(["ls-tree", "-r", "-z", "--full-tree", commit]);
        if !prefix.is_empty() {
            command.args(["--", prefix]);
        }
        let output = run(&mut command)?;
        if !output.status.success() {
            return Err(refusal(root, &output));
        }
        let mut source = Self {
            root: root.to_owned(),
            ..Self::default()
        };
        for record in output.stdout.split(|byte| *byte == 0) {
            source.add(record, prefix);
            if source.files.len() > MAX_FILES {
                return Err(format!(
                    "the base has more than {MAX_FILES} files; audit a folder of it"
                ));
            }
        }
        source.leave_out_absent(prefix)?;
        source.add_untracked()?;
        source.folders = paths::folders(source.files.keys().map(String::as_str));
        source.left_out = source.left_out()?;
        Ok(source)
    }

    /// Adds a record of `git ls-tree`: mode, kind and object name, a tab, the path.
    fn add(&mut self, record: &[u8], prefix: &str) {
        let Some(tab) = record.iter().position(|byte| *byte == b'\t') else {
            return;
        };
        let (head, path) = (String::from_utf8_lossy(&record[..tab]), &record[tab + 1..]);
        let Some(path) = path.strip_prefix(prefix.as_bytes()) else {
            return;
        };
        let Ok(path) = std::str::from_utf8(path) else {
            let path = String::from_utf8_lossy(path);
            let skipped = SkippedFile::new(path, "its name is not UTF-8");
            self.skipped.push(skipped);
            return;
        };
        let mut head = head.split(' ');
        match (head.next(), head.nth(1)) {
            (Some("100644" | "100755" | "100664"), Some(object)) => {
                _ = self.files.insert(path.to_owned(), object.to_owned());
            }
            (Some("160000"), _) => self.outside.push(format!("{path}/")),
            // Symbolic links are not followed, here as in a folder.
            _ => {}
        }
    }

    /// Leaves out the files that a sparse checkout does not have on disk. They are on neither side then.
    fn leave_out_absent(&mut self, prefix: &str) -> Result<(), String> {
        let mut command = command(&self.root);
        command.args(["ls-files", "-t", "-z", "--full-name"]);
        let output = run(&mut command)?;
        if !output.status.success() {
            return Err(refusal(&self.root, &output));
        }
        for record in output.stdout.split(|byte| *byte == 0) {
            let path = record
                .strip_prefix(b"S ")
                .and_then(|path| path.strip_prefix(prefix.as_bytes()));
            let Some(path) = path.and_then(|path| std::str::from_utf8(path).ok()) else {
                continue;
            };
            let is_absent = self.root.join(path).symlink_metadata().is_err();
            if is_absent && self.files.remove(path).is_some() {
                self.not_checked_out += 1;
            }
        }
        Ok(())
    }

    /// Returns the number of files of the base that a sparse checkout leaves out.
    pub(crate) fn not_checked_out(&self) -> usize {
        self.not_checked_out
    }

    /// Adds what the repository ignores (also by `.git/info/exclude`) and other repositories inside of it.
    fn add_untracked(&mut self) -> Result<(), String> {
        let ignored = ["--ignored", "--directory"];
        for options in [&ignored[..], &[]] {
            let mut command = command(&self.root);
            command
                .args(["ls-files", "-z", "--others", "--exclude-standard"])
                .args(options);
            let output = run(&mut command)?;
            if !output.status.success() {
                return Err(refusal(&self.root, &output));
            }
            let records = output.stdout.split(|byte| *byte == 0);
            let paths = records.filter_map(|path| std::str::from_utf8(path).ok());
            // Without `--directory`, only other repositories end with a `/`.
            let is_outside = |path: &&str| {
                !path.is_empty() && *path != "./" && (!options.is_empty() || path.ends_with('/'))
            };
            self.outside
                .extend(paths.filter(is_outside).map(str::to_owned));
        }
        Ok(())
    }

    /// Returns the files, and the folders with a `/` at the end, that the work tree has and the repository does not: submodules,
    /// other repositories and what git ignores. They are not in this source.
    pub(crate) fn outside(&self) -> &[String] {
        &self.outside
    }

    /// Finds the files that a walk through the folder leaves out.
    fn left_out(&self) -> Result<BTreeSet<String>, String> {
        let is_ignore_file =
            |path: &str| FILE_NAMES.contains(&path.rsplit('/').next().unwrap_or(path));
        let files = self.files.iter();
        let ignore_files = files.filter(|(path, _)| is_ignore_file(path));
        let walked = self.read(ignore_files, MAX_FILE_SIZE)?;
        let texts = walked.files.into_iter().map(|file| (file.path, file.text));
        let visible = visible(texts, self.files.keys().map(String::as_str));
        let visible: BTreeSet<&str> = visible.into_iter().collect();
        let mut left_out: BTreeSet<String> = self.files.keys().cloned().collect();
        left_out.retain(|path| !visible.contains(path.as_str()));
        Ok(left_out)
    }

    /// Reads files with one `git` process.
    fn read<'a>(
        &self,
        files: impl Iterator<Item = (&'a String, &'a String)>,
        most: u64,
    ) -> Result<WalkedFiles, String> {
        let files: Vec<(&String, &String)> = files.collect();
        let mut walked = WalkedFiles::default();
        if files.is_empty() {
            return Ok(walked);
        }
        let mut command = command(&self.root);
        command
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| absent(&error))?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("cannot communicate with `git`".to_owned());
        };
        // Many files may have the same content, which is read once.
        let mut objects: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, object) in &files {
            objects.entry(object).or_default().push(path);
        }
        let names: String = objects.keys().flat_map(|object| [object, "\n"]).collect();
        // Either pipe may be full, so names are written while objects are read.
        let writer = std::thread::spawn(move || input.write_all(names.as_bytes()));
        let mut output = BufReader::with_capacity(1 << 16, output);
        let result = objects.iter().try_for_each(|(object, paths)| {
            let content = object_content(&mut output, paths[0], object, most)?;
            for path in paths {
                walked.add(renamed(&content, path));
            }
            Ok(())
        });
        walked.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        drop(output);
        // After a failed read, git ends at its closed pipe, and its exit code is of no interest.
        let _ = writer.join();
        let _ = child.wait();
        result.map(|()| walked)
    }
}

/// Returns a file under another path.
fn renamed(content: &Result<ReadFile, SkippedFile>, path: &str) -> Result<ReadFile, SkippedFile> {
    let path = path.to_owned();
    match content {
        Ok(file) => Ok(ReadFile {
            path,
            ..file.clone()
        }),
        Err(skipped) => Err(SkippedFile {
            path,
            ..skipped.clone()
        }),
    }
}

/// Reads an object as `cat-file --batch` prints it: a line with name, kind and size, the content, a line break.
fn object_content(
    output: &mut impl BufRead,
    path: &str,
    object: &str,
    most: u64,
) -> Result<Result<ReadFile, SkippedFile>, String> {
    let broken = |what: &str| format!("git cannot read `{path}` of the base: {what}");
    let failed = |error: std::io::Error| broken(&error.to_string());
    let mut line = String::new();
    output.read_line(&mut line).map_err(failed)?;
    if line.trim_end().ends_with(" missing") {
        let why = "its content is not in this clone, or it is damaged; fetch it whole, without `--filter`";
        return Err(broken(why));
    }
    let size = line
        .strip_prefix(object)
        .and_then(|rest| rest.trim_end().strip_prefix(" blob "))
        .and_then(|size| size.parse::<u64>().ok())
        .ok_or_else(|| broken("unexpected output"))?;
    let kept = size.min(most + 1);
    let mut bytes = Vec::new();
    let read = output.take(kept).read_to_end(&mut bytes).map_err(failed)?;
    let rest = size - kept + 1;
    let behind = std::io::copy(&mut output.take(rest), &mut std::io::sink()).map_err(failed)?;
    if read as u64 != kept || behind != rest {
        return Err(broken("it ends early"));
    }
    Ok(decode(path, &bytes, most))
}

impl FileSource for RevisionSource {
    fn walk(&self, filter: FileFilter<'_>) -> Result<WalkedFiles, String> {
        let selected = |path: &String| !self.left_out.contains(path) && (filter.file)(path);
        let files = self.files.iter();
        let mut walked = self.read(files.filter(|(path, _)| selected(path)), filter.most)?;
        walked.skipped.extend(self.skipped.iter().cloned());
        walked.skipped.sort_unstable();
        Ok(walked)
    }

    fn has_folder(&self, path: &str) -> bool {
        self.folders.contains(path)
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, SkippedFile>> {
        let name = file.to_string_lossy().into_owned();
        let Some(path) = paths::inside(&self.root, file) else {
            return Some(read(file, name));
        };
        let entry = self.files.get_key_value(&path)?;
        let mut walked = match self.read(std::iter::once(entry), MAX_FILE_SIZE) {
            Ok(walked) => walked,
            Err(reason) => return Some(Err(SkippedFile::new(name, reason))),
        };
        let skipped = walked.skipped.pop();
        Some(match walked.files.pop() {
            Some(file) => Ok(ReadFile { path: name, ..file }),
            None => Err(skipped.unwrap_or_else(|| SkippedFile::new(name, ""))),
        })
    }
}
