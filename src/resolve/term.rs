//! What values come to: texts with holes, classes, instances, lists and maps.

use super::frame::Frame;
use super::index::At;
use super::strings;
use crate::facts::Text;
use crate::source::Span;
use std::collections::BTreeSet;
use std::rc::Rc;

/// More alternatives than this are not told apart; what lies beyond counts as unknown.
pub(super) const MOST_ALTERNATIVES: usize = 512;

/// One thing a value may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// A known text.
    Text(Text),
    /// Texts and holes put together.
    Parts(Vec<Term>),
    /// Nothing.
    Null,
    /// A member that was asked for and that its map does not have: a defect of the source.
    Missing(Rc<(String, Span)>),
    /// A class or module, by key.
    Class(Text),
    /// An instance of a class, with the arguments it was made from where they are known.
    Instance(Text, Option<Rc<Frame>>),
    /// A module of files, by unit number.
    Module(u32),
    /// A function.
    Function(At),
    /// What a parameter of a function gets, or what is taken from it: a hole that callers fill.
    Param(Hole),
    /// A list.
    List(Vec<Term>),
    /// A map.
    Map(Vec<(Term, Term)>),
    /// Not known, and why.
    Unknown(Rc<(String, Span)>),
}

/// A hole: a parameter, perhaps a member of what is passed for it, or what a table has for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// The function.
    pub function: At,
    /// Index of its parameter.
    pub parameter: u16,
    /// For a constructor: only instances of this class (or its heirs) count.
    pub of: Option<Text>,
    /// What is taken from what is passed, one after the other.
    pub path: Vec<Take>,
}

/// One step from what is passed to what is used.
#[derive(Debug, Clone, PartialEq)]
pub enum Take {
    /// Its member under this key.
    Member(Text),
    /// The entry of this map whose key it is.
    Of(Rc<Vec<(Term, Term)>>),
    /// Itself, and it is one of these.
    Among(Rc<Vec<Term>>),
    /// What its method of this name gives, called at this place without arguments.
    Result(Text, Span),
}

impl Hole {
    /// The hole with one more step.
    pub fn then(&self, step: Take) -> Term {
        let mut hole = self.clone();
        hole.path.push(step);
        Term::Param(hole)
    }
}

/// What a step takes from a term. What is not known may be every entry, or every one of the list.
fn take(term: &Term, step: &Take) -> Vec<Term> {
    match (step, term) {
        (Take::Member(key), term) => member(term, key),
        (step, Term::Param(hole)) => vec![hole.then(step.clone())],
        (Take::Result(..), Term::Null | Term::Missing(_) | Term::Unknown(_)) => vec![term.clone()],
        // A literal has no method that strings have not, so this alternative cannot happen.
        (Take::Result(name, _), Term::Text(text)) => strings::apply(text, name, &[])
            .map(|text| Term::Text(text.into()))
            .into_iter()
            .collect(),
        (Take::Result(name, span), _) => vec![Term::Unknown(Rc::new((
            format!("result of `{name}`"),
            *span,
        )))],
        (Take::Of(entries), Term::Text(key)) => member(&Term::Map(entries.to_vec()), key),
        (Take::Of(_), Term::Null | Term::Missing(_)) => vec![Term::Null],
        (Take::Of(entries), _) => entries.iter().map(|(_, value)| value.clone()).collect(),
        (Take::Among(list), Term::Text(_) | Term::Null) => {
            list.iter().filter(|one| *one == term).cloned().collect()
        }
        (Take::Among(list), _) => list.to_vec(),
    }
}

/// Removes repetitions, keeps the order, and cuts what goes over the limit.
pub fn distinct(terms: Vec<Term>) -> Vec<Term> {
    // What most values come to.
    if terms.len() < 2 {
        return terms;
    }
    let mut kept: Vec<Term> = Vec::with_capacity(terms.len().min(MOST_ALTERNATIVES));
    for term in terms {
        if kept.len() >= MOST_ALTERNATIVES {
            break;
        }
        if !kept.contains(&term) {
            kept.push(term);
        }
    }
    kept
}

/// Puts alternatives of parts together to texts.
pub fn concat(parts: &[Vec<Term>]) -> Vec<Term> {
    let mut rows: Vec<Vec<Term>> = vec![Vec::new()];
    for alternatives in parts {
        let mut next = Vec::new();
        for row in &rows {
            for term in alternatives {
                if next.len() >= MOST_ALTERNATIVES {
                    break;
                }
                let mut row = row.clone();
                push_part(&mut row, term);
                next.push(row);
            }
        }
        rows = next;
    }
    distinct(rows.into_iter().map(from_parts).collect())
}

fn push_part(row: &mut Vec<Term>, term: &Term) {
    match (row.last_mut(), term) {
        (_, Term::Null) => {}
        (_, Term::Parts(inner)) => inner.iter().for_each(|part| push_part(row, part)),
        (Some(Term::Text(before)), Term::Text(text)) => *before = format!("{before}{text}").into(),
        _ => row.push(term.clone()),
    }
}

fn from_parts(mut row: Vec<Term>) -> Term {
    match row.len() {
        0 => Term::Text(Text::default()),
        1 if matches!(row[0], Term::Text(_)) => row.remove(0),
        _ => Term::Parts(row),
    }
}

/// The lists that alternatives of each element come to. Every alternative stands at its place in one of them; which of one place
/// goes with which of another is not told.
pub fn lists(mut places: Vec<Vec<Term>>) -> Vec<Term> {
    places.retain(|alternatives| !alternatives.is_empty());
    let rows = places.iter().map(Vec::len).max().unwrap_or(1);
    let row = |row: usize| {
        places
            .iter()
            .map(move |alternatives| alternatives[row.min(alternatives.len() - 1)].clone())
    };
    (0..rows)
        .map(|number| Term::List(row(number).collect()))
        .collect()
}

/// Elements of lists, keys of maps.
pub fn elements(terms: Vec<Term>) -> Vec<Term> {
    let found = terms.into_iter().flat_map(|term| match term {
        Term::List(items) => items,
        Term::Map(entries) => entries.into_iter().map(|(key, _)| key).collect(),
        Term::Null => Vec::new(),
        other => vec![other],
    });
    found.collect()
}

/// The member of a term under a literal key.
pub fn member(term: &Term, key: &str) -> Vec<Term> {
    match term {
        Term::Map(entries) => {
            let found = entries
                .iter()
                .filter(|(name, _)| matches!(name, Term::Text(text) if text == key));
            let found: Vec<Term> = found.map(|(_, value)| value.clone()).collect();
            if !found.is_empty() {
                return found;
            }
            // An entry whose own key is computed may be the one; so may one of what is spread in it.
            let computed = entries
                .iter()
                .filter(|(name, _)| !matches!(name, Term::Text(_)));
            let computed = computed.flat_map(|(name, value)| match name {
                Term::Null => member(value, key),
                _ => vec![value.clone()],
            });
            let computed: Vec<Term> = computed.collect();
            if computed.is_empty() {
                vec![Term::Null]
            } else {
                computed
            }
        }
        Term::Param(hole) => vec![hole.then(Take::Member(key.into()))],
        Term::List(items) => match key.parse::<usize>() {
            Ok(index) => items.get(index).cloned().into_iter().collect(),
            Err(_) => items
                .iter()
                .flat_map(|item| member(item, key))
                .filter(|term| *term != Term::Null)
                .collect(),
        },
        Term::Null | Term::Missing(_) => vec![Term::Null],
        other => vec![other.clone()]
            .into_iter()
            .filter(|term| matches!(term, Term::Unknown(_)))
            .collect(),
    }
}

/// The first hole in a term.
pub fn first_hole(term: &Term) -> Option<&Hole> {
    match term {
        Term::Param(hole) => Some(hole),
        Term::Parts(parts) => parts.iter().find_map(first_hole),
        _ => None,
    }
}

/// Fills the holes like `like` (same function, same instances) with what `argument` gives for each parameter.
pub fn fill(term: &Term, like: &Hole, argument: &mut dyn FnMut(u16) -> Vec<Term>) -> Vec<Term> {
    match term {
        Term::Param(hole) if hole.function == like.function && hole.of == like.of => {
            let mut terms = argument(hole.parameter);
            for step in &hole.path {
                terms = terms.iter().flat_map(|term| take(term, step)).collect();
            }
            distinct(terms)
        }
        Term::Parts(parts) => {
            let filled: Vec<Vec<Term>> = parts
                .iter()
                .map(|part| fill(part, like, argument))
                .collect();
            concat(&filled)
        }
        other => vec![other.clone()],
    }
}

/// What alternatives come to as names: full names, globs, and why something stayed unknown.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Full names.
    pub names: BTreeSet<Text>,
    /// Globs.
    pub patterns: BTreeSet<Text>,
    /// The first reason found.
    pub unknown: Option<(String, Span)>,
    /// A member that does not exist.
    pub missing: Option<(String, Span)>,
    /// Whether nothing at all may be passed.
    pub null: bool,
}

impl Names {
    /// Takes in what more alternatives come to.
    pub fn add(&mut self, other: Self) {
        self.names.extend(other.names);
        self.patterns.extend(other.patterns);
        self.unknown = self.unknown.take().or(other.unknown);
        self.missing = self.missing.take().or(other.missing);
        self.null |= other.null;
    }
}

/// Reads names off alternatives.
pub fn names(terms: &[Term]) -> Names {
    let mut found = Names::default();
    for term in terms {
        match term {
            Term::Text(text) => {
                found.names.insert(text.clone());
            }
            Term::Null => found.null = true,
            Term::Missing(reason) => {
                found.null = true;
                found.missing.get_or_insert_with(|| (**reason).clone());
            }
            Term::Class(key) => {
                found.names.insert(key.clone());
            }
            Term::List(items) => {
                let inner = names(items);
                found.names.extend(inner.names);
                found.patterns.extend(inner.patterns);
                found.unknown = found.unknown.or(inner.unknown);
            }
            Term::Parts(parts) => {
                found.patterns.insert(glob(parts));
                found.unknown = found.unknown.or_else(|| parts.iter().find_map(reason));
            }
            other => {
                found.patterns.insert("*".into());
                found.unknown = found.unknown.or_else(|| reason(other));
            }
        }
    }
    found
}

fn reason(term: &Term) -> Option<(String, Span)> {
    match term {
        Term::Unknown(reason) => Some((**reason).clone()),
        Term::Parts(parts) => parts.iter().find_map(reason),
        _ => None,
    }
}

fn glob(parts: &[Term]) -> Text {
    let mut text = String::new();
    for part in parts {
        match part {
            Term::Text(literal) => text.push_str(literal),
            _ if text.ends_with('*') => {}
            _ => text.push('*'),
        }
    }
    text.into()
}
