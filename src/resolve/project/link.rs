//! Updates the inheritance after files were parsed.

use crate::facts::{Text, Value};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::inheritance::{Inheritance, InheritingScope};
use crate::resolve::project::symbol_table::SymbolTable;
use crate::resolve::project::view::ProjectView;
use crate::resolve::request::NotFollowed;
use rustc_hash::FxHashSet;

/// Adds the classes of the parsed files from the index `from` on. `new_names` are the last names of classes that were unknown.
///
/// A name changes its meaning only if a class of the same last name is added, or any file where names belong to files.
pub(crate) fn link(
    inheritance: &mut Inheritance,
    symbols: &SymbolTable,
    from: usize,
    new_names: &FxHashSet<Text>,
) {
    let new = (from as u32..).zip(&symbols.units[from..]);
    for (number, unit) in new.filter(|(number, _)| !symbols.repeats(*number)) {
        for (item, scope) in (0..).zip(&unit.facts.scopes) {
            if !scope.supers.is_empty() {
                let names = scope
                    .supers
                    .iter()
                    .filter_map(|parent| match &parent.value {
                        Value::Name(name) => Some(last_name(name).into()),
                        _ => None,
                    });
                inheritance.add(ItemId::new(number, item), names);
            }
        }
    }
    let not_followed = NotFollowed::new();
    let view = ProjectView::new(symbols, inheritance, &not_followed);
    let look = |at: ItemId| InheritingScope {
        at,
        supers: view.supers_of(at),
        requests: Vec::from_iter(view.take_requests()),
        is_open: view.is_per_file(at.unit),
    };
    let scopes = inheritance.open(new_names).into_iter().map(look).collect();
    inheritance.update(symbols, scopes);
}
