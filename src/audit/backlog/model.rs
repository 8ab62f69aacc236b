//! Calls to imitate.

use crate::audit::Context;
use crate::audit::surfaces::Surface;
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Call, Grade};
use crate::facts::Text;
use crate::source::{FileId, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Longest call that is imitated, in bytes.
const LONGEST: usize = 240;

/// Number of files with a word in calls from which the word counts as part of the way to track.
const USUAL: usize = 3;

/// A call that spells out the name of its event.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    /// The call.
    pub(crate) call: &'a Call,
    /// The index of the call.
    pub(crate) number: usize,
    /// The text of the call on one line.
    text: String,
    name: &'a str,
    path: &'a str,
}

/// All calls to imitate.
pub(crate) struct Models<'a> {
    cx: &'a Context<'a>,
    models: Vec<Model<'a>>,
    /// Words that calls in several files have.
    usual: FxHashSet<String>,
    /// Methods of surfaces by file.
    methods: FxHashMap<FileId, BTreeSet<&'a Text>>,
}

impl<'a> Models<'a> {
    pub(crate) fn new(cx: &'a Context<'a>) -> Self {
        let defined: BTreeSet<(&Text, &Text)> = cx
            .links
            .events
            .iter()
            .filter(|event| !event.definitions.is_empty() && event.verdict == EventVerdict::Live)
            .map(|event| (&event.system, &event.name))
            .collect();
        let calls = cx.inputs.calls.iter().enumerate();
        let mut models: Vec<Model<'a>> = calls
            .filter_map(|(number, call)| model(cx, number, call))
            .collect();
        // Where a project defines its events, a call of an undefined one is no good example.
        if !defined.is_empty() {
            models.retain(|one| {
                let mut names = one.call.event.names.iter();
                names.any(|name| defined.contains(&(&one.call.system, name)))
            });
        }
        let mut files: FxHashMap<&str, BTreeSet<&str>> = FxHashMap::default();
        for one in &models {
            for word in words(&one.text) {
                files.entry(word).or_default().insert(one.path);
            }
        }
        let usual = files.into_iter().filter(|(_, files)| files.len() >= USUAL);
        let usual = usual.map(|(word, _)| word.to_owned()).collect();
        let mut methods: FxHashMap<FileId, BTreeSet<&Text>> = FxHashMap::default();
        for surface in &cx.surfaces.surfaces {
            let of_file = methods.entry(surface.span.file).or_default();
            of_file.insert(&surface.method);
        }
        Self {
            cx,
            models,
            usual,
            methods,
        }
    }

    /// Returns the call that fits a surface best. It is written in a file with the same ending.
    pub(crate) fn nearest(&self, surface: &Surface) -> Option<&Model<'a>> {
        let path = self.cx.inputs.sources.path(surface.span);
        let known: FxHashSet<&str> =
            words(&self.cx.inputs.sources.file(surface.span.file).text).collect();
        let fitting = self
            .models
            .iter()
            .filter(|one| ending(one.path) == ending(path));
        fitting.min_by_key(|one| (self.cost(one, surface, path, &known), one.number))
    }

    /// Returns the difference of a call from one at the surface.
    fn cost(
        &self,
        model: &Model<'a>,
        surface: &Surface,
        path: &str,
        known: &FxHashSet<&str>,
    ) -> usize {
        let methods = self.methods.get(&model.call.span.file);
        let is_method = |word: &str| methods.is_some_and(|all| all.iter().any(|one| *one == word));
        let foreign = words(&model.text)
            .filter(|word| !model.name.contains(word) && !known.contains(word))
            .filter(|word| !self.usual.contains(*word) && !is_method(word))
            .count();
        let in_surfaces = methods.is_some();
        let folders = 2 * usize::from(folder(model.path, 2) != folder(path, 2))
            + usize::from(folder(model.path, 1) != folder(path, 1));
        let is_macro = model.macro_methods(methods).count() > 1;
        let other_class = model.path != path;
        6 * foreign
            + 4 * folders
            + 3 * usize::from(!in_surfaces)
            + 3 * usize::from(model.call.deprecated.is_some())
            + 8 * usize::from(is_macro || surface.span.file == model.call.span.file && foreign > 0)
            + usize::from(other_class)
            + model.text.len() / 60
    }

    /// Returns the text of a call that imitates another one.
    pub(crate) fn imitated(&self, model: &Model<'a>, surface: &Surface, name: &str) -> String {
        let text = model.text.replacen(model.name, name, 1);
        let methods = self.methods.get(&model.call.span.file);
        match model.macro_methods(methods).next() {
            Some(method) => {
                text.replacen(&format!(":{method}"), &format!(":{}", surface.method), 1)
            }
            None => text,
        }
    }
}

impl Model<'_> {
    /// Returns the surfaces of the file that a call in a class body names.
    fn macro_methods<'m>(
        &'m self,
        methods: Option<&'m BTreeSet<&Text>>,
    ) -> impl Iterator<Item = &'m str> {
        let methods = methods.into_iter().flatten().map(|method| method.as_str());
        methods.filter(|method| {
            let symbol = format!(":{method}");
            self.text.match_indices(&symbol).any(|(at, _)| {
                let rest = &self.text[at + symbol.len()..];
                !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '?')
            })
        })
    }
}

fn model<'a>(cx: &'a Context<'a>, number: usize, call: &'a Call) -> Option<Model<'a>> {
    let names: Vec<&Text> = call.event.names.iter().collect();
    let [name] = names.as_slice() else {
        return None;
    };
    let sources = cx.inputs.sources;
    let text = whole_line(cx, call.span);
    let is_plain = call.event.grade() == Grade::Exact
        && call.written == "literal"
        && !call.inside_wrapper
        && call.via.is_empty()
        && text.len() <= LONGEST
        && text.matches(name.as_str()).count() == 1;
    is_plain.then(|| Model {
        call,
        number,
        text,
        name: name.as_str(),
        path: sources.path(call.span),
    })
}

/// Returns a call on one line.
fn whole_line(cx: &Context<'_>, span: Span) -> String {
    let text = cx.inputs.sources.slice(span);
    let parts: Vec<&str> = text.split_whitespace().collect();
    parts.join(" ")
}

/// Returns the names in code.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Returns the first folders of a path.
fn folder(path: &str, most: usize) -> Vec<&str> {
    path.split('/').take(most).collect()
}
