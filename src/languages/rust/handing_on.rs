//! Methods and functions that hand on a value, as far as a name is concerned.

/// Methods that hand on what they are called on, as far as a name is concerned.
const SAME: [&str; 23] = [
    "as_bytes",
    "as_deref",
    "as_ref",
    "as_str",
    "borrow",
    "by_ref",
    "clone",
    "cloned",
    "copied",
    "deref",
    "expect",
    "into",
    "into_iter",
    "into_owned",
    "into_string",
    "iter",
    "ok",
    "to_owned",
    "to_string",
    "to_vec",
    "unwrap",
    "unwrap_or_default",
    "as_slice",
];

/// Functions of one argument that hand it on.
const WRAP: [&str; 14] = [
    "Some",
    "Ok",
    "Box::new",
    "Rc::new",
    "Arc::new",
    "String::from",
    "Cow::Borrowed",
    "Cow::Owned",
    "Cow::from",
    "Text::from",
    "Into::into",
    "From::from",
    "ToString::to_string",
    "Cell::new",
];

/// Returns true for a method that hands on what it is called on.
pub(super) fn hands_on(method: &str) -> bool {
    SAME.contains(&method)
}

/// Returns true for the path of a function of one argument that hands it on.
pub(super) fn wraps(path: &str) -> bool {
    WRAP.iter().any(|known| {
        path == *known
            || path
                .strip_suffix(known)
                .is_some_and(|rest| rest.ends_with("::"))
    })
}
