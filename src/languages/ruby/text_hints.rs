//! Cheap looks at the text around a word, which say whether a file is worth parsing for it.

/// Returns true if a word may be defined here: after `def`, `class` or `module`, before `=`, or in an accessor macro.
pub(crate) fn may_define(text: &str, offset: usize, word: &str, _owner: &str) -> bool {
    let before = line_before(text, offset).trim_start();
    let after = text
        .get(offset + word.len()..)
        .unwrap_or("")
        .trim_start_matches([' ', '?', '!']);
    let is_class = |line: &str| line.starts_with("class ") || line.starts_with("module ");
    // A class before `::` only encloses the one that is defined, and a class behind `<` is its superclass.
    if is_class(before)
        && (before.contains('<') || text[offset + word.len()..].starts_with("::"))
        && !before.starts_with("class <<")
    {
        return false;
    }
    let keyword = [
        "def ",
        "class ",
        "module ",
        "attr_",
        "delegate ",
        "alias",
        "define_method",
        "private def ",
        "scope ",
    ];
    keyword.iter().any(|keyword| before.starts_with(keyword))
        || before.contains(" def ")
        || before.contains("def self.")
        || (after.starts_with('=')
            && !after.starts_with("==")
            && !after.starts_with("=~")
            && !after.starts_with("=>"))
        || after.starts_with("||=")
}

/// Returns true if a class or module is only opened here around others: each line directly inside it opens or ends one of these,
/// as indentation shows.
pub(crate) fn only_encloses(text: &str, offset: usize, word: &str) -> bool {
    let before = line_before(text, offset);
    let line = before.trim_start();
    let (head, body) = text[offset + word.len()..]
        .split_once('\n')
        .unwrap_or_default();
    if !(opens(line) && head.trim().is_empty()) || line.contains(';') {
        return false;
    }
    let indent = before.len() - line.len();
    let (mut level, mut is_open) = (None, false);
    for line in body.lines() {
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let depth = line.len() - bare.len();
        if depth <= indent {
            return bare == "end" && level.is_some();
        }
        let inner = *level.get_or_insert(depth);
        let is_direct = depth == inner;
        let fits = match is_direct {
            true => opens(bare) || bare == "end",
            false => depth > inner && is_open,
        };
        if !fits {
            return false;
        }
        is_open = if is_direct {
            opens(bare) && !bare.ends_with("end")
        } else {
            is_open
        };
    }
    false
}

/// Returns true if a line opens a class or module.
fn opens(line: &str) -> bool {
    (line.starts_with("class ") && !line.starts_with("class <<")) || line.starts_with("module ")
}

/// Returns true if a name may be called here, or named as a callback: it is not just defined, and in no comment or string.
pub(crate) fn may_call(text: &str, offset: usize, word: &str) -> bool {
    let before = line_before(text, offset);
    let after = text[offset + word.len()..]
        .lines()
        .next()
        .unwrap_or_default();
    let is_defined = || {
        ["def", "def self."]
            .iter()
            .any(|keyword| before.trim_end().ends_with(keyword))
    };
    // With either behind it, it is the name of another method.
    let is_other = after.starts_with(['?', '!']) && !after[1..].starts_with('=');
    let is_comment = || before.trim_start().starts_with('#') && !before.contains("#{");
    !is_other && !is_defined() && !is_comment() && !is_in_text(before, after)
}

/// Returns true if the text between these parts of a line is in quotes and not alone in them. Returns false for lines with
/// quotes that may not open a string (`/'/`, `%q(it's)`, `?'`).
fn is_in_text(before: &str, after: &str) -> bool {
    let alone = |quote: char| before.ends_with(quote) && after.starts_with(quote);
    if before.len() + after.len() > MOST_LINE
        || before.contains(['/', '%', '?', '\\'])
        || before.contains("#{")
    {
        return false;
    }
    let mut open = None;
    for letter in before
        .chars()
        .filter(|letter| matches!(letter, '\'' | '"' | '`'))
    {
        match open {
            None => open = Some(letter),
            Some(quote) if quote == letter => open = None,
            Some(_) => {}
        }
    }
    open.is_some_and(|quote| after.contains(quote) && !alone(quote))
}

/// Returns true if a name may be inherited here: as a superclass, under another name, or after a word that mixes modules
/// in, perhaps some lines before.
pub(crate) fn may_inherit(text: &str, offset: usize) -> bool {
    let before = line_before(text, offset);
    before.contains('<') || gives_a_name(before) || mixes_in(before) || {
        let above = text[..offset - before.len()].lines().rev().take(MOST_LINES);
        let list: Vec<&str> = above
            .map(str::trim_end)
            .take_while(|line| line.ends_with([',', '<']))
            .collect();
        list.len() == MOST_LINES
            || list
                .iter()
                .any(|line| mixes_in(line) || line.ends_with('<'))
    }
}

/// Lines of one list of names that are looked at; a longer one may take over anything.
const MOST_LINES: usize = 64;

/// Returns true if the line assigns a constant: `Other = `, `Other = Class.new(`.
fn gives_a_name(line: &str) -> bool {
    line.contains('=') && line.trim_start().starts_with(char::is_uppercase)
}

/// Bytes of a line that a person may have written.
const MOST_LINE: usize = 2_000;

fn mixes_in(line: &str) -> bool {
    let words = ["include", "extend", "prepend", "helper"];
    let starts = |part: &str| words.iter().any(|word| part.trim_start().starts_with(word));
    // Behind a `;`, a `(` or a `{` a line begins once more; a line that a program wrote is not taken apart for each of its words.
    line.len() > MOST_LINE || line.contains("send(") || line.split([';', '(', '{']).any(starts)
}

/// The classes around a definition, as indentation shows them, with those written in front of the name; nothing where the text
/// is not indented by them.
pub(crate) fn enclosing(text: &str, offset: usize) -> Option<String> {
    let before = line_before(text, offset);
    let indent = before.len() - before.trim_start().len();
    let line = before.trim_start();
    // Several definitions on one line are not told apart by their indentation.
    if line.contains(';') {
        return None;
    }
    let mut path: Vec<&str> = Vec::new();
    if let Some(written) = line
        .strip_prefix("class ")
        .or_else(|| line.strip_prefix("module "))
    {
        let owner = written.trim().trim_end_matches("::");
        if let Some(absolute) = owner.strip_prefix("::") {
            return Some(absolute.to_owned());
        }
        path.extend((!owner.is_empty()).then_some(owner));
    }
    let (mut level, mut ended) = (indent, false);
    for line in text[..offset - before.len()].lines().rev() {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        if indent > level || bare.is_empty() {
            continue;
        }
        let name = bare
            .strip_prefix("class ")
            .or_else(|| bare.strip_prefix("module "));
        if indent == level {
            let ends = bare.ends_with("end");
            if name.is_some() && !ended && !ends {
                // It is open here though what it holds is not indented.
                return None;
            }
            ended = ends || (ended && name.is_none() && !bare.starts_with("def "));
            continue;
        }
        let Some(name) = name else { continue };
        (level, ended) = (indent, false);
        let name = name.split([' ', '<', ';', '(']).next().unwrap_or("");
        path.extend((!name.is_empty()).then_some(name));
    }
    path.reverse();
    Some(path.join("::").trim_start_matches("::").to_owned())
}

fn line_before(text: &str, offset: usize) -> &str {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..offset]).map_or(0, |at| at + 1);
    text.get(start..offset).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, word: &str) -> usize {
        text.find(word).unwrap_or_default()
    }

    #[test]
    fn indentation_shows_the_classes_around_a_definition() {
        let text = r"module A
  class B::C < D
    class << self
      X = 1
    end
    Y = 2
  end
end
class E::F
end
";
        let around = |word: &str| enclosing(text, at(text, word));
        assert_eq!(around("X =").as_deref(), Some("A::B::C"));
        assert_eq!(around("Y =").as_deref(), Some("A::B::C"));
        assert_eq!(around("C <").as_deref(), Some("A::B"));
        assert_eq!(around("F\n").as_deref(), Some("E"));
        assert_eq!(around("A\n").as_deref(), Some(""));
        assert_eq!(enclosing("module A; class B; end; end", 16), None);
    }

    #[test]
    fn a_module_around_classes_only_encloses_them() {
        let only = |text: &str| only_encloses(text, at(text, "Shop"), "Shop");
        let around = r"module Shop
  # The first one.
  class Cart < Base
    def x
    end
  end

  class Error < StandardError; end
end
";
        assert!(only(around));
        assert!(only(
            "module A\n  module Shop\n    class B\n    end\n  end\nend\n"
        ));
        for own in [
            "module Shop\n  def self.x\n  end\nend\n",
            "module Shop\n  class A\n  end\n  NAME = 1\nend\n",
            "module Shop\n  class A; end\n    def x\n    end\nend\n",
            "module Shop\n  extend ActiveSupport::Concern\n\n  class A\n  end\nend\n",
            "class Shop < Base\n  class A\n  end\nend\n",
            "module Shop\nclass A\nend\nend\n",
            "module Shop\n  class A\n  end\n",
            "module Shop; end\n",
            "module Shop\nend\n",
        ] {
            assert!(!only(own), "{own}");
        }
    }

    #[test]
    fn a_superclass_and_an_enclosing_name_are_no_definitions() {
        let defines = |text: &str| may_define(text, at(text, "Shop"), "Shop", "");
        assert!(defines("class Shop < Base"));
        assert!(defines("module A::Shop"));
        assert!(!defines("class Cart < Shop"));
        assert!(!defines("module Shop::Carts"));
    }

    #[test]
    fn what_is_not_indented_shows_nothing() {
        let nested = r"module A
class B
  def x
  end
end

class C
  X = 1
end
end
";
        for word in ["B\n", "C\n", "X ="] {
            assert_eq!(enclosing(nested, at(nested, word)), None, "{word}");
        }
        let beside = r"class A
  def x
  end

  class B < C; end
  X = 1
end
module D
end
class E
end
";
        assert_eq!(enclosing(beside, at(beside, "X =")).as_deref(), Some("A"));
        assert_eq!(enclosing(beside, at(beside, "E\n")).as_deref(), Some(""));
    }

    #[test]
    fn what_is_defined_is_not_called() {
        let text = r"def a1(x)
  a2(x)
end
private def a3 = a4
def self.a5
  self.a6
  send(:a7)
end
";
        let called: Vec<bool> = (1..=7)
            .map(|number| may_call(text, at(text, &format!("a{number}")), "a1"))
            .collect();
        assert_eq!(called, [false, true, false, true, false, true, true]);
    }

    #[test]
    fn words_of_comments_and_texts_are_not_called() {
        let called = [
            "send('test', 1)",
            "x = \"so #{test} is\"",
            "#{test} in a heredoc",
            "test if x['y']",
            "a.gsub(/'/, test).gsub(/'/, '')",
            "%q(it's) + test + 'x'",
            "x.test != 'y'",
            "puts 'a', test, 'b'",
            "a = [:test, ?']",
        ];
        let others = [
            "  # runs the test case",
            "description: 'Name of the test case.'",
            "x.test? && test!(1)",
            "\"it's a test\"",
        ];
        let each = |lines: &[&str]| -> Vec<bool> {
            lines
                .iter()
                .map(|line| may_call(line, at(line, "test"), "test"))
                .collect()
        };
        assert_eq!(each(&called), [true; 9]);
        assert_eq!(each(&others), [false; 4]);
    }

    #[test]
    fn superclasses_and_mixins_are_seen_and_uses_are_not() {
        let text = r"class A < Base1
  include Base2
  extend Other,
    Another,
    Base3
  x = Base4
  Name = Base5
class B <
  Base6
  helper Base7
  Base8.new
class C; include Base9; end
";
        let seen = |number: usize| may_inherit(text, at(text, &format!("Base{number}")));
        assert_eq!(
            (1..=9).map(seen).collect::<Vec<_>>(),
            [true, true, true, false, true, true, true, false, true]
        );
    }
}
