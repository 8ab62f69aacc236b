//! The search for files that fulfil requests.

use crate::languages::{self, Language};
use crate::resolve::request::word_index::WordIndex;
use crate::resolve::request::{
    FileRequest, FileRequests, NotFollowed, Occurrence, ResolveImport, text_hints,
};
use crate::source::{FileId, SourceFile, SourceMap};
use memchr::memmem::Finder;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Limit of files for requests that another request can replace: calls of common names, and subclasses that are also found by
/// their own members. Every other request is followed, however many files fulfil it.
const MOST_FILES: usize = 150;

/// Limit of occurrences that are examined in one file and round. A file with more is parsed, since each look may read all
/// text before it.
const MOST_LOOKS: usize = 1_000;

/// A file with the named requests that it fulfils.
#[derive(Clone)]
pub(crate) struct Hit {
    pub(crate) file: FileId,
    /// Indexes of the requests, or [`ITSELF`].
    found: Vec<usize>,
    /// Indexes of requests for a definition that only encloses others in this file. One such file proves that the name is defined.
    enclosing: Vec<usize>,
}

/// Index that means a request for the file itself.
const ITSELF: usize = usize::MAX;

impl Hit {
    fn new(file: FileId) -> Self {
        Self {
            file,
            found: Vec::new(),
            enclosing: Vec::new(),
        }
    }
}

/// The files that fulfil requests.
pub(crate) struct Found<'w> {
    /// Files that fulfil a request, in order.
    pub(crate) files: Vec<FileId>,
    /// Requests with too many files to follow, by their index among the named requests.
    common: Vec<(usize, &'w FileRequest)>,
}

impl Found<'_> {
    /// Returns the requests with too many files to follow. Each has the files that call its function on some value, whose class
    /// the text does not tell.
    pub(crate) fn not_followed(&self, sources: &SourceMap, hits: &[Hit]) -> NotFollowed {
        let common = self.common.iter().map(|(index, request)| {
            let files = hits.par_iter().filter(|hit| {
                let source = sources.file(hit.file);
                request.how == Occurrence::Call
                    && hit.found.contains(index)
                    && languages::language_of(&source.path).is_some_and(|language| {
                        text_hints::is_called_on_value(&source.text, request.tail(), language)
                    })
            });
            ((*request).clone(), files.map(|hit| hit.file).collect())
        });
        common.collect()
    }
}

/// Returns the requests that are not paths.
fn named(requests: &FileRequests) -> Vec<&FileRequest> {
    requests
        .iter()
        .filter(|request| request.how != Occurrence::File)
        .collect()
}

/// The requests for one word, with its finder: each text is searched once for all of them.
struct Sought<'w> {
    word: &'w str,
    finder: Finder<'w>,
    requests: Vec<usize>,
}

/// Groups requests by the word that the text must contain.
fn sought<'w>(named: &[&'w FileRequest]) -> Vec<Sought<'w>> {
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, request) in named.iter().enumerate() {
        by_word.entry(request.tail()).or_default().push(number);
    }
    let sought = by_word.into_iter().map(|(word, requests)| Sought {
        word,
        finder: Finder::new(word),
        requests,
    });
    sought.collect()
}

/// A look at one occurrence of a word.
struct Look<'l, 'w> {
    source: &'l SourceFile,
    offset: usize,
    language: &'static Language,
    resolve_import: ResolveImport<'l>,
    /// The name whose definition was looked for last, and true if it may be here. Requests for it differ only in what is around it,
    /// and follow each other.
    defined: Option<(&'w str, bool)>,
}

impl<'l, 'w> Look<'l, 'w> {
    fn new(
        source: &'l SourceFile,
        offset: usize,
        language: &'static Language,
        resolve_import: ResolveImport<'l>,
    ) -> Self {
        Self {
            source,
            offset,
            language,
            resolve_import,
            defined: None,
        }
    }

    /// Returns true if a request for the word is met. Counts the looks at the text.
    fn meets(&mut self, request: &'w FileRequest, looks: &mut usize) -> bool {
        let Self {
            source,
            offset,
            language,
            resolve_import,
            ..
        } = *self;
        if request.how == Occurrence::Definition {
            let known = self.defined.filter(|(name, _)| *name == request.name);
            let (_, may_be_defined) = known.unwrap_or_else(|| {
                *looks += 1;
                let may_be = request.may_be_defined(&source.text, offset, language);
                (&request.name, may_be)
            });
            self.defined = Some((&request.name, may_be_defined));
            if !may_be_defined {
                return false;
            }
        }
        *looks += 1;
        request.is_met(source, offset, language, resolve_import)
    }
}

/// Finds the files that fulfil requests. The result for a file depends on its text, its path and the paths of the project.
pub(crate) fn hits(
    sources: &SourceMap,
    words: &WordIndex,
    files: &[FileId],
    requests: &FileRequests,
    resolve_import: ResolveImport<'_>,
) -> Vec<Hit> {
    if requests.is_empty() {
        return Vec::new();
    }
    let paths: FxHashSet<&str> = requests
        .iter()
        .filter(|request| request.how == Occurrence::File)
        .map(|request| request.name.as_str())
        .collect();
    let named = named(requests);
    let sought = sought(&named);
    let query = words.query(sought.iter().map(|sought| sought.word));
    let look = |file: &FileId| {
        let source = sources.file(*file);
        let mut hit = Hit::new(*file);
        if paths.contains(&*source.path) {
            hit.found.push(ITSELF);
        }
        let mut candidates = query.candidates(words, *file).peekable();
        if candidates.peek().is_some() {
            let language = languages::language_of(&source.path)?;
            let mut looks = 0;
            for candidate in candidates {
                let (finder, requests) = (&sought[candidate].finder, &sought[candidate].requests);
                let of_use = |number: &usize| named[*number].is_of(language);
                let mut open: Vec<usize> = requests.iter().copied().filter(of_use).collect();
                let mut occurrences = text_hints::occurrences(&source.text, finder);
                while !open.is_empty()
                    && let Some(offset) = occurrences.next()
                {
                    let mut look = Look::new(source, offset, language, resolve_import);
                    open.retain(|number| {
                        let request = named[*number];
                        let is_met = looks > MOST_LOOKS || look.meets(request, &mut looks);
                        let encloses = is_met && request.encloses(source, offset, language);
                        if encloses {
                            hit.enclosing.push(*number);
                        } else if is_met {
                            hit.found.push(*number);
                        }
                        !is_met || encloses
                    });
                }
            }
        }
        (!hit.found.is_empty() || !hit.enclosing.is_empty()).then_some(hit)
    };
    files.par_iter().with_max_len(64).filter_map(look).collect()
}

/// Returns the requests that a file fulfils.
pub(crate) fn fulfilled(
    sources: &SourceMap,
    requests: &FileRequests,
    hits: &[Hit],
) -> FileRequests {
    let named = named(requests);
    let mut found = FileRequests::new();
    for hit in hits {
        for request in hit.found.iter().chain(&hit.enclosing) {
            found.insert(match *request {
                ITSELF => FileRequest::file(&*sources.file(hit.file).path),
                request => named[request].clone(),
            });
        }
    }
    found
}

/// Selects the files of hits whose requests are not too common.
pub(crate) fn found<'w>(requests: &'w FileRequests, hits: &[Hit]) -> Found<'w> {
    let named = named(requests);
    let mut counts = vec![0usize; named.len()];
    for request in hits.iter().flat_map(|hit| &hit.found) {
        if *request != ITSELF {
            counts[*request] += 1;
        }
    }
    let is_replaceable = |how| matches!(how, Occurrence::Call | Occurrence::FewSubclasses);
    let is_common =
        |request: usize| is_replaceable(named[request].how) && counts[request] > MOST_FILES;
    let worth = |request: &usize| *request == ITSELF || !is_common(*request);
    let mut files = Vec::new();
    let mut is_defined: Vec<bool> = counts.iter().map(|count| *count > 0).collect();
    for hit in hits {
        let is_first = |request: &usize| !is_defined[*request];
        if hit.found.iter().any(worth) || hit.enclosing.iter().any(is_first) {
            files.push(hit.file);
            hit.enclosing
                .iter()
                .for_each(|request| is_defined[*request] = true);
        }
    }
    Found {
        files,
        common: (0..named.len())
            .filter(|request| is_common(*request))
            .map(|request| (request, named[request]))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
