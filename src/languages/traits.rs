//! Language traits: everything that resolution must know about a language, as data.

use crate::facts::Text;
use crate::languages::text_methods::Methods;

/// Name of the call that the literal of a type is, where a type has literals.
pub(crate) const LITERAL: &str = "{}";

/// Visibility of a declared name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scoping {
    /// Names belong to files, which import each other.
    PerFile,
    /// Names are known in the whole project.
    Project,
}

/// A file that names the module of the folder that it is in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manifest {
    /// Name of the file.
    pub(crate) file: &'static str,
    /// Returns the import path that the text of the file declares.
    pub(crate) module: fn(&str) -> Option<String>,
}

/// Properties of a language that resolution depends on.
///
/// Each row of the language table holds one. A row states only its differences from [`Traits::PLAIN`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    /// Visibility of the names that a file declares.
    pub(crate) scoping: Scoping,
    /// Name of the call that makes an instance of its receiver.
    pub(crate) constructor: &'static str,
    /// Member of an object that is its class.
    pub(crate) class_member: Option<&'static str>,
    /// Name of the call that runs the same method of the superclass.
    pub(crate) super_call: &'static str,
    /// Names of the current object or class. Templates also hold scripts and thus have those of both languages.
    pub(crate) self_names: &'static [&'static str],
    /// First character of a field's name, where fields have one.
    pub(crate) field_marker: Option<char>,
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
    /// Beginnings of the names of macros that run the methods whose names they get.
    pub(crate) callback_prefixes: &'static [&'static str],
    /// Names of the calls that turn a method into a value: `method(:x)`, `x.bind(…)`.
    pub(crate) reference_calls: &'static [&'static str],
    /// Methods that other methods of the same receiver run with their arguments: the method, the other one, and the number of its
    /// arguments in front of them.
    pub(crate) relayed_calls: &'static [(&'static str, &'static str, i16)],
    /// Methods that call the method named by their first argument.
    pub(crate) dispatch_calls: &'static [&'static str],
    /// Names of the calls that let a function listen to a key of their receiver.
    pub(crate) listening_calls: &'static [&'static str],
    /// Names of the calls that send something under a key of their receiver.
    pub(crate) emitting_calls: &'static [&'static str],
    /// Names of the calls that read what a component around provides.
    pub(crate) context_calls: &'static [&'static str],
    /// Names of the calls that return their receiver with other settings.
    pub(crate) setting_calls: &'static [&'static str],
    /// Names of the calls that run a closure.
    pub(crate) closure_calls: &'static [&'static str],
    /// Names of the calls that return the constant of a class whose name they get.
    pub(crate) constant_calls: &'static [&'static str],
    /// Names of the calls that encode a value as JSON.
    pub(crate) json_encoders: &'static [&'static str],
    /// True if the path of a file is that of a module, whose functions are told apart by it.
    pub(crate) module_files: bool,
    /// Endings of an imported file that the import path may omit, in the order bundlers try them.
    pub(crate) import_endings: &'static [&'static str],
    /// Methods of texts, lists and maps whose results are known.
    pub(crate) methods: &'static Methods,
    /// First words of paths that lead to libraries which come with the language.
    pub(crate) library_roots: &'static [&'static str],
    /// Words that stand for the place of the code in a path, and are no names.
    pub(crate) place_words: &'static [&'static str],
    /// Words that begin an import, where its path is not in quotes.
    pub(crate) import_words: &'static [&'static str],
    /// True if an absolute import path begins in some folder around the file.
    pub(crate) has_source_roots: bool,
    /// True if other files see all names of a file, and what it imports.
    pub(crate) exports_all: bool,
    /// Ending of the files that a folder consists of, if all of them together are one module. They see each other's names, but
    /// not each other's imports.
    pub(crate) folder_module: Option<&'static str>,
    /// True if a class implements each interface whose methods it has.
    pub(crate) has_structural_interfaces: bool,
    /// File that names the module of its folder.
    pub(crate) manifest: Option<Manifest>,
    /// True if a bare name may be a member of the class around.
    pub(crate) has_bare_members: bool,
    /// True if named arguments behind the last position can be one map there.
    pub(crate) named_arguments_are_map: bool,
    /// True if a method that is not called is a value.
    pub(crate) has_method_values: bool,
    /// Methods of a class that return its name.
    pub(crate) class_names: &'static [&'static str],
    /// Names of the members of a class or function that are its name.
    pub(crate) name_members: &'static [&'static str],
    /// Name of the field with the elements of a class, where a class has elements.
    pub(crate) elements_field: Option<&'static str>,
    /// Names of members of a text that are the text itself, as of the members of an enumeration.
    pub(crate) own_text_members: &'static [&'static str],
    /// The texts of true and false inside other text, where they are not these words.
    pub(crate) truth_texts: Option<[&'static str; 2]>,
    /// The text that null has inside other text, if it has one that a name may contain.
    pub(crate) null_is_empty: bool,
}

impl Traits {
    /// Traits that most languages share.
    pub(crate) const PLAIN: Traits = Traits {
        scoping: Scoping::Project,
        constructor: "new",
        class_member: None,
        super_call: "super",
        self_names: &["self"],
        field_marker: None,
        abstract_call: None,
        default_export: None,
        component_options: None,
        member_factory: None,
        global_objects: &[],
        callback_prefixes: &[],
        reference_calls: &[],
        relayed_calls: &[],
        dispatch_calls: &[],
        listening_calls: &[],
        emitting_calls: &[],
        context_calls: &[],
        setting_calls: &[],
        closure_calls: &[],
        constant_calls: &[],
        json_encoders: &[],
        module_files: false,
        import_endings: &[""],
        methods: &Methods::NONE,
        library_roots: &[],
        place_words: &[],
        import_words: &[],
        has_source_roots: false,
        exports_all: false,
        folder_module: None,
        manifest: None,
        has_structural_interfaces: false,
        has_bare_members: true,
        named_arguments_are_map: true,
        has_method_values: false,
        class_names: &[],
        name_members: &[],
        elements_field: None,
        own_text_members: &[],
        truth_texts: None,
        null_is_empty: false,
    };

    /// Returns true if names belong to files that import each other.
    pub(crate) fn is_per_file(&self) -> bool {
        self.scoping == Scoping::PerFile
    }

    /// Returns true if other files see the imports of a file.
    pub(crate) fn passes_imports_on(&self) -> bool {
        self.exports_all && self.folder_module.is_none()
    }

    /// Returns true if the name means the current object or class.
    pub(crate) fn is_self(&self, name: &str) -> bool {
        self.self_names.contains(&name)
    }

    /// Returns the name by which other code reads a field. A dot in front of it only says that it belongs to an object.
    pub(crate) fn member_name(&self, name: &Text) -> Text {
        match name.strip_prefix('.').filter(|_| self.is_field(name)) {
            Some(bare) => bare.into(),
            None => name.clone(),
        }
    }

    /// Returns the name of the binding of a field that is read under this name.
    pub(crate) fn field_name(&self, name: &str) -> Option<Text> {
        (self.field_marker == Some('.')).then(|| format!(".{name}").into())
    }

    /// Returns true if the spelling of a name shows that it is a field.
    pub(crate) fn is_field(&self, name: &str) -> bool {
        self.field_marker.is_some_and(|mark| name.starts_with(mark))
    }
}
