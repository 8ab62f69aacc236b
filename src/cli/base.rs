//! What `check` compares with: a revision, the place where a merge request branched off, or the other side of a diff.

use crate::analysis::outcome::Failure;
use crate::cli::args::Check;
use crate::input::diff::Before;
use crate::input::file_source::{Folder, Tree};
use crate::input::git::{Repository, Revision};
use std::io::Read;
use std::path::Path;

/// The word for the place where the merge request branched off.
const AUTO: &str = "auto";

/// Largest diff that is read.
const MAX_DIFF_SIZE: u64 = 64 << 20;

/// How a variable of a pipeline tells the base.
#[derive(Clone, Copy)]
enum Told {
    /// It is the base.
    Commit,
    /// It is a commit of the target branch.
    Ahead,
    /// It is the name of the target branch.
    Branch,
}

/// Variables of pipelines, the best first. A merged-results pipeline of GitLab runs on a merge with the target branch, so that its
/// base is the tip of that branch and not the place where the merge request branched off; a pipeline without a merge
/// request is compared with the default branch.
const VARIABLES: &[(&str, Told)] = &[
    ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", Told::Ahead),
    ("CI_MERGE_REQUEST_DIFF_BASE_SHA", Told::Commit),
    ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", Told::Branch),
    ("GITHUB_BASE_REF", Told::Branch),
    ("CI_DEFAULT_BRANCH", Told::Branch),
];

/// The other end of a change, and what to call it.
pub(crate) struct Base<'a> {
    pub tree: Box<dyn Tree + 'a>,
    pub name: String,
    /// Folders that it cannot see into, so that the project must not be looked at there either.
    pub blind: Vec<String>,
}

/// The other end that the command asks for, if it asks for one.
pub(crate) fn of<'a>(command: &Check, folder: &'a Folder) -> Result<Option<Base<'a>>, Failure> {
    let root = &command.path;
    if let Some(base) = &command.base {
        let (tree, name) =
            revision(root, base, &|name| std::env::var(name).ok()).map_err(Failure::Usage)?;
        let blind = tree.links().to_vec();
        return Ok(Some(Base {
            tree: Box::new(tree),
            name,
            blind,
        }));
    }
    let Some(file) = &command.diff else {
        return Ok(None);
    };
    let name = file.display().to_string();
    let diff = read(file).map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    let before = Before::new(folder, root, &name, &diff).map_err(Failure::Usage)?;
    Ok(Some(Base {
        tree: Box::new(before),
        name,
        blind: Vec::new(),
    }))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(file).map_err(|error| error.to_string())?)
    };
    input
        .take(MAX_DIFF_SIZE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_DIFF_SIZE {
        return Err(format!("it is larger than {} MiB", MAX_DIFF_SIZE >> 20));
    }
    Ok(bytes)
}

fn revision(
    root: &Path,
    base: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(Revision, String), String> {
    let repository = Repository::open(root)?;
    let (commit, name) = if base == AUTO {
        auto(&repository, variable)?
    } else {
        (repository.commit(base)?, base.to_owned())
    };
    let short: String = commit.chars().take(12).collect();
    let name = if name.starts_with(&short) {
        short
    } else {
        format!("{name} ({short})")
    };
    Ok((repository.at(&commit)?, name))
}

fn auto(
    repository: &Repository,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(String, String), String> {
    for (name, told) in VARIABLES {
        let Some(value) = variable(name).filter(|value| !value.is_empty()) else {
            continue;
        };
        let commit = match told {
            Told::Commit => repository.commit(&value),
            Told::Ahead => repository.merge_base(&value),
            Told::Branch => repository.merge_base(&format!("refs/remotes/origin/{value}")),
        };
        return commit
            .map(|commit| (commit, format!("${name}")))
            .map_err(|error| format!("{error} (from `{name}`)"));
    }
    let advice = "`--base auto` finds neither the variables of a merge request in GitLab or GitHub nor a default branch of \
                  `origin`; name the revision";
    let head = "refs/remotes/origin/HEAD";
    repository.commit(head).map_err(|_| advice.to_owned())?;
    repository
        .merge_base(head)
        .map(|commit| (commit, "origin/HEAD".to_owned()))
}
