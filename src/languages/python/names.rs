//! Names with a meaning for the front end and for resolution.

/// First character of the names of fields, which the code writes behind an object.
pub(crate) const FIELD: char = '.';
/// Name of the parameter with the name of a function that is passed, and of the member that holds the name.
pub(super) const FUNCTION_NAME: &str = "__name__";
/// Name of the field with the members of an enumeration.
pub(crate) const MEMBERS: &str = "__members__";
/// Method that runs when an instance is made.
pub(super) const CONSTRUCTOR: &str = "__init__";
/// Name of the call that makes an instance.
pub(super) const NEW: &str = "new";
/// Name of the call that runs the same method of the superclass.
pub(super) const SUPER: &str = "super";

/// Returns true for the name of a class: a capital letter, and a small one.
pub(super) fn is_class_name(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
}
