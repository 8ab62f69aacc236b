//! One parsed file in the place of what it was before.

use crate::facts::{
    FileFacts, Function, FunctionKind, Imported as Export, ScopeKind, SuperKind, Text, Value,
};
use crate::resolve::grounds::{Changed, LookUp, Table};
use crate::resolve::project::file_index::FileIndex;
use crate::resolve::project::modules;
use crate::resolve::project::symbol_table::{ItemId, ParsedFile, SymbolTable};
use rustc_hash::{FxHashMap, FxHashSet};

impl SymbolTable {
    /// Puts a unit in the place of the one with this number, where it declares the same classes and constants and imports the same.
    /// Gives the look-ups that come to something else now; nothing where it does not, and then the declarations are of no use any
    /// more.
    pub fn replace(&mut self, number: u32, unit: ParsedFile) -> Option<Changed> {
        let before = self.units.get(number as usize)?.clone();
        let declares_the_same = before.language == unit.language
            && before.path == unit.path
            && before.tables.classes == unit.tables.classes
            && outline(&before.facts) == outline(&unit.facts);
        if !declares_the_same || self.is_copied(number, &unit) {
            return None;
        }
        let mut changed = Changed::from_iter([LookUp::of_unit(number)]);
        let (old, new) = (
            fields(&before.facts, &before.tables),
            fields(&unit.facts, &unit.tables),
        );
        let constants = |fields: &Fields| -> FxHashSet<Text> {
            fields
                .keys()
                .map(|(_, name)| name)
                .filter(|name| name.starts_with(char::is_uppercase))
                .cloned()
                .collect()
        };
        if constants(&old) != constants(&new) {
            return None;
        }
        for (class, name) in old.keys().chain(new.keys()) {
            let items = new
                .get(&(class.clone(), name.clone()))
                .map_or(&[][..], Vec::as_slice);
            put(
                self.classes
                    .get_mut(class)?
                    .fields
                    .entry(name.clone())
                    .or_default(),
                number,
                items,
            );
            if !(old.contains_key(&(class.clone(), name.clone()))
                && new.contains_key(&(class.clone(), name.clone())))
            {
                changed.insert(LookUp::new(Table::Fields, name));
            }
        }
        self.exchange_functions(number, &before, &unit, &mut changed)?;
        let usages = &mut self.usages;
        exchange(
            &mut usages.sites,
            Table::Sites,
            number,
            sites(&before.tables),
            sites(&unit.tables),
            &mut changed,
        );
        exchange(
            &mut usages.made,
            Table::Made,
            number,
            made(&before.tables),
            made(&unit.tables),
            &mut changed,
        );
        put(
            &mut usages.other_constructions,
            number,
            &unit.tables.other_constructions,
        );
        if before.tables.made != unit.tables.made
            || before.tables.other_constructions != unit.tables.other_constructions
        {
            changed.insert(LookUp::new(Table::OtherConstructions, ""));
        }
        if before.tables.tags != unit.tables.tags {
            changed.insert(LookUp::new(Table::Elements, ""));
        }
        self.lookups[number as usize].bindings.take();
        self.units[number as usize] = unit;
        Some(changed)
    }

    fn exchange_functions(
        &mut self,
        number: u32,
        before: &ParsedFile,
        unit: &ParsedFile,
        changed: &mut Changed,
    ) -> Option<()> {
        let [old, new] = [before, unit].map(|unit| {
            unit.facts
                .functions
                .iter()
                .map(outline_of)
                .collect::<Vec<_>>()
        });
        if old == new {
            return Some(());
        }
        let [old, new] = [before, unit].map(functions);
        for key @ (class, name, kind) in old.keys().chain(new.keys()) {
            if old.get(key) == new.get(key) {
                continue;
            }
            // Whoever looked one up has its number, which may be another now. A class may have another name where a function has it.
            changed.insert(LookUp::new(
                if *kind == Listed::Constructor {
                    Table::Constructors
                } else {
                    Table::Functions
                },
                name,
            ));
            if name.starts_with(char::is_uppercase) {
                changed.insert(LookUp::new(Table::OtherConstructions, ""));
            }
            let items = new.get(key).map_or(&[][..], Vec::as_slice);
            let members = self.classes.get_mut(class)?;
            let all = match kind {
                Listed::Any => self.usages.functions.entry(name.clone()).or_default(),
                Listed::Method => members.methods.entry(name.clone()).or_default(),
                Listed::Constructor => &mut members.constructors,
            };
            put(all, number, items);
        }
        Some(())
    }

    /// Whether a unit repeats another one, or another one it, before or after it is replaced.
    fn is_copied(&mut self, number: u32, unit: &ParsedFile) -> bool {
        if modules::has_modules(unit.language) {
            return false;
        }
        let repeats = self
            .lookups
            .iter()
            .enumerate()
            .any(|(other, lookup)| (lookup.first == number) != (other as u32 == number));
        let like = self
            .copies
            .entry((unit.language, unit.text.len()))
            .or_default();
        if repeats
            || like
                .iter()
                .any(|other| *other != number && self.units[*other as usize].text == unit.text)
        {
            return true;
        }
        let place = like.partition_point(|other| *other < number);
        if like.get(place) != Some(&number) {
            like.insert(place, number);
        }
        let before = &self.units[number as usize].text;
        if before.len() != unit.text.len()
            && let Some(like) = self.copies.get_mut(&(unit.language, before.len()))
        {
            like.retain(|other| *other != number);
        }
        false
    }
}

/// Items of fields by class and name.
type Fields = FxHashMap<(Text, Text), Vec<u32>>;

fn fields(facts: &FileFacts, tables: &FileIndex) -> Fields {
    let mut found = Fields::default();
    for (item, binding) in facts
        .bindings
        .iter()
        .enumerate()
        .filter(|(_, binding)| crate::resolve::project::symbol_table::is_field(facts, binding))
    {
        let class = tables.classes[binding.scope as usize].clone();
        found
            .entry((class, binding.name.clone()))
            .or_default()
            .push(item as u32);
    }
    found
}

/// Where functions are listed: by their name alone, as methods of their class, as what instantiates it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Listed {
    Any,
    Method,
    Constructor,
}

/// Items of functions by class, name and list; those that are not listed by a part of that have none.
fn functions(unit: &ParsedFile) -> FxHashMap<(Text, Text, Listed), Vec<u32>> {
    let ParsedFile { facts, tables, .. } = unit;
    let mut found: FxHashMap<(Text, Text, Listed), Vec<u32>> = FxHashMap::default();
    for (item, function) in facts.functions.iter().enumerate() {
        let class = tables.classes[function.scope as usize].clone();
        let mut list = |class: Text, name: Text, kind| {
            found
                .entry((class, name, kind))
                .or_default()
                .push(item as u32)
        };
        list(
            tables.classes[0].clone(),
            function.name.clone(),
            Listed::Any,
        );
        if function.kind == FunctionKind::Constructor {
            list(class.clone(), Text::default(), Listed::Constructor);
        }
        if crate::resolve::project::symbol_table::is_member(facts, function) {
            list(class, function.name.clone(), Listed::Method);
        }
    }
    found
}

fn sites(tables: &FileIndex) -> FxHashMap<&Text, Vec<u32>> {
    tables
        .sites
        .iter()
        .map(|(name, items)| (name, items.clone()))
        .collect()
}

fn made(tables: &FileIndex) -> FxHashMap<&Text, Vec<u32>> {
    let mut found: FxHashMap<&Text, Vec<u32>> = FxHashMap::default();
    tables
        .made
        .iter()
        .for_each(|(last, item)| found.entry(last).or_default().push(*item));
    found
}

/// Puts the items of a unit in the place of those that it had under each name, and notes names that it had none or has none under.
fn exchange(
    all: &mut FxHashMap<Text, Vec<ItemId>>,
    table: Table,
    unit: u32,
    before: FxHashMap<&Text, Vec<u32>>,
    after: FxHashMap<&Text, Vec<u32>>,
    changed: &mut Changed,
) {
    for (name, items) in &after {
        put(all.entry((*name).clone()).or_default(), unit, items);
        if !before.contains_key(name) {
            changed.insert(LookUp::new(table, name));
        }
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        put(all.entry((*name).clone()).or_default(), unit, &[]);
        changed.insert(LookUp::new(table, name));
    }
}

/// Puts items of a unit in the place of those that were there, in the order of the units.
fn put(all: &mut Vec<ItemId>, unit: u32, items: &[u32]) {
    let from = all.partition_point(|at| at.unit < unit);
    let to = all.partition_point(|at| at.unit <= unit);
    all.splice(
        from..to,
        items.iter().map(|item| ItemId { unit, item: *item }),
    );
}

/// What other files can see of a file by name.
type Outline<'f> = (Vec<Class<'f>>, Vec<Imported<'f>>, Option<&'f Text>);
type Class<'f> = (
    ScopeKind,
    &'f Text,
    Option<u32>,
    Vec<(SuperKind, &'f Text, Option<&'f Text>)>,
);
type Method<'f> = (&'f Text, u32, Option<u32>, FunctionKind, bool);
type Imported<'f> = (&'f Text, &'f Text, &'f Export, bool);

fn outline(facts: &FileFacts) -> Outline<'_> {
    let scopes = facts.scopes.iter().map(|scope| {
        let supers = scope
            .supers
            .iter()
            .map(|parent| (parent.kind, &parent.word, named(&parent.value)));
        (scope.kind, &scope.path, scope.parent, supers.collect())
    });
    let imports = facts.imports.iter().map(|import| {
        (
            &import.local,
            &import.module,
            &import.imported,
            import.reexport,
        )
    });
    let default = facts
        .bindings
        .iter()
        .find(|binding| binding.name == "default" && binding.scope == 0);
    let default = default.and_then(|binding| named(&binding.value));
    (scopes.collect(), imports.collect(), default)
}

fn outline_of(function: &Function) -> Method<'_> {
    (
        &function.name,
        function.scope,
        function.outer,
        function.kind,
        function.public,
    )
}

fn named(value: &Value) -> Option<&Text> {
    if let Value::Name(name) = value {
        Some(name)
    } else {
        None
    }
}
