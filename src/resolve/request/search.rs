//! The search for files that fulfil requests.

use crate::languages;
use crate::resolve::request::word_index::WordIndex;
use crate::resolve::request::{
    FileRequest, FileRequests, LanguageGroup, NotFollowed, Occurrence, ResolveImport, text_hints,
};
use crate::source::{FileId, SourceMap};
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
pub(crate) struct Hit {
    file: FileId,
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
            let own = LanguageGroup::of(language);
            let mut looks = 0;
            for candidate in candidates {
                let (finder, requests) = (&sought[candidate].finder, &sought[candidate].requests);
                let of_use = |number: &usize| {
                    named[*number].among == LanguageGroup::All || named[*number].among == own
                };
                let mut open: Vec<usize> = requests.iter().copied().filter(of_use).collect();
                let mut occurrences = text_hints::occurrences(&source.text, finder);
                while !open.is_empty()
                    && let Some(offset) = occurrences.next()
                {
                    open.retain(|number| {
                        looks += 1;
                        let request = named[*number];
                        let is_met = looks > MOST_LOOKS
                            || request.is_met(source, offset, language, resolve_import);
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
mod tests {
    use super::*;
    use crate::source::SourceFile;
    use std::sync::Arc;

    fn request(how: Occurrence, name: &str) -> FileRequest {
        FileRequest::new(how, LanguageGroup::All, name)
    }

    fn found(requests: &[FileRequest], files: &[(&str, &str)]) -> Vec<String> {
        let mut sources = SourceMap::default();
        let ids: Vec<FileId> = files
            .iter()
            .map(|(path, text)| sources.add(SourceFile::new(*path, *text)))
            .collect();
        let words = WordIndex::new(&sources, &ids, &|_| None);
        let requests = requests.iter().cloned().collect();
        let resolve_import = |from: &str, module: &str| {
            let paths = files.iter().map(|(path, _)| Arc::from(*path)).collect();
            crate::resolve::project::import_paths::resolve(
                from,
                module,
                &crate::rules::ProjectRules::default(),
                &crate::resolve::project::module_configs::ModuleConfigs::default(),
                &paths,
            )
        };
        let hits = hits(&sources, &words, &ids, &requests, &resolve_import);
        super::found(&requests, &hits)
            .files
            .iter()
            .map(|id| sources.file(*id).path.to_string())
            .collect()
    }

    #[test]
    fn a_definition_is_looked_for_where_the_name_can_lead() {
        let files = [
            ("a.rb", "module Orders\n  class Base\n  end\nend\n"),
            ("b.rb", "module Carts\n  class Base\n  end\nend\n"),
            ("c.rb", "class Base\nend\n"),
            ("d.rb", "class Orders::Base\nend\n"),
            ("e.rb", "Base.new\n"),
        ];
        let inside = FileRequest {
            within: "Orders::Create".into(),
            ..request(Occurrence::Definition, "Base")
        };
        assert_eq!(found(&[inside], &files), ["a.rb", "c.rb", "d.rb"]);
        assert_eq!(
            found(&[request(Occurrence::Definition, "Carts::Base")], &files),
            ["b.rb"]
        );
        assert_eq!(
            found(&[request(Occurrence::Definition, "::Base")], &files),
            ["c.rb"]
        );
    }

    #[test]
    fn one_of_the_files_that_only_open_a_module_around_others_is_enough() {
        let files = [
            ("a.rb", "module Orders\n  class Cart\n  end\nend\n"),
            ("b.rb", "module Orders\n  class Card\n  end\nend\n"),
            ("c.rb", "module Orders\n  def self.x\n  end\nend\n"),
            ("d.rb", "module Carts\n  class Cart\n  end\nend\n"),
            ("e.rb", "module Carts\n  class Card\n  end\nend\n"),
        ];
        let definition = |name| [request(Occurrence::Definition, name)];
        assert_eq!(found(&definition("Orders"), &files), ["c.rb"]);
        assert_eq!(found(&definition("Carts"), &files), ["d.rb"]);
        assert_eq!(found(&definition("Orders::Cart"), &files), ["a.rb"]);
    }

    #[test]
    fn subclasses_mentions_and_files_are_told_apart() {
        let files = [
            ("a.rb", "class A < Base\nend\n"),
            ("b.rb", "x = Base\n"),
            ("c.rb", "class C\n  include Base\nend\n"),
        ];
        assert_eq!(
            found(&[request(Occurrence::Subclass, "Base")], &files),
            ["a.rb", "c.rb"]
        );
        assert_eq!(
            found(&[request(Occurrence::Mention, "Base")], &files),
            ["a.rb", "b.rb", "c.rb"]
        );
        assert_eq!(
            found(&[request(Occurrence::File, "b.rb")], &files),
            ["b.rb"]
        );
        assert_eq!(
            found(&[request(Occurrence::Mention, "Bas")], &files),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_word_with_dashes_is_found_whole() {
        let files = [
            ("a.vue", "<a data-track-action=\"x\">"),
            ("b.vue", "track_action"),
        ];
        assert_eq!(
            found(&[request(Occurrence::Rule, "track-action")], &files),
            ["a.vue"]
        );
    }

    #[test]
    fn a_class_is_meant_by_its_name_and_by_what_is_short_for_it_there() {
        let files = [
            ("a.rb", "module Orders\n  class Card < Base\n  end\nend\n"),
            ("b.rb", "class Late < Orders::Base\nend\n"),
            ("c.rb", "class Late < ::Orders::Base\nend\n"),
            ("d.rb", "module Carts\n  class Cart < Base\n  end\nend\n"),
            ("e.rb", "class Cart < Carts::Base\nend\n"),
            ("f.rb", "class Orders::Cart < Base\n  Base.new\nend\n"),
            ("g.rb", "module M; class Cart < Base; end; end\n"),
            ("h.rb", "module Orders\n  class Last < ::Base\n  end\nend\n"),
            (
                "i.rb",
                "module Orders\n  class Last < Base::First\n  end\nend\n",
            ),
        ];
        assert_eq!(
            found(&[request(Occurrence::Subclass, "Orders::Base")], &files),
            ["a.rb", "b.rb", "c.rb", "f.rb", "g.rb"]
        );
        assert_eq!(
            found(&[request(Occurrence::Class, "Carts::Base")], &files),
            ["d.rb", "e.rb", "g.rb"]
        );
    }

    #[test]
    fn what_is_imported_stands_in_a_path_that_leads_there_and_what_is_provided_beside_the_word() {
        let files = [
            ("web/a.js", "import { cart } from './cart';"),
            ("web/cart.vue", ""),
            ("shop/cart/index.js", ""),
            ("web/b.js", "cart = 1"),
            ("web/d.js", "get(`cart/${name}`);"),
            ("web/e.js", "import it from 'cart';"),
            (
                "web/f.vue",
                "<script>const cart = () => import(\n\"../shop/cart/index.js\"\n)</script>",
            ),
            ("shop/g.js", "export * from './cart'"),
            (
                "c.vue",
                "<script>export default { provide: { cart: 1 } }</script>",
            ),
        ];
        let importing = |path: &str| {
            found(
                &[FileRequest {
                    within: path.into(),
                    ..request(Occurrence::Import, "cart")
                }],
                &files,
            )
        };
        assert_eq!(importing("web/cart.vue"), ["web/a.js"]);
        assert_eq!(importing("shop/cart/index.js"), ["web/f.vue", "shop/g.js"]);
        assert_eq!(
            found(&[request(Occurrence::RuleImport, "cart")], &files),
            ["web/a.js", "web/d.js", "web/e.js", "web/f.vue", "shop/g.js"]
        );
        assert_eq!(
            found(&[request(Occurrence::Part, "cart")], &files),
            ["web/d.js"]
        );
        assert_eq!(
            found(&[request(Occurrence::Provided, "cart")], &files),
            ["c.vue"]
        );
    }

    #[test]
    fn names_of_the_project_and_names_of_files_are_looked_for_in_their_own_languages() {
        let files = [
            ("a.rb", "cart"),
            ("b.js", "cart"),
            ("c.haml", "= cart"),
            ("d.vue", "cart"),
        ];
        let among = |among: LanguageGroup| {
            found(
                &[FileRequest::new(Occurrence::Mention, among, "cart")],
                &files,
            )
        };
        assert_eq!(among(LanguageGroup::Project), ["a.rb", "c.haml"]);
        assert_eq!(among(LanguageGroup::Modules), ["b.js", "d.vue"]);
        assert_eq!(
            among(LanguageGroup::All),
            ["a.rb", "b.js", "c.haml", "d.vue"]
        );
    }
}
