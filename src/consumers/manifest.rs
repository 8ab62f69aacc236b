//! The graph as a compiled manifest has it. Only the fields that matter are read.

use crate::consumers::graph::{Graph, NodeKind};
use crate::facts::Text;
use crate::source::{FileId, SourceFile, Span};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Number of entries that decide about the folder of a project.
const MOST_VOTES: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Manifest {
    nodes: BTreeMap<String, Entry>,
    macros: BTreeMap<String, Entry>,
    sources: BTreeMap<String, Entry>,
    exposures: BTreeMap<String, Entry>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entry {
    name: String,
    source_name: Option<String>,
    original_file_path: String,
    depends_on: DependsOn,
    r#type: Option<String>,
    owner: Option<Owner>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DependsOn {
    nodes: Vec<String>,
    macros: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Owner {
    name: Option<String>,
    email: Option<String>,
}

/// Adds the graph of a manifest. `files` are the files below the root by path.
///
/// # Errors
/// The manifest cannot be read.
pub(crate) fn add(
    graph: &mut Graph,
    text: &str,
    files: &FxHashMap<&str, (FileId, &SourceFile)>,
) -> Result<(), String> {
    let manifest: Manifest = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let root = root(&manifest, files);
    let kinds = [
        (&manifest.nodes, NodeKind::Model),
        (&manifest.macros, NodeKind::Macro),
        (&manifest.sources, NodeKind::Source),
        (&manifest.exposures, NodeKind::Exposure),
    ];
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    for (entries, kind) in kinds {
        for (id, entry) in entries {
            let name: Text = match &entry.source_name {
                Some(source) => format!("{source}.{}", entry.name).into(),
                None => entry.name.as_str().into(),
            };
            // Two macros of one name belong to different packages; a test has the name of nothing else.
            let node = graph.node(kind, &name);
            numbers.insert(id, node);
            let path = format!("{root}{}", entry.original_file_path);
            if kind == NodeKind::Exposure {
                graph.nodes[node].outlet = entry.r#type.as_deref().map(Into::into);
                let owner = entry.owner.as_ref();
                let owner =
                    owner.and_then(|owner| owner.name.as_deref().or(owner.email.as_deref()));
                graph.nodes[node].owner = owner.map(Into::into);
            } else if let Some((file, source)) = files.get(path.as_str()) {
                graph.place(place(kind, &entry.name, *file, source), node);
            }
        }
    }
    for (entries, _) in kinds {
        for (id, entry) in entries {
            let read = entry
                .depends_on
                .nodes
                .iter()
                .chain(&entry.depends_on.macros);
            for read in read.filter_map(|read| numbers.get(read.as_str())) {
                graph.connect(numbers[id.as_str()], *read);
            }
        }
    }
    Ok(())
}

/// Returns the folder that paths of a manifest are relative to, with a `/` at its end: the one in which the most files are found.
fn root(manifest: &Manifest, files: &FxHashMap<&str, (FileId, &SourceFile)>) -> String {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    let entries = manifest.nodes.values().take(MOST_VOTES);
    for path in entries.map(|entry| entry.original_file_path.as_str()) {
        let folders = files.keys().filter_map(|file| file.strip_suffix(path));
        for folder in folders.filter(|folder| folder.is_empty() || folder.ends_with('/')) {
            *votes.entry(folder).or_default() += 1;
        }
    }
    let best = votes
        .into_iter()
        .max_by_key(|(folder, number)| (*number, std::cmp::Reverse(folder.len())));
    best.map_or_else(String::new, |(folder, _)| folder.to_owned())
}

/// Returns the part of a file that is a node: the whole file, or a macro up to its end.
fn place(kind: NodeKind, name: &str, file: FileId, source: &SourceFile) -> Span {
    let text = &*source.text;
    let whole = Span::new(file, 0, text.len());
    if kind != NodeKind::Macro {
        return whole;
    }
    let start = text.match_indices(name).find(|(at, _)| {
        let before = text[..*at].trim_end();
        before.ends_with("macro")
    });
    let Some((start, _)) = start else {
        return whole;
    };
    let end = text[start..]
        .find("endmacro")
        .map_or(text.len(), |end| start + end);
    Span::new(file, start, end)
}
