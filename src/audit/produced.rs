//! Instrumentation classes and keys of metric values that the project's code holds.

use crate::audit::inputs::Inputs;
use crate::audit::name_match::{literal_length, squash, squashed};
use rustc_hash::{FxHashMap, FxHashSet};

/// Instrumentation classes and keys of the project.
pub(crate) struct Produced {
    /// The classes that metrics name and that exist.
    classes: FxHashSet<String>,
    /// Each key with the keys around it, for every place it stands at.
    pub(crate) keys: Option<FxHashMap<String, Vec<Vec<String>>>>,
    /// Keys that the producing files put together, as globs.
    pub(crate) computed: Vec<String>,
}

impl Produced {
    /// Looks through paths, parsed classes and the files that produce keys.
    pub(crate) fn new(inputs: &Inputs<'_>) -> Self {
        let mut keys = None;
        let mut computed = Vec::new();
        let producers = inputs.metric_files.producers.iter();
        for file in producers.map(|id| inputs.sources.file(*id)) {
            collect_keys(&file.text, keys.get_or_insert_default());
            collect_computed(&file.text, &mut computed);
        }
        Self {
            classes: existing(inputs),
            keys,
            computed,
        }
    }

    /// Returns true if a class of this name exists, under whatever module.
    pub(crate) fn class_exists(&self, name: &str) -> bool {
        self.classes.contains(&squashed(tail(name)))
    }
}

/// Returns the classes that metrics name and that a file or a class of the code is called like.
fn existing(inputs: &Inputs<'_>) -> FxHashSet<String> {
    let metrics = inputs.catalog.metrics.iter();
    let named = metrics.filter_map(|metric| metric.instrumentation_class.as_ref());
    let mut missing: FxHashSet<String> = named.map(|class| squashed(tail(&class.value))).collect();
    // Most are where they belong, and then nothing else need be looked at.
    let own = inputs.metric_files.instrumentation.iter();
    let own = own.map(|id| stem(&inputs.sources.file(*id).path));
    let files = inputs.sources.iter().map(|(_, file)| stem(&file.path));
    let scopes = inputs
        .facts
        .iter()
        .flat_map(|(_, _, facts)| &facts.scopes)
        .map(|scope| tail(&scope.path));
    let mut found = FxHashSet::default();
    let mut name = String::new();
    for written in own.chain(files).chain(scopes) {
        if missing.is_empty() {
            break;
        }
        squash(written, &mut name);
        found.extend(missing.take(name.as_str()));
    }
    found
}

/// Returns the name of a file without its endings.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.split('.').next().unwrap_or(file)
}

/// Returns the last part of a class's path.
pub(crate) fn tail(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Double-quoted strings with interpolations, as globs; those that say too little are left out. Comments are left out.
pub(crate) fn collect_computed(text: &str, globs: &mut Vec<String>) {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    for quoted in code
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|quoted| quoted.contains("#{"))
    {
        let mut glob = String::new();
        let mut rest = quoted;
        while let Some((before, after)) = rest.split_once("#{") {
            glob.push_str(before);
            glob.push('*');
            rest = after.split_once('}').map_or("", |(_, behind)| behind);
        }
        glob.push_str(rest);
        if literal_length(&glob) >= 4 {
            globs.push(glob);
        }
    }
}

/// Words that stand as a key or symbol: `word:`, `:word`, `'word'`, `"word"`, each with the keys of the maps around it as
/// far as the indentation tells. Comments are left out.
fn collect_keys(text: &str, keys: &mut FxHashMap<String, Vec<Vec<String>>>) {
    let mut around: Vec<(usize, String)> = Vec::new();
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty());
    for line in code {
        let indent = line.len() - line.trim_start().len();
        around.retain(|(outer, _)| *outer < indent);
        for (from, to) in words_of(line) {
            let byte = |at: Option<usize>| at.and_then(|at| line.as_bytes().get(at)).copied();
            let marked = |byte: Option<u8>| matches!(byte, Some(b':' | b'\'' | b'"'));
            if marked(byte(from.checked_sub(1))) || marked(byte(Some(to))) {
                let chain = around.iter().map(|(_, key)| key.clone()).collect();
                keys.entry(line[from..to].to_owned())
                    .or_default()
                    .push(chain);
            }
        }
        if let Some((key, "{")) = line.trim().split_once(": ") {
            around.push((indent, key.to_owned()));
        }
    }
}

/// Returns the ranges of the words of a line.
fn words_of(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for at in 0..=line.len() {
        let is_word = line
            .as_bytes()
            .get(at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        match (is_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}
