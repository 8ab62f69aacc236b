//! Tests of the search for files.

use super::*;
use crate::resolve::request::LanguageGroup;
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
fn a_member_of_rust_is_looked_for_where_its_type_is_named_and_never_in_the_standard_library() {
    let files = [
        ("a.rs", "pub enum Event {\n    Paid,\n}\n"),
        ("b.rs", "pub enum Order {\n    Paid,\n}\n"),
        ("c.rs", "pub fn send() { track(Event::Paid); }\n"),
        ("d.rs", "mod io;\npub mod path {}\n"),
    ];
    let definition = |name| [request(Occurrence::Definition, name)];
    assert_eq!(found(&definition("Event::Paid"), &files), ["a.rs"]);
    assert_eq!(found(&definition("Paid"), &files), Vec::<String>::new());
    assert_eq!(found(&definition("shop::path"), &files), ["d.rs"]);
    for name in ["std::path", "crate", "shop::io"] {
        assert_eq!(found(&definition(name), &files), Vec::<String>::new());
    }
}

#[test]
fn a_function_of_a_module_is_not_called_on_a_value() {
    let files = [
        ("a.rs", "fn f() { run(); }\n"),
        ("b.rs", "fn f() { jobs::run(); }\n"),
        ("c.rs", "fn f(job: Job) { job.run(); }\n"),
        ("d.rs", "fn f() { each(run) }\n"),
        ("e.rs", "// run it\nfn run() {}\n"),
        ("f.rs", "fn f() { for _ in 0..run() {} }\n"),
    ];
    let of = |how| found(&[request(how, "run")], &files);
    assert_eq!(of(Occurrence::FreeCall), ["a.rs", "b.rs", "d.rs", "f.rs"]);
    assert_eq!(
        of(Occurrence::EveryCall),
        ["a.rs", "b.rs", "c.rs", "d.rs", "f.rs"]
    );
}

#[test]
fn many_requests_for_one_name_are_one_look() {
    let text = format!("fn f() {{ {} }}\n", "Default::new(); ".repeat(100));
    let files = [("a.rs", text.as_str())];
    let within = |number: usize| FileRequest {
        within: format!("Order{number}").into(),
        ..request(Occurrence::Definition, "Default")
    };
    let requests: Vec<FileRequest> = (0..100).map(within).collect();
    assert_eq!(found(&requests, &files), Vec::<String>::new());
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
