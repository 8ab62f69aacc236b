//! Paths of classes such as `A::B`.

/// Returns the path and each path around it: `A::B` gives `A::B`, `A` and the empty path.
pub(crate) fn lexical_prefixes(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let current = rest?;
        rest = (!current.is_empty()).then(|| enclosing(current));
        Some(current)
    })
}

/// Returns the last name of a path.
pub(crate) fn last_name(path: &str) -> &str {
    split_last(path).map_or(path, |(_, last)| last)
}

/// Returns a path without the modules in front of its first class: `crate::usage::Usage` gives `Usage`.
pub(crate) fn without_modules(path: &str) -> &str {
    let mut rest = path;
    while rest.starts_with(char::is_lowercase)
        && let Some((_, inside)) = rest.split_once("::")
    {
        rest = inside;
    }
    match rest.starts_with(char::is_uppercase) {
        true => rest,
        false => path,
    }
}

/// Returns the path around the last name; empty for a single name.
pub(crate) fn enclosing(path: &str) -> &str {
    split_last(path).map_or("", |(outside, _)| outside)
}

/// Splits a path at its last `::`. A hot function: it searches for a byte instead of a text.
fn split_last(path: &str) -> Option<(&str, &str)> {
    let last = memchr::memrchr_iter(b':', path.as_bytes()).find(|at| path[..*at].ends_with(':'))?;
    Some((&path[..last - 1], &path[last + 1..]))
}

/// Returns true if `written`, the name of an unknown ancestor of `class`, can be the tail of `target`, completed by a module
/// around `class`.
pub(crate) fn completes(class: &str, written: &str, target: &str) -> bool {
    lexical_prefixes(class)
        .filter(|prefix| !prefix.is_empty())
        .any(|prefix| is_inside(target, prefix, written))
}

/// Returns true if `path` is `prefix::name`.
pub(crate) fn is_inside(path: &str, prefix: &str, name: &str) -> bool {
    path.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix("::"))
        == Some(name)
}
