//! Tests of deep and incomplete Ruby, and of the fallback against the full reader.

use crate::facts::*;
use crate::languages::language::Input;
use crate::languages::parser;
use crate::languages::ruby::scanner::{Predicates, Scanner};
use crate::languages::ruby::source_map::SourceMap;
use crate::languages::ruby::{fallback, scan};
use crate::source::{FileId, Span};

/// Facts of a text, read on a stack of the size the workers have.
fn facts(text: &str) -> FileFacts {
    std::thread::scope(|scope| {
        let read = || {
            scan(Input {
                file: FileId(0),
                path: "a.rb",
                text,
            })
        };
        let worker = std::thread::Builder::new()
            .stack_size(16 << 20)
            .spawn_scoped(scope, read);
        worker.expect("a thread").join().expect("no panic")
    })
}

#[test]
fn what_is_nested_too_deep_is_reported_and_the_call_behind_it_is_found() {
    for opening in ["(", "[", "!", "not "] {
        let text = format!("go('behind')\nx = {}1\n", opening.repeat(20_000));
        let facts = facts(&text);
        assert!(
            facts
                .problems
                .iter()
                .any(|problem| problem.message.contains("too deep")),
            "{opening}"
        );
    }
    for text in [
        "def x(".to_owned() + &"(".repeat(200_000),
        "a {|".to_owned() + &"(".repeat(200_000),
        "\"#{".repeat(20_000),
    ] {
        assert!(
            facts(&text)
                .problems
                .iter()
                .any(|problem| problem.message.contains("too deep"))
        );
    }
    for deep in [
        "a.b".to_owned() + &".b()".repeat(50_000),
        "A".to_owned() + &"::B".repeat(50_000),
        "if a\n".repeat(5_000),
    ] {
        let text = format!("go('before')\n{deep}");
        assert!(facts(&text).calls.iter().any(|site| site.name == "go"));
    }
}

#[test]
fn deep_code_with_a_heredoc_that_aborts_the_grammar_is_not_read() {
    let text = format!("x = {}1\ny = <<~{}\n", "!".repeat(600), "A".repeat(256));
    let problems = facts(&text).problems;
    assert!(
        matches!(problems.as_slice(), [problem] if problem.message.contains("was not read")),
        "{problems:?}"
    );
}

/// For a text that breaks off, prism gives nodes that end before they begin.
#[test]
fn a_node_that_ends_before_it_begins_is_empty() {
    let text = "go(\n  a: b,\nnot raise when x d: e";
    let facts = facts(text);
    assert!(facts.calls.iter().any(|site| site.name == "go"));
    let spans = facts
        .calls
        .iter()
        .map(|site| site.span)
        .chain(facts.bindings.iter().map(|binding| binding.span));
    for span in spans {
        assert!(
            span.start <= span.end && span.end as usize <= text.len(),
            "{span:?}"
        );
    }
}

#[test]
fn the_simple_reader_sees_the_named_calls_that_prism_sees() {
    let text = r"class A
  def b(x)
    go(x, key: 'v')
    C.run(:a) { stop(1) }
    x&.try(2) unless done(3)
  end
end
";
    let mut other = FileFacts::new(Span::new(FileId(0), 0, text.len()));
    let parsed = parser::parse(&tree_sitter_ruby::LANGUAGE.into(), text, &[]).expect("it parses");
    let scanner = Scanner {
        file: FileId(0),
        code: text,
        map: SourceMap::default(),
        facts: &mut other,
        scope: 0,
        function: None,
        public: true,
        defines: FunctionKind::Method,
        conditional: false,
        block_end: None,
        repeated: false,
        lambdas: Vec::new(),
        own_names: Vec::new(),
        predicates: Predicates::default(),
        depth: 0,
        too_deep: None,
    };
    let mut simple: Vec<_> = fallback::calls(&scanner, parsed.root_node())
        .into_iter()
        .map(|site| (site.name_span, site.name))
        .collect();
    let full = facts(text)
        .calls
        .into_iter()
        .filter(|site| site.kind == SiteKind::Call && !site.arguments.is_empty());
    let mut full: Vec<_> = full.map(|site| (site.name_span, site.name)).collect();
    simple.sort();
    full.sort();
    assert_eq!(simple, full);
    assert_eq!(full.len(), 5);
}

#[test]
fn every_truncation_is_read_without_panic() {
    let text = r##"class A < B
  X = %w[a b].freeze
  def c(d, *e, f: 1, **g, &h) = go("#{d}é", f:)
  def i(...) = j(...)
def k
    return unless X.include?(l)
    case m
    in {n: [o, *]} then p(<<~Q)
      r
    Q
    end
  end
end
"##;
    for (end, _) in text.char_indices() {
        facts(&text[..end]);
    }
}

#[test]
fn values_are_built_from_blocks_guards_and_changes_in_place() {
    let found = facts(
        r"def a(x)
  return unless LIST.include?(x)
  y = p.slice(:a_count)
  y.transform_keys! { |k| k.chomp('_count') }
y.each { |k, v| go(k, v) }
end
",
    );
    let kinds: Vec<_> = found
        .bindings
        .iter()
        .map(|binding| (binding.name.as_str(), binding.kind))
        .collect();
    assert!(kinds.contains(&("x", BindingKind::Narrow)), "{kinds:?}");
    assert_eq!(
        kinds
            .iter()
            .filter(|(name, kind)| *name == "y" && *kind == BindingKind::Assign)
            .count(),
        2
    );
    let key = found
        .bindings
        .iter()
        .find(|binding| binding.name == "k" && matches!(binding.value, Value::Each(_)));
    assert!(key.is_some());
    let made = facts(
        r#"class A
  %w[a b].each { |n| define_method("track_#{n}") { go(n) } }
end
"#,
    );
    let names: Vec<_> = made
        .functions
        .iter()
        .map(|function| function.name.as_str())
        .collect();
    assert_eq!(names, ["track_a", "track_b"]);
}

/// Half-typed code: the facts hold what is complete around it, and the problem names the rest.
#[test]
fn half_typed_code_hides_nothing_else() {
    for typed in [
        "go(",
        "go(:a, ",
        "x = ",
        "def half(",
        "foo.",
        "if x",
        "{ a: ",
        "'open",
        "\"#{",
        "class",
    ] {
        let before = format!(
            r"class A
  def first
    seen(1)
  end

  def second
    {typed}
  end
end
"
        );
        let facts = facts(&before);
        assert!(
            facts.calls.iter().any(|site| site.name == "seen"),
            "{typed}"
        );
        assert!(!facts.problems.is_empty(), "{typed}");
    }
}

#[test]
fn a_later_definition_in_the_same_body_replaces_a_method_for_certain() {
    let replaced = |text: &str| {
        let mut facts = facts(text);
        facts.shrink();
        let lines = facts.replaced.iter().map(|id| {
            let start = facts.functions[*id as usize].span.start as usize;
            text[..start].matches('\n').count() + 1
        });
        lines.collect::<Vec<usize>>()
    };
    let twice =
        "class A\n  def x; end\n  private\n  def y; end\n  def x; end\n  def self.y; end\nend\n";
    assert_eq!(replaced(twice), [2]);
    let nested = "class A\n  def x; end\n  def x; end\n  class B\n    def z; end\n    def z; end\n  end\n  def x; end\nend\n";
    assert_eq!(replaced(nested), [2, 5]);
    let of_class = "class A\n  class << self\n    def x; end\n    def x; end\n  end\nend\n";
    assert_eq!(replaced(of_class), [3]);
    for kept in [
        "class A\n  def x; end\n  alias old_x x\n  def x; end\nend\n",
        "class A\n  def x; end\n  alias_method :old_x, :x\n  def x; end\nend\n",
        "class A\n  def x; end\n  if Y\n    def x; end\n  end\nend\n",
        "class A\n  def x; end\nend\nclass A\n  def x; end\nend\n",
        "class A\n  def x; end\n  def self.x; end\nend\n",
    ] {
        assert_eq!(replaced(kept), [0; 0], "{kept}");
    }
}
