//! Definitions: test code, imports, and strings of enum variants.

use crate::facts::{Import, Imported, Text};
use crate::source::Span;
use syn::{Attribute, Item, Pat, Path, UseTree};

/// Returns true if an attribute marks test code, which is not part of the program.
pub(crate) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let last = attribute
            .path()
            .segments
            .last()
            .map(|last| last.ident.to_string())
            .unwrap_or_default();
        match last.as_str() {
            "test" | "rstest" | "bench" | "test_case" | "proptest" | "quickcheck" => true,
            "cfg" => match &attribute.meta {
                syn::Meta::List(list) => is_test_condition(&list.tokens.to_string()),
                _ => false,
            },
            _ => false,
        }
    })
}

/// Returns true if the text of an attribute marks test code.
pub(crate) fn is_test_text(attribute: &str) -> bool {
    let inner = attribute.trim_start_matches(['#', '!', '[', ' ']);
    let path = inner.split(['(', ']', ' ']).next().unwrap_or("");
    match path.rsplit("::").next().unwrap_or("") {
        "test" | "rstest" | "bench" | "test_case" => true,
        "cfg" => is_test_condition(inner),
        _ => false,
    }
}

/// Returns true if a condition holds only under test: `test`, `all(test, …)`, but not `not(test)` or `any(test, …)`.
fn is_test_condition(condition: &str) -> bool {
    let words: Vec<_> = condition
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '"')
        .filter(|word| !word.is_empty())
        .collect();
    words.contains(&"test") && !words.contains(&"not") && !words.contains(&"any")
}

/// An item's attributes.
pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The imports of a `use`.
pub(crate) fn imports(tree: &UseTree, reexport: bool, span: Span) -> Vec<Import> {
    let mut found = Vec::new();
    let mut work = vec![(String::new(), tree)];
    while let Some((module, tree)) = work.pop() {
        let mut add = |local: String, module: &str, imported: Imported| {
            found.push(Import {
                local: local.into(),
                module: module.into(),
                imported,
                reexport,
                span,
            });
        };
        // `a::{self}` takes `a` itself out of the module around it.
        let named = |name: String, module: &str| match (name.as_str(), module.rsplit_once("::")) {
            ("self", Some((outer, last))) => (last.to_owned(), outer.to_owned()),
            ("self", None) => (module.to_owned(), String::new()),
            _ => (name, module.to_owned()),
        };
        match tree {
            UseTree::Path(path) => work.push((join(&module, &path.ident.to_string()), &path.tree)),
            UseTree::Group(group) => {
                work.extend(group.items.iter().rev().map(|tree| (module.clone(), tree)))
            }
            UseTree::Glob(_) => add("*".into(), &module, Imported::All),
            UseTree::Name(name) => {
                let (name, module) = named(name.ident.to_string(), &module);
                add(name.clone(), &module, Imported::Named(name.into()));
            }
            UseTree::Rename(rename) => {
                let (name, module) = named(rename.ident.to_string(), &module);
                add(
                    rename.rename.to_string(),
                    &module,
                    Imported::Named(name.into()),
                );
            }
        }
    }
    found
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() {
        name.to_owned()
    } else {
        format!("{module}::{name}")
    }
}

/// The paths a pattern consists of: `Self::A | Self::B { .. }`.
pub(crate) fn variants(pattern: &Pat) -> Vec<&Path> {
    match pattern {
        Pat::Path(path) => vec![&path.path],
        Pat::Struct(pattern) => vec![&pattern.path],
        Pat::TupleStruct(pattern) => vec![&pattern.path],
        Pat::Reference(pattern) => variants(&pattern.pat),
        Pat::Paren(pattern) => variants(&pattern.pat),
        Pat::Or(pattern) => pattern.cases.iter().flat_map(variants).collect(),
        _ => Vec::new(),
    }
}

/// Returns the names that a pattern takes out of a variant, in order: `Topic::A(name)`.
pub(crate) fn payload(pattern: &Pat) -> Vec<Text> {
    let name = |pattern: &Pat| match pattern {
        Pat::Ident(name) => name.ident.to_string().into(),
        _ => Text::default(),
    };
    match pattern {
        Pat::TupleStruct(pattern) => pattern.elems.iter().map(name).collect(),
        Pat::Reference(pattern) => payload(&pattern.pat),
        Pat::Paren(pattern) => payload(&pattern.pat),
        _ => Vec::new(),
    }
}

/// The string that `#[strum(…)]` or `#[serde(…)]` gives a variant or, as a case, an enum. The flag: whether it was strum.
pub(crate) fn renamed(attributes: &[Attribute], keys: &[&str]) -> Option<(Text, bool)> {
    attributes.iter().find_map(|attribute| {
        let strum = attribute.path().is_ident("strum");
        if !strum && !attribute.path().is_ident("serde") {
            return None;
        }
        let syn::Meta::List(list) = &attribute.meta else {
            return None;
        };
        let parts = crate::languages::rust::macro_tokens::arguments(list.tokens.clone());
        let part = parts
            .iter()
            .find(|part| part.key.as_deref().is_some_and(|key| keys.contains(&key)))?;
        let text = syn::parse2::<syn::LitStr>(part.tokens.clone()).ok()?;
        Some((text.value().into(), strum))
    })
}

/// The enum that a derive makes of the variants of another one, as `#[strum_discriminants(…)]` describes it.
#[derive(Default)]
pub(crate) struct Companion {
    /// Declared name; `None` if it has the name that the derive chooses.
    pub(crate) name: Option<Text>,
    /// The case of all texts.
    pub(crate) case: Option<Text>,
    /// The text of one variant.
    pub(crate) text: Option<Text>,
    /// True if a derive makes texts of its variants.
    pub(crate) has_texts: bool,
}

/// Returns the description of a companion enum, or of the text of one of its variants.
pub(crate) fn companion(attributes: &[Attribute]) -> Option<Companion> {
    let derives = |attribute: &Attribute| {
        let is_derive = attribute.path().is_ident("derive");
        let list = attribute.meta.require_list();
        is_derive && list.is_ok_and(|list| list.tokens.to_string().contains("EnumDiscriminants"))
    };
    let mut found = Companion::default();
    let mut is_there = attributes.iter().any(derives);
    for attribute in attributes {
        let is_it = attribute.path().is_ident("strum_discriminants");
        let (true, Ok(list)) = (is_it, attribute.meta.require_list()) else {
            continue;
        };
        is_there = true;
        let texts = ["AsRefStr", "Display", "IntoStaticStr", "ToString"];
        let written = list.tokens.to_string();
        found.has_texts |= texts.iter().any(|one| written.contains(one));
        let mut tokens = list.tokens.clone().into_iter();
        while let Some(token) = tokens.next() {
            let proc_macro2::TokenTree::Ident(word) = token else {
                continue;
            };
            let Some(proc_macro2::TokenTree::Group(group)) = tokens.next() else {
                continue;
            };
            match word.to_string().as_str() {
                "name" => found.name = Some(group.stream().to_string().into()),
                "strum" | "serde" => {
                    let parts = crate::languages::rust::macro_tokens::arguments(group.stream());
                    for part in parts {
                        let text = syn::parse2::<syn::LitStr>(part.tokens).ok();
                        let text = text.map(|text| Text::from(text.value()));
                        match part.key.as_deref() {
                            Some("serialize_all" | "rename_all") => found.case = text,
                            Some("serialize" | "to_string" | "rename") => found.text = text,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }
    is_there.then_some(found)
}

/// A variant's name in another case, as the usual derives write it.
pub(crate) fn recase(name: &str, case: &str) -> Option<Text> {
    let separated = |separator: char, upper: bool| {
        let mut text = String::new();
        for (index, letter) in name.chars().enumerate() {
            if index > 0 && letter.is_uppercase() {
                text.push(separator);
            }
            text.extend(if upper {
                letter.to_uppercase().collect::<Vec<_>>()
            } else {
                letter.to_lowercase().collect()
            });
        }
        text
    };
    let text = match case {
        "snake_case" => separated('_', false),
        "kebab-case" | "kebab_case" => separated('-', false),
        "SCREAMING_SNAKE_CASE" => separated('_', true),
        "SCREAMING-KEBAB-CASE" => separated('-', true),
        "lowercase" => name.to_lowercase(),
        "UPPERCASE" => name.to_uppercase(),
        "camelCase" => {
            let mut letters = name.chars();
            letters
                .next()
                .into_iter()
                .flat_map(char::to_lowercase)
                .chain(letters)
                .collect()
        }
        "PascalCase" => name.to_owned(),
        _ => return None,
    };
    Some(text.into())
}

/// Returns true if a path names a variant of an enum: `Order::Placed`.
pub(crate) fn is_variant(path: &str) -> bool {
    let mut last = path.rsplit("::");
    let upper = |word: Option<&str>| {
        word.is_some_and(|word| word.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    upper(last.next()) && upper(last.next())
}
