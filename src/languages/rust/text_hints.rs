//! Cheap checks of the text around a word, which decide whether a file is worth parsing for it.

/// Keywords in front of the name that they declare. The front end does not read aliases of types.
const DECLARING: [&str; 8] = [
    "const", "enum", "fn", "mod", "static", "struct", "trait", "union",
];

/// Limit of the bytes of an import before a name.
const MOST_IMPORT: usize = 64 * 1024;

/// Returns true if the word at `offset` may be a definition, in this type or module if there is an `owner`.
pub(crate) fn may_define(text: &str, offset: usize, word: &str, owner: &str) -> bool {
    let (Some(before), Some(behind)) = (text.get(..offset), text.get(offset + word.len()..)) else {
        return true;
    };
    let owner = owner.rsplit("::").next().unwrap_or_default();
    let is_member = owner.starts_with(|first: char| first.is_uppercase());
    let line = before.rsplit('\n').next().unwrap_or("").trim_start();
    let before = before.trim_end();
    // A private import defines nothing for other files.
    let is_here = match import_around(before) {
        Some(is_public) => is_public && !behind.starts_with("::"),
        None => {
            let behind = behind.trim_start();
            is_declared(before, behind)
                || word.starts_with(|first: char| first.is_uppercase())
                    && match is_member {
                        true => may_be_variant(line, before, behind),
                        false => is_type_of_impl(line, before, behind),
                    }
        }
    };
    // The file with a member names its type, at least in the head of an `impl`.
    is_here && (!is_member || has_word(text, owner))
}

/// Returns true if a keyword declares the name between two texts.
fn is_declared(before: &str, behind: &str) -> bool {
    let mut words = before
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .take(2);
    let last = words.next().unwrap_or("");
    let is_static = matches!(last, "mut" | "ref") && words.next() == Some("static");
    let is_pointer = before.ends_with("*const");
    // The module is another file, which is found by its path.
    let is_elsewhere = last == "mod" && behind.starts_with(';');
    (DECLARING.contains(&last) && !is_pointer && !is_elsewhere)
        || is_static
        || before.ends_with("macro_rules!")
}

/// Returns true if a text contains a whole word.
fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    memchr::memmem::find_iter(text.as_bytes(), word)
        .any(|at| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part))
}

/// Returns true if a word may be called here, or passed to something that calls it.
pub(crate) fn may_call(text: &str, offset: usize, word: &str) -> bool {
    let (Some(before), Some(behind)) = (text.get(..offset), text.get(offset + word.len()..)) else {
        return true;
    };
    let line = before.rsplit('\n').next().unwrap_or("").trim_start();
    let last = before
        .trim_end()
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or("");
    let is_declared = before.ends_with(' ') && DECLARING.contains(&last);
    let is_field = before.ends_with('.') && !before.ends_with("..");
    let behind = behind.trim_start();
    // `(self.send)(a)` calls a field.
    let is_called = behind.starts_with(['(', ')', '!']) || behind.starts_with("::");
    let is_passed = behind.is_empty()
        || behind.starts_with([',', ';', '}', ']', '.'])
        || behind.starts_with("as ");
    !line.starts_with("//") && !is_declared && (is_called || (is_passed && !is_field))
}

/// Returns true if a name may be a trait that a type implements, or one that another trait demands.
pub(crate) fn may_inherit(text: &str, offset: usize) -> bool {
    let (Some(before), Some(behind)) = (text.get(..offset), text.get(offset..)) else {
        return true;
    };
    let head = before.rsplit(['{', '}', ';']).next().unwrap_or(before);
    let words = head.split(|c: char| !c.is_alphanumeric() && c != '_');
    let mut words = words.filter(|word| matches!(*word, "impl" | "trait"));
    match words.next_back() {
        Some("impl") => is_implemented(behind),
        other => other.is_some(),
    }
}

/// Returns true if the name at the start of a text, with its type arguments, is in front of `for`.
fn is_implemented(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    let mut depth = 0_usize;
    let mut end = 0;
    for (at, letter) in rest.char_indices() {
        match letter {
            '<' => depth += 1,
            _ if depth == 0 => break,
            '>' if rest[..at].ends_with('-') => {}
            '>' => depth -= 1,
            '{' | ';' => return false,
            _ => {}
        }
        end = at + letter.len_utf8();
    }
    let rest = rest[end..].trim_start();
    rest.strip_prefix("for")
        .is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Returns true if the text ends inside of a public import, false if it ends inside of a private one; none outside of imports.
fn import_around(before: &str) -> Option<bool> {
    let mut from = before.len().saturating_sub(MOST_IMPORT);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let statement = before[from..].rsplit(';').next().unwrap_or_default();
    let starts = statement.match_indices('\n').map(|(at, _)| at + 1);
    let starts: Vec<usize> = std::iter::once(0).chain(starts).collect();
    starts.into_iter().rev().find_map(|start| {
        let written = statement[start..].trim_start();
        let public = written
            .strip_prefix("pub")
            .map(|rest| match rest.strip_prefix('(') {
                Some(inner) => inner.split_once(')').map_or("", |(_, rest)| rest),
                None => rest,
            });
        let rest = public.unwrap_or(written).trim_start();
        let imported = rest.strip_prefix("use")?;
        let count = |sign: char| imported.matches(sign).count();
        let is_open = !imported.contains('{') || count('{') > count('}');
        let is_import = imported.starts_with(char::is_whitespace) || imported.is_empty();
        (is_import && is_open).then_some(public.is_some())
    })
}

/// Returns true if the type of an `impl` follows.
fn is_trait_of_impl(behind: &str) -> bool {
    let header = behind.split(['{', ';']).next().unwrap_or_default();
    header.contains(" for ") || header.starts_with("for ")
}

/// Returns true if a name is that of a type with methods here: `impl Order {`, `impl Display for Order {`.
fn is_type_of_impl(line: &str, before: &str, behind: &str) -> bool {
    let last = before
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next();
    let is_head = matches!(last, Some("impl" | "for"))
        || line.starts_with("impl") && before.ends_with(['>', ':']);
    is_head && !is_trait_of_impl(behind) && !behind.starts_with("::")
}

/// Returns true if a name with a capital may be that of a variant: in its enum, or in the `match` that gives its string. Derived,
/// implemented and demanded traits are none.
fn may_be_variant(line: &str, before: &str, behind: &str) -> bool {
    if line.starts_with("#[") && !line.contains(']')
        || line.starts_with("impl") && !line.contains('{')
        || behind.starts_with("::")
        || behind.starts_with('.')
    {
        return false;
    }
    if before.ends_with("::") {
        return behind.starts_with(['=', '|', '(', '{']);
    }
    line.is_empty()
        || before.ends_with(['{', '}', ',', ']', ')', ';', '|', '>']) && !before.ends_with("->")
}
