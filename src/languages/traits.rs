//! Language traits: everything that resolution must know about a language, as data.

/// Visibility of a declared name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scoping {
    /// Names belong to files, which import each other.
    PerFile,
    /// Names are known in the whole project.
    Project,
}

/// Properties of a language that resolution depends on.
///
/// Each row of the language table holds one. A row states only its differences from [`Traits::PLAIN`].
#[derive(Debug, Clone, Copy)]
#[allow(dead_code)] // Resolution reads the fields one by one.
pub(crate) struct Traits {
    /// Visibility of the names that a file declares.
    pub(crate) scoping: Scoping,
    /// Name of the call that makes an instance of its receiver.
    pub(crate) constructor: &'static str,
    /// Name of the call that runs the same method of the superclass.
    pub(crate) super_call: &'static str,
    /// Names of the current object or class. Templates also hold scripts and thus have those of both languages.
    pub(crate) self_names: &'static [&'static str],
    /// First character of a field's name, where fields have one.
    pub(crate) field_marker: Option<char>,
    /// Separator between a class or module and the names in it.
    pub(crate) path_separator: &'static str,
    /// Call that a method consists of if subclasses must override it.
    pub(crate) abstract_call: Option<&'static str>,
    /// Name of a file's default export.
    pub(crate) default_export: Option<&'static str>,
    /// Name of the member that holds the options of a component.
    pub(crate) component_options: Option<&'static str>,
    /// Function whose local functions are members of its component.
    pub(crate) member_factory: Option<&'static str>,
    /// Names of the object whose members are the global variables.
    pub(crate) global_objects: &'static [&'static str],
    /// Characters that open a comment, the longer ones first.
    pub(crate) comment_openers: &'static [&'static str],
    /// Endings of an imported file that the import path may omit, in the order bundlers try them.
    pub(crate) import_endings: &'static [&'static str],
    /// Meaning of a method of strings, by its name.
    pub(crate) string_method: fn(&str) -> Option<StringMethod>,
}

#[allow(dead_code)]
impl Traits {
    /// Traits that most languages share.
    pub(crate) const PLAIN: Traits = Traits {
        scoping: Scoping::Project,
        constructor: "new",
        super_call: "super",
        self_names: &["self"],
        field_marker: None,
        path_separator: "::",
        abstract_call: None,
        default_export: None,
        component_options: None,
        member_factory: None,
        global_objects: &[],
        comment_openers: &["#"],
        import_endings: &[""],
        string_method: |_| None,
    };

    /// Returns true if names belong to files that import each other.
    pub(crate) fn is_per_file(&self) -> bool {
        self.scoping == Scoping::PerFile
    }

    /// Returns true if the name means the current object or class.
    pub(crate) fn is_self(&self, name: &str) -> bool {
        self.self_names.contains(&name)
    }

    /// Returns true if the spelling of a name shows that it is a field.
    pub(crate) fn is_field(&self, name: &str) -> bool {
        self.field_marker.is_some_and(|mark| name.starts_with(mark))
    }
}

/// Effect of a method on the string it is called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code)]
pub(crate) enum StringMethod {
    /// Returns the same text. A receiver of unknown type has a method of this name too, with the same effect.
    Keep,
    /// Returns the same text if the receiver is a string; other objects have an unrelated method of this name.
    Name,
    /// Converts to lower case.
    Lowercase,
    /// Converts to upper case.
    Uppercase,
    /// Converts the first letter to upper case.
    Capitalize,
    /// Converts `A::PascalCase` to `a/snake_case`.
    Underscore,
    /// Replaces underscores by dashes.
    Dasherize,
    /// Removes the first argument from the end.
    RemoveSuffix,
    /// Removes the first argument from the start.
    RemovePrefix,
    /// Appends all arguments.
    Append,
    /// Replaces the first argument by the second.
    Replace,
}

/// Returns the effect of a string method of Ruby or Rails.
pub(crate) fn ruby_string_method(name: &str) -> Option<StringMethod> {
    Some(match name {
        "to_s" | "to_sym" | "to_str" | "intern" | "freeze" | "dup" | "clone" | "itself"
        | "presence" | "html_safe" | "strip" | "squish" | "value" => StringMethod::Keep,
        "name" | "description" => StringMethod::Name,
        "downcase" => StringMethod::Lowercase,
        "upcase" => StringMethod::Uppercase,
        "capitalize" => StringMethod::Capitalize,
        "underscore" => StringMethod::Underscore,
        "dasherize" => StringMethod::Dasherize,
        "delete_suffix" | "chomp" => StringMethod::RemoveSuffix,
        "delete_prefix" => StringMethod::RemovePrefix,
        "concat" => StringMethod::Append,
        "gsub" | "sub" | "tr" => StringMethod::Replace,
        _ => return None,
    })
}

/// Returns the effect of a string method of JavaScript.
pub(crate) fn javascript_string_method(name: &str) -> Option<StringMethod> {
    Some(match name {
        "toString" | "valueOf" | "trim" | "value" => StringMethod::Keep,
        "name" | "description" => StringMethod::Name,
        "toLowerCase" => StringMethod::Lowercase,
        "toUpperCase" => StringMethod::Uppercase,
        "concat" => StringMethod::Append,
        "replace" | "replaceAll" => StringMethod::Replace,
        _ => return None,
    })
}

/// Returns the effect of a string method of Rust.
pub(crate) fn rust_string_method(name: &str) -> Option<StringMethod> {
    Some(match name {
        "to_string" | "to_owned" | "into" | "as_str" | "as_ref" | "clone" | "trim" => {
            StringMethod::Keep
        }
        "name" => StringMethod::Name,
        "to_lowercase" | "to_ascii_lowercase" => StringMethod::Lowercase,
        "to_uppercase" => StringMethod::Uppercase,
        "replace" => StringMethod::Replace,
        _ => return None,
    })
}
