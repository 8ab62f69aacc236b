//! Manifests of packages: the dependencies that a project declares.

use crate::analysis::detect::members::{PNPM_WORKSPACE, members, pnpm_members};
use crate::input::read_file::{MAX_FILE_SIZE, SkippedFile, read_unlinked};
use crate::input::root::Root;
use crate::rules::detect::Ecosystem;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Folders whose subfolders hold packages of their own.
const WORKSPACES: &[&str] = &[
    "apps",
    "clients",
    "components",
    "crates",
    "engines",
    "libs",
    "modules",
    "packages",
    "plugins",
    "services",
    "workspaces",
];

/// Folders without manifests of the project itself.
const FOREIGN: &[&str] = &["node_modules", "target", "tmp", "vendor", "dist", "build"];

/// A manifest and the packages that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The path, relative to the root, with `/`.
    pub(crate) path: String,
    /// The ecosystem of the packages.
    pub(crate) ecosystem: Ecosystem,
    /// The names of the packages.
    pub(crate) packages: BTreeSet<String>,
}

/// Returns the manifests of the root, of its folders, and of the packages in its workspaces: those that a manifest of the root
/// declares, and those in folders with the usual names.
///
/// # Errors
/// The machine cannot read a folder or a manifest, so that the result would differ from run to run.
pub(crate) fn manifests(root: &Path) -> Result<Vec<Manifest>, SkippedFile> {
    let mut reading = Reading {
        root,
        opened: Root::new(root),
        found: BTreeMap::new(),
        members: Vec::new(),
    };
    let folders = reading.folder("")?;
    let (parents, members): (Vec<String>, Vec<String>) = reading
        .members
        .iter()
        .map(|member| {
            member
                .trim_start_matches("./")
                .trim_end_matches('/')
                .to_owned()
        })
        .filter(|member| !member.is_empty() && member.split('/').all(|part| part != ".."))
        .partition(|member| member.ends_with('*'));
    let declared = parents
        .iter()
        .map(|parent| parent.trim_end_matches(['*', '/']));
    let declared: BTreeSet<&str> = declared.filter(|parent| !parent.contains('*')).collect();
    for folder in folders {
        let has_packages = WORKSPACES.contains(&&*folder) || declared.contains(&*folder);
        for inner in reading.folder(&folder)? {
            if has_packages {
                reading.folder(&inner)?;
            }
        }
    }
    let deeper = declared.iter().filter(|parent| parent.contains('/'));
    for parent in deeper {
        for inner in reading.folder(parent)? {
            reading.folder(&inner)?;
        }
    }
    for member in members.iter().filter(|member| !member.contains('*')) {
        reading.folder(member)?;
    }
    Ok(reading.found.into_values().collect())
}

/// The manifests that were read.
struct Reading<'r> {
    root: &'r Path,
    opened: Root,
    /// The manifests by path.
    found: BTreeMap<String, Manifest>,
    /// Folders and patterns of folders that the manifests declare as members of their workspace.
    members: Vec<String>,
}

impl Reading<'_> {
    /// Reads the manifests in a folder, given by its path relative to the root. Returns the paths of the folders in it.
    fn folder(&mut self, folder: &str) -> Result<Vec<String>, SkippedFile> {
        let mut folders = Vec::new();
        let at = self.root.join(folder);
        // Links are not followed, since they may lead out of the project.
        if !at.starts_with(self.root) || (!folder.is_empty() && leads_away(self.root, folder)) {
            return Ok(folders);
        }
        let entries = std::fs::read_dir(at);
        if let Err(error) = &entries {
            fault(SkippedFile::of_error(folder, error))?;
        }
        for entry in entries.into_iter().flatten().flatten() {
            let (Ok(kind), Some(name)) = (
                entry.file_type(),
                entry.file_name().to_str().map(str::to_owned),
            ) else {
                continue;
            };
            let path = match folder {
                "" => name.clone(),
                folder => format!("{folder}/{name}"),
            };
            if kind.is_dir() && !name.starts_with('.') && !FOREIGN.contains(&&*name) {
                folders.push(path);
            } else if kind.is_file()
                && let Some((ecosystem, read)) = reader(&name)
            {
                match read_unlinked(&self.opened, &entry.path(), path.as_str(), MAX_FILE_SIZE) {
                    Ok(file) => {
                        if folder.is_empty() {
                            self.members.extend(members(ecosystem, &file.text));
                        }
                        let manifest = Manifest {
                            path: path.clone(),
                            ecosystem,
                            packages: read(&file.text),
                        };
                        self.found.insert(path, manifest);
                    }
                    Err(skipped) => fault(skipped)?,
                }
            } else if folder.is_empty() && kind.is_file() && name == PNPM_WORKSPACE {
                match read_unlinked(&self.opened, &entry.path(), path.as_str(), MAX_FILE_SIZE) {
                    Ok(file) => self.members.extend(pnpm_members(&file.text)),
                    Err(skipped) => fault(skipped)?,
                }
            }
        }
        folders.sort();
        Ok(folders)
    }
}

/// Returns true if a folder on the way is a link or is absent.
fn leads_away(root: &Path, folder: &str) -> bool {
    let mut at = root.to_path_buf();
    folder.split('/').any(|part| {
        at.push(part);
        !std::fs::symlink_metadata(&at).is_ok_and(|kind| kind.is_dir())
    })
}

/// Returns a fault of the machine as an error. A manifest that cannot be read for another reason declares nothing.
fn fault(skipped: SkippedFile) -> Result<(), SkippedFile> {
    match skipped.is_fault {
        true => Err(skipped),
        false => Ok(()),
    }
}

type Reader = fn(&str) -> BTreeSet<String>;

/// Returns the reader of a manifest with this file name.
fn reader(name: &str) -> Option<(Ecosystem, Reader)> {
    Some(match name {
        "Gemfile" | "gems.rb" => (Ecosystem::Gem, gems),
        "package.json" => (Ecosystem::Npm, npm),
        "Cargo.toml" => (Ecosystem::Cargo, cargo),
        "pyproject.toml" | "Pipfile" | "setup.py" | "setup.cfg" => (Ecosystem::Pip, python),
        "go.mod" => (Ecosystem::Go, go),
        _ if name.ends_with(".gemspec") => (Ecosystem::Gem, gems),
        _ if name.starts_with("requirements") && name.ends_with(".txt") => (Ecosystem::Pip, python),
        _ => return None,
    })
}

/// Returns the gems of a Gemfile or gemspec.
fn gems(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(str::trim_start);
    let lines = lines.filter(|line| {
        let call = line.split(['(', ' ']).next().unwrap_or_default();
        call == "gem"
            || call.ends_with("add_dependency")
            || call.ends_with("add_runtime_dependency")
    });
    lines.filter_map(quoted).collect()
}

/// Returns the first quoted text of a line.
fn quoted(line: &str) -> Option<String> {
    let start = line.find(['"', '\''])?;
    let quote = line[start..].chars().next()?;
    let rest = &line[start + 1..];
    Some(rest[..rest.find(quote)?].to_owned())
}

/// Returns the dependencies of a `package.json`.
fn npm(text: &str) -> BTreeSet<String> {
    let manifest: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let sections = [
        "dependencies",
        "devDependencies",
        "peerDependencies",
        "optionalDependencies",
    ];
    let sections = sections
        .iter()
        .filter_map(|section| manifest.get(section)?.as_object());
    sections
        .flat_map(|section| section.keys().cloned())
        .collect()
}

/// Returns the dependencies of a `Cargo.toml`.
fn cargo(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut is_inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            is_inside = section.ends_with("dependencies");
            // `[dependencies.name]` is a section of its own.
            if let Some((_, name)) = section.split_once("dependencies.") {
                found.insert(name.trim_matches('"').to_owned());
            }
        } else if is_inside && let Some((name, _)) = line.split_once(['=', '.']) {
            found.insert(name.trim().trim_matches('"').to_owned());
        }
    }
    found
}

/// Returns the packages of a Python manifest: the names in front of versions and in quotes. Names are compared in lower case
/// with `-`.
fn python(text: &str) -> BTreeSet<String> {
    let name = |line: &str| {
        let line = line.trim().trim_start_matches(['"', '\'']);
        let end = line.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'));
        let name = &line[..end.unwrap_or(line.len())];
        name.to_lowercase().replace(['_', '.'], "-")
    };
    let pieces = text.lines().flat_map(|line| line.split([',', '[']));
    pieces.map(name).filter(|name| !name.is_empty()).collect()
}

/// Returns the modules of a `go.mod`.
fn go(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(str::trim);
    let modules = lines.filter_map(|line| {
        let line = line.strip_prefix("require ").unwrap_or(line);
        let (module, version) = line.split_once(' ')?;
        (module.contains('.') && version.starts_with('v')).then(|| module.to_owned())
    });
    modules.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_manifest_names_its_packages() {
        let has = |read: Reader, text: &str, names: &[&str]| {
            let found = read(text);
            for name in names {
                assert!(found.contains(*name), "{name} in {found:?}");
            }
            found
        };
        has(
            gems,
            "source 'x'\n  gem \"posthog-ruby\", '~> 2'\nspec.add_dependency('ahoy_matey')\n",
            &["posthog-ruby", "ahoy_matey"],
        );
        has(
            npm,
            r#"{"dependencies": {"posthog-js": "1"}, "devDependencies": {"@segment/x": "2"}}"#,
            &["posthog-js", "@segment/x"],
        );
        let cargo = has(
            cargo,
            "[package]\nname = \"x\"\n[dependencies]\nposthog-rs = \"1\"\nserde.workspace = true\n[dev-dependencies.\"y\"]\n",
            &["posthog-rs", "serde", "y"],
        );
        assert!(!cargo.contains("name"));
        has(
            python,
            "dependencies = [\"PostHog>=3\", 'snowplow_tracker']\nmixpanel==4\n",
            &["posthog", "snowplow-tracker", "mixpanel"],
        );
        let go = has(
            go,
            "module example.org/x\nrequire github.com/a/b v1.2.3\n\tgithub.com/c/d v0.1.0 // indirect\n",
            &["github.com/a/b", "github.com/c/d"],
        );
        assert_eq!(go.len(), 2);
    }

    #[test]
    fn declared_members_of_workspaces_are_found() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be created");
            std::fs::write(path, text).expect("it can be written");
        };
        let cargo = "[workspace]\nmembers = [\n  \"src/*\", # all\n  \"./a/b/c\",\n  \"../out\",\n]\n[x]\ny = [\"z\"]\n";
        write("Cargo.toml", cargo);
        write("package.json", r#"{"workspaces": {"packages": ["web/*"]}}"#);
        write("pnpm-workspace.yaml", "packages:\n  - 'sites/all/*'\n");
        for folder in ["src/one", "a/b/c", "z/y", "a/b/d"] {
            write(&format!("{folder}/Cargo.toml"), "[package]\n");
        }
        for folder in ["web/one", "sites/all/one", "sites/none/one"] {
            write(&format!("{folder}/package.json"), "{}");
        }
        let found = manifests(root.path()).expect("it can be read");
        let paths: Vec<&str> = found
            .iter()
            .map(|manifest| manifest.path.as_str())
            .collect();
        assert_eq!(
            paths,
            [
                "Cargo.toml",
                "a/b/c/Cargo.toml",
                "package.json",
                "sites/all/one/package.json",
                "src/one/Cargo.toml",
                "web/one/package.json",
            ]
        );
    }

    #[test]
    fn manifests_of_workspaces_are_found_and_those_of_dependencies_are_not() {
        let root = tempfile::tempdir().expect("a folder");
        for folder in ["", "web", "packages/a", "node_modules/b", "deep/er/c"] {
            let folder = root.path().join(folder);
            std::fs::create_dir_all(&folder).expect("it can be created");
            std::fs::write(folder.join("package.json"), "{}").expect("it can be written");
        }
        let found = manifests(root.path()).expect("it can be read");
        let paths: Vec<&str> = found
            .iter()
            .map(|manifest| manifest.path.as_str())
            .collect();
        assert_eq!(
            paths,
            [
                "package.json",
                "packages/a/package.json",
                "web/package.json"
            ]
        );
    }
}
