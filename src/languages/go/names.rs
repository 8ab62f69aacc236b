//! Names with a meaning for the front end and for resolution.

use crate::facts::Text;

/// First character of the names of fields, which the code writes behind an object.
pub(crate) const FIELD: char = '.';
/// Name of the object that a method is called on. The code gives it another name in each method.
pub(crate) const SELF: &str = "[self]";
/// Name of functions without a name.
pub(super) const ANONYMOUS: &str = "func";
/// Name of the method that makes the text of a value.
pub(crate) const STRING: &str = "String";

/// The texts of the values of a type.
#[derive(Debug, Clone)]
pub(super) enum Stringer {
    /// The value itself.
    Own,
    /// A text for each constant, by its name or number.
    Table(Vec<(Text, Text)>),
    /// Texts that are not modelled.
    Unknown,
}

/// Types of the language, which are no classes.
const TYPES: &[&str] = &[
    "any",
    "bool",
    "byte",
    "comparable",
    "complex128",
    "complex64",
    "error",
    "float32",
    "float64",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "rune",
    "string",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];

/// Returns true for a type of the language.
pub(super) fn is_plain_type(name: &str) -> bool {
    TYPES.contains(&name)
}

/// Returns the names that a package with this import path may have.
pub(super) fn package_names(path: &str) -> Vec<String> {
    let mut parts = path.rsplit('/');
    let is_version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_digit()))
    };
    let mut last = parts.next().unwrap_or_default();
    if is_version(last) {
        last = parts.next().unwrap_or(last);
    }
    if let Some((name, version)) = last.rsplit_once('.')
        && (is_version(version) || version == "go")
    {
        last = name;
    }
    let bare = last.strip_prefix("go-").unwrap_or(last);
    let bare = bare.strip_suffix("-go").unwrap_or(bare);
    let mut found = vec![
        last.to_owned(),
        bare.to_owned(),
        bare.replace('-', ""),
        bare.replace('-', "_"),
    ];
    found.extend(bare.rsplit('-').next().map(str::to_owned));
    found.extend(bare.split('-').next().map(str::to_owned));
    found.retain(|name| !name.is_empty() && !name.contains('-'));
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::package_names;

    #[test]
    fn packages_have_the_last_name_of_their_path() {
        assert_eq!(package_names("a.com/shop/cart"), ["cart"]);
        assert_eq!(package_names("a.com/shop/v2"), ["shop"]);
        assert_eq!(package_names("gopkg.in/yaml.v3"), ["yaml"]);
        assert!(package_names("github.com/x/analytics-go").contains(&"analytics".to_owned()));
        assert!(package_names("github.com/x/go-statsd").contains(&"statsd".to_owned()));
    }
}
