//! The base that `check` compares with: a revision, the commit where a merge request branched off, or the other side of a diff.

use crate::analysis::Failure;
use crate::cli::args::Check;
use crate::input::diff::DiffSource;
use crate::input::file_source::{FileSource, FolderSource};
use crate::input::git::{Repository, RevisionSource};
use crate::report::text::counted;
use std::io::Read;
use std::path::Path;

/// Value of `--base` for the commit where the merge request branched off.
const AUTO: &str = "auto";

/// Size limit of a diff.
const MAX_DIFF_SIZE: u64 = 64 << 20;

/// The meaning of a pipeline variable.
#[derive(Clone, Copy)]
enum VariableKind {
    /// The base itself.
    Base,
    /// A commit of the target branch.
    TargetCommit,
    /// The name of the target branch.
    TargetBranch,
}

/// Variables of pipelines, the best first. A merged-results pipeline of GitLab runs on a merge with the target branch, so its base
/// is the tip of that branch. A pipeline without a merge request is compared with the default branch.
const VARIABLES: &[(&str, VariableKind)] = &[
    (
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA",
        VariableKind::TargetCommit,
    ),
    ("CI_MERGE_REQUEST_DIFF_BASE_SHA", VariableKind::Base),
    (
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        VariableKind::TargetBranch,
    ),
    ("GITHUB_BASE_REF", VariableKind::TargetBranch),
    ("CI_DEFAULT_BRANCH", VariableKind::TargetBranch),
];

/// The base of a change.
pub(crate) struct Base<'a> {
    pub(crate) source: Box<dyn FileSource + 'a>,
    /// Name in messages.
    pub(crate) name: String,
    /// Files and folders that cannot be in the base and must be excluded from the project too.
    pub(crate) outside: Vec<String>,
    /// A warning about the comparison.
    pub(crate) warning: Option<String>,
}

/// Returns the base that the command line names, if any.
pub(crate) fn of<'a>(
    command: &Check,
    folder: &'a FolderSource,
) -> Result<Option<Base<'a>>, Failure> {
    let root = &command.path;
    if let Some(base) = &command.base {
        let (source, name) =
            revision(root, base, &|name| std::env::var(name).ok()).map_err(Failure::Usage)?;
        let absent = source.not_checked_out();
        let warning = (absent > 0).then(|| {
            let files = counted(absent, "file is", "files are");
            format!("{files} not checked out, so the comparison leaves them out on both sides")
        });
        return Ok(Some(Base {
            outside: source.outside().to_vec(),
            warning,
            source: Box::new(source),
            name,
        }));
    }
    let Some(file) = &command.diff else {
        return Ok(None);
    };
    let name = file.display().to_string();
    let diff = read(file).map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    let source = DiffSource::new(folder, root, &name, &diff).map_err(Failure::Usage)?;
    let warning = source
        .is_empty
        .then(|| format!("{name} is empty, so nothing counts as changed"));
    Ok(Some(Base {
        source: Box::new(source),
        name,
        outside: Vec::new(),
        warning,
    }))
}

/// Returns a revision, and the files and folders that must be excluded from the project too.
#[cfg(feature = "mcp")]
pub(crate) fn at(root: &Path, base: &str) -> Result<(RevisionSource, Vec<String>), Failure> {
    let found = revision(root, base, &|name| std::env::var(name).ok());
    let (source, _) = found.map_err(Failure::Usage)?;
    let outside = source.outside().to_vec();
    Ok((source, outside))
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
) -> Result<(RevisionSource, String), String> {
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
    for (name, kind) in VARIABLES {
        let Some(value) = variable(name).filter(|value| !value.is_empty()) else {
            continue;
        };
        let commit = match kind {
            VariableKind::Base => repository.commit(&value),
            VariableKind::TargetCommit => repository.merge_base(&value),
            VariableKind::TargetBranch => {
                repository.merge_base(&format!("refs/remotes/origin/{value}"))
            }
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
