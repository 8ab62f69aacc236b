//! The files of one commit, read from the object database.

use crate::input::file_source::{Tree, folders};
use crate::input::git::command::{absent, command, refusal, run};
use crate::input::git::ignored::visible;
use crate::input::ignore_files::NAMES;
use crate::input::paths;
use crate::input::walk::{self, ReadFile, Skipped, Walked, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// A folder of the repository as it was at a commit.
#[derive(Debug)]
pub struct Revision {
    root: PathBuf,
    /// Path to object name.
    files: BTreeMap<String, String>,
    /// Those of them that a walk through the folder would not have found.
    unseen: BTreeSet<String>,
    folders: BTreeSet<String>,
    links: Vec<String>,
    skipped: Vec<Skipped>,
}

impl Revision {
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
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        let (mut links, mut skipped) = (Vec::new(), Vec::new());
        for record in output
            .stdout
            .split(|byte| *byte == 0)
            .filter(|record| !record.is_empty())
        {
            let Some(tab) = record.iter().position(|byte| *byte == b'\t') else {
                continue;
            };
            let (head, path) = (String::from_utf8_lossy(&record[..tab]), &record[tab + 1..]);
            let Some(path) = path.strip_prefix(prefix.as_bytes()) else {
                continue;
            };
            let Ok(path) = std::str::from_utf8(path) else {
                let path = String::from_utf8_lossy(path).into_owned();
                skipped.push(Skipped {
                    path,
                    reason: "its name is not UTF-8".to_owned(),
                });
                continue;
            };
            let mut head = head.split(' ');
            match (head.next(), head.nth(1)) {
                (Some("100644" | "100755" | "100664"), Some(object)) => {
                    _ = all.insert(path.to_owned(), object.to_owned())
                }
                (Some("160000"), _) => links.push(format!("{path}/")),
                // Symbolic links are not followed, here as in a folder.
                _ => {}
            }
        }
        let folders = folders(all.keys().map(String::as_str));
        let mut found = Self {
            root: root.to_owned(),
            files: all,
            unseen: BTreeSet::new(),
            folders,
            links,
            skipped,
        };
        found.unseen = found.ignored()?;
        Ok(found)
    }

    /// Folders that are repositories of their own, each with a `/` at its end: what is in them is not in this tree.
    pub fn links(&self) -> &[String] {
        &self.links
    }

    fn ignored(&self) -> Result<BTreeSet<String>, String> {
        let rules = |path: &str| NAMES.contains(&path.rsplit('/').next().unwrap_or(path));
        let walked = self.read(self.files.iter().filter(|(path, _)| rules(path)))?;
        let texts = walked.files.into_iter().map(|file| (file.path, file.text));
        let visible: BTreeSet<&str> = visible(texts, self.files.keys().map(String::as_str))
            .into_iter()
            .collect();
        Ok(self
            .files
            .keys()
            .filter(|path| !visible.contains(path.as_str()))
            .cloned()
            .collect())
    }

    /// Reads these files in one go.
    fn read<'a>(
        &self,
        wanted: impl Iterator<Item = (&'a String, &'a String)>,
    ) -> Result<Walked, String> {
        let wanted: Vec<(&String, &String)> = wanted.collect();
        let mut walked = Walked::default();
        if wanted.is_empty() {
            return Ok(walked);
        }
        let mut command = command(&self.root);
        command
            .args(["cat-file", "--batch"])
            .stdin(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null());
        let mut child = command.spawn().map_err(|error| absent(&error))?;
        let (Some(mut questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("`git` cannot be talked to".to_owned());
        };
        let names: String = wanted
            .iter()
            .flat_map(|(_, object)| [object.as_str(), "\n"])
            .collect();
        // Questions are written beside reading the answers: either pipe may be full.
        let asking = std::thread::spawn(move || questions.write_all(names.as_bytes()));
        let mut answers = BufReader::with_capacity(1 << 16, answers);
        let result = wanted.iter().try_for_each(|(path, object)| {
            match answer(&mut answers, path, object)? {
                Ok(file) => walked.files.push(file),
                Err(skipped) => walked.skipped.push(skipped),
            }
            Ok(())
        });
        drop(answers);
        // When reading failed, git ends at its closed pipe, and with it the writing; what it says then is of no interest.
        let _ = asking.join();
        let _ = child.wait();
        result.map(|()| walked)
    }
}

/// One object as `cat-file --batch` hands it over: a line with name, kind and size, the content, a line break.
fn answer(
    answers: &mut impl BufRead,
    path: &str,
    object: &str,
) -> Result<Result<ReadFile, Skipped>, String> {
    let broken = |what: &str| format!("git cannot read `{path}` of the base: {what}");
    let mut line = String::new();
    answers
        .read_line(&mut line)
        .map_err(|error| broken(&error.to_string()))?;
    if line.trim_end().ends_with(" missing") {
        let why = "its content is not in this clone; fetch it whole, without `--filter`";
        return Err(broken(why));
    }
    let size = line
        .strip_prefix(object)
        .and_then(|rest| rest.trim_end().strip_prefix(" blob "))
        .map(str::parse::<u64>);
    let Some(Ok(size)) = size else {
        return Err(broken("an answer in another form than git's"));
    };
    let kept = size.min(walk::MAX_FILE_SIZE + 1);
    let mut bytes = Vec::new();
    answers
        .take(kept)
        .read_to_end(&mut bytes)
        .map_err(|error| broken(&error.to_string()))?;
    let rest = size - kept + 1;
    let behind = std::io::copy(&mut answers.take(rest), &mut std::io::sink())
        .map_err(|error| broken(&error.to_string()))?;
    if bytes.len() as u64 != kept || behind != rest {
        return Err(broken("it ends early"));
    }
    Ok(walk::decoded(path.to_owned(), &bytes))
}

impl Tree for Revision {
    fn walk(&self, wanted: Wanted<'_>) -> Result<Walked, String> {
        let mut walked = self.read(
            self.files
                .iter()
                .filter(|(path, _)| !self.unseen.contains(*path) && (wanted.file)(path)),
        )?;
        walked.skipped.extend(self.skipped.iter().cloned());
        walked.skipped.sort_unstable();
        Ok(walked)
    }

    fn has_folder(&self, path: &str) -> bool {
        self.folders.contains(path)
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, Skipped>> {
        let shown = file.to_string_lossy().into_owned();
        let Some(path) = paths::inside(&self.root, file) else {
            return Some(walk::read(file, shown));
        };
        let entry = self.files.get_key_value(&path)?;
        let walked = self.read(std::iter::once(entry));
        let under_name = |file: ReadFile| ReadFile {
            path: shown.clone(),
            ..file
        };
        Some(match walked {
            Ok(walked) => match walked.files.into_iter().next() {
                Some(file) => Ok(under_name(file)),
                None => Err(walked.skipped.into_iter().next().unwrap_or(Skipped {
                    path: shown,
                    reason: String::new(),
                })),
            },
            Err(reason) => Err(Skipped {
                path: shown,
                reason,
            }),
        })
    }
}
