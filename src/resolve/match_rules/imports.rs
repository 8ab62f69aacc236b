//! The modules that imports of parsed files mean.

use crate::facts::{Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::match_rules::modules::bound;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::path_text::stem;
use std::collections::BTreeSet;

/// Returns true if an import path and a rule's module mean the same module.
pub(crate) fn same_module(eval: &Evaluator<'_>, unit: u32, module: &str, expected: &str) -> bool {
    let is_written = module.trim_end_matches("/index") == expected;
    let traits = &eval.index.units[unit as usize].language.traits;
    // A package of the project hides a library of its name.
    if is_written && !traits.has_source_roots {
        return true;
    }
    let Some(found) = eval.index.module_path(unit, module) else {
        return is_written || eval.index.means_path(unit, module, expected);
    };
    // A rule may name a module of the project by its path from the root, without its ending.
    let is_path = found
        .strip_prefix(expected)
        .is_some_and(|rest| rest.starts_with('.') || rest.starts_with("/index."));
    is_path || eval.index.module_path(unit, expected).as_ref() == Some(&found)
}

/// Returns true if an argument of a call is an object of a type, or the result of a function, of one of these modules.
pub(crate) fn passes(eval: &Evaluator<'_>, at: ItemId, modules: &[Text]) -> bool {
    let site = eval.index.site(at);
    let is_imported = |name: &str| {
        let mut imports = eval.index.facts(at.unit).imports.iter();
        imports.any(|import| {
            let is_one = |module| same_module(eval, at.unit, &import.module, module);
            import.local == name && modules.iter().any(|module| is_one(module))
        })
    };
    let is_made = |value: &Value| match value {
        Value::Call(call) => match &call.receiver {
            Some(Value::Name(name)) => is_imported(name),
            Some(Value::Member(base, _)) => match &**base {
                Value::Name(name) => is_imported(name),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    site.arguments.iter().any(|argument| match &argument.value {
        Value::Name(name) => bound(eval, at.unit, site.function, name).any(is_made),
        value => is_made(value),
    })
}

/// Returns the names under which parsed files import or re-export something of these modules: the file, the name, and true for a
/// re-export.
pub(crate) fn imported_names(
    eval: &Evaluator<'_>,
    modules: &BTreeSet<&Text>,
) -> Vec<(u32, Text, bool)> {
    let index = eval.index;
    let mut found = Vec::new();
    for module in modules {
        let stem = stem(module);
        let imports = index.imports_of(stem).iter();
        for (unit, item) in imports.chain(index.reexports_of(stem)) {
            let import = &index.facts(*unit).imports[*item as usize];
            if same_module(eval, *unit, &import.module, module) {
                found.push((*unit, import.local.clone(), import.reexport));
            }
        }
    }
    found
}
