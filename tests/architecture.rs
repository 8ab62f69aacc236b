//! The structure of `src`: floors, circles and doc comments, and lengths of all code. `docs/architecture.md` draws the floors.
//!
//! A room is a module of the crate's root with the files below it.

mod sources;

use sources::{File, files, functions, room_of, texts_below};
use std::collections::{BTreeMap, BTreeSet};

/// The rooms from the lowest floor to the highest. A room imports from the floors below its own.
const FLOORS: &[&[&str]] = &[
    &["panic", "source"],
    &["fix"],
    &["facts", "finding"],
    &["calls", "input"],
    &["languages", "rules", "config"],
    &["catalog", "resolve"],
    &["consumers", "reach"],
    &["audit"],
    &["report", "scaffold"],
    &["analysis"],
    &["export", "mcp", "server"],
    &["cli"],
    &["lib"],
    &["harness", "main"],
];

/// Folders in which files and functions are short, code of tests included.
const SHORT_FOLDERS: &[&str] = &["benches", "crates", "src", "tests", "xtask"];
/// Most lines of a file.
const FILE_LINES: usize = 400;
/// Most lines of a function.
const FUNCTION_LINES: usize = 60;
/// Beginnings of a doc comment that put the subject off.
const BEGINNINGS: &[&str] = &[
    "What ",
    "Whether ",
    "Where ",
    "Who ",
    "How ",
    "Those ",
    "The same ",
    "It ",
    "Its ",
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn modules_import_downward_only() {
    let mut faults = Vec::new();
    let mut imports = 0;
    for file in files().iter().filter(|file| !file.is_test) {
        let Some(own) = floor(file.room()) else {
            faults.push(format!("{}: no floor has this room", file.path));
            continue;
        };
        for (line, module) in &file.imports {
            let room = room_of(module);
            if room == file.room() {
                continue;
            }
            imports += 1;
            if floor(room).is_none_or(|there| there >= own) {
                faults.push(format!("{}:{line} imports upward from `{room}`", file.path));
            }
        }
    }
    assert!(imports > 100, "imports are found: {imports}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_of_a_room_do_not_import_each_other_in_circles() {
    let circles: Vec<String> = circles_of(files())
        .iter()
        .map(|circle| circle.join(", "))
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// Languages that the program reads. No file outside of `src/languages` names one, except for the list of fuzz targets.
const LANGUAGES: &[&str] = &[
    "erb",
    "go",
    "haml",
    "javascript",
    "python",
    "ruby",
    "rust",
    "typescript",
    "vue",
];

#[test]
fn no_language_is_named_outside_of_its_folder() {
    let mut faults = Vec::new();
    let files = files().iter().filter(|file| !file.is_test);
    let others = files.filter(|file| file.room() != "languages" && file.module != "harness");
    let mut seen = 0;
    for file in others {
        seen += 1;
        for (_, module) in &file.imports {
            let mut parts = module.split("::").skip(1);
            let front_end = parts.next().filter(|_| file.room() != room_of(module));
            if room_of(module) == "languages"
                && front_end.is_some_and(|one| LANGUAGES.contains(&one))
            {
                faults.push(format!("{} imports {module}", file.path));
            }
        }
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let is_named = |name: &&&str| {
                let quoted = format!("\"{name}\"");
                let compared = [
                    format!("{quoted} =>"),
                    format!("{quoted} |"),
                    format!("== {quoted}"),
                    format!("[{quoted},"),
                ];
                compared.iter().any(|one| line.contains(one.as_str()))
            };
            faults.extend(
                LANGUAGES
                    .iter()
                    .find(is_named)
                    .map(|name| format!("{}:{}: {name}", file.path, number + 1)),
            );
        }
    }
    assert!(seen > 300, "files are read: {seen}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_and_functions_are_short() {
    let mut long = Vec::new();
    for (path, text) in texts_below(SHORT_FOLDERS) {
        let lines = text.lines().count();
        if lines > FILE_LINES {
            long.push(format!("{path}: {lines} lines"));
        }
        let functions = functions(&text).into_iter();
        let functions = functions.filter(|(_, length)| *length > FUNCTION_LINES);
        let message = |(line, length)| format!("{path}:{line}: a function of {length} lines");
        long.extend(functions.map(message));
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn doc_comments_begin_with_their_subject() {
    let (mut all, mut indirect) = (0, Vec::new());
    for file in files().iter().filter(|file| !file.is_test) {
        for text in file.doc_comments() {
            all += 1;
            if BEGINNINGS.iter().any(|start| text.starts_with(start)) {
                indirect.push(format!("{}: {text}", file.path));
            }
        }
    }
    assert!(all > 1_000, "doc comments are found: {all}");
    assert!(indirect.is_empty(), "{}", indirect.join("\n"));
}

/// Returns the circles of files inside rooms, each as the modules of its files.
fn circles_of(files: &[File]) -> Vec<Vec<&str>> {
    let files: Vec<&File> = files.iter().filter(|file| !file.is_test).collect();
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let edges: BTreeMap<&str, BTreeSet<&str>> = files
        .iter()
        .map(|file| {
            let inside = file.imports.iter().map(|(_, module)| module.as_str());
            let inside = inside.filter(|module| room_of(module) == file.room());
            (
                &*file.module,
                inside.filter(|module| *module != file.module).collect(),
            )
        })
        .collect();
    for start in edges.keys() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = vec![start];
        while let Some(at) = open.pop() {
            let next = edges.get(at).into_iter().flatten().copied();
            open.extend(next.filter(|module| seen.insert(*module)));
        }
        reached.insert(start, seen);
    }
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (start, seen) in &reached {
        if seen.contains(start) {
            let back = |module: &&&str| reached.get(**module).is_some_and(|to| to.contains(start));
            circles.insert(seen.iter().filter(back).copied().collect());
        }
    }
    circles.into_iter().collect()
}
