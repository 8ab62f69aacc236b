//! The state of a pass over a parsed file, which the other files add their methods to.

use crate::facts::{
    Binding, BindingKind, FileFacts, Function, FunctionId, FunctionKind, Parameter, ParameterKind,
    Scope, ScopeId, ScopeKind, Super, Text, Value,
};
use crate::languages::rust::places::Places;
use crate::languages::rust::value_memo::ValueMemo;
use crate::source::{FileId, Span};
use rustc_hash::FxHashMap;

/// String for a variant of an enum.
#[derive(Clone)]
pub(super) struct VariantText {
    /// Path of the enum as the pattern writes it.
    pub(super) owner: Text,
    pub(super) variant: Text,
    /// A text, or a template with the names that the pattern takes out of the variant.
    pub(super) value: Value,
    /// The names that the pattern takes out of the variant, in order.
    pub(super) payload: Vec<Text>,
    /// The conversion.
    pub(super) function: Option<FunctionId>,
    /// The conversion wins over the derive, the derive over any other method.
    pub(super) rank: u8,
    pub(super) span: Span,
}

/// The rank of a text that counts only as the result of its method.
pub(super) const METHOD_ONLY: u8 = 9;

/// Functions that make a text or a list of what they are given.
const MAKING: [&str; 8] = [
    "collect",
    "from",
    "into",
    "new",
    "to_owned",
    "to_string",
    "to_vec",
    "with_capacity",
];

/// The declaration of a local.
#[derive(Clone, Copy, Default)]
pub(super) struct Declared {
    /// Number of conditions and loops around it.
    pub(super) conditions: usize,
    /// Number of loops around it.
    pub(super) loops: usize,
    /// True if the local holds a text or a list.
    pub(super) is_data: bool,
}

/// One pass over a parsed file.
pub(super) struct Scanner {
    pub(super) file: FileId,
    places: Places,
    pub(super) facts: FileFacts,
    pub(super) scope: ScopeId,
    pub(super) function: Option<FunctionId>,
    /// The type whose `impl` this is.
    pub(super) self_type: Option<Text>,
    /// Number of conditions and loops around the code.
    pub(super) conditions: usize,
    /// Number of closures around the code: a `return` in one is not the function's.
    pub(super) closures: usize,
    /// Number of loops around the code.
    pub(super) loops: usize,
    /// The declarations of the locals of the function so far.
    pub(super) declared: FxHashMap<Text, Declared>,
    /// End of the innermost block around the code, if that is not the function's own.
    pub(super) block_end: Option<u32>,
    /// True if the next expression is a statement or the function's result.
    pub(super) statement: bool,
    pub(super) variants: Vec<VariantText>,
    /// The type parameters of the function, each with the name of the parameter that supplies it.
    pub(super) types: Vec<(Text, Text)>,
    /// The type parameters around the code, each with a trait that it must have.
    pub(super) bounds: Vec<(Text, Value)>,
    /// The values that were read.
    pub(super) memo: ValueMemo,
}

impl Scanner {
    pub(super) fn new(file: FileId, whole: Span, places: Places) -> Self {
        Self {
            file,
            places,
            facts: FileFacts::new(whole),
            scope: 0,
            function: None,
            self_type: None,
            conditions: 0,
            closures: 0,
            loops: 0,
            declared: FxHashMap::default(),
            memo: ValueMemo::default(),
            block_end: None,
            statement: false,
            variants: Vec::new(),
            types: Vec::new(),
            bounds: Vec::new(),
        }
    }

    /// A parser's span as ours.
    pub(super) fn span(&self, span: proc_macro2::Span) -> Span {
        let range = self.places.range(span);
        Span::new(self.file, range.start, range.end)
    }

    /// Runs `inside` in a new scope.
    pub(super) fn scoped(
        &mut self,
        kind: ScopeKind,
        name: &str,
        supers: Vec<Super>,
        span: Span,
        inside: impl FnOnce(&mut Self),
    ) {
        let outer = self.scope;
        self.scope = self.add_scope(kind, name, supers, span);
        inside(self);
        self.scope = outer;
    }

    pub(super) fn add_scope(
        &mut self,
        kind: ScopeKind,
        name: &str,
        supers: Vec<Super>,
        span: Span,
    ) -> ScopeId {
        let around = &self.facts.scopes[self.scope as usize].path;
        let path = if around.is_empty() {
            Text::from(name)
        } else {
            format!("{around}::{name}").into()
        };
        self.facts.scopes.push(Scope {
            kind,
            path,
            parent: Some(self.scope),
            supers,
            span,
        });
        self.facts.scopes.len() as ScopeId - 1
    }

    pub(super) fn bind(&mut self, name: Text, kind: BindingKind, value: Value, span: Span) {
        let (scope, function) = (self.scope, self.function);
        self.facts.bindings.push(Binding {
            name,
            scope,
            function,
            kind,
            value,
            span,
        });
    }

    /// Binds a local. Behind the end of its block the name has the value that it had before.
    pub(super) fn bind_local(&mut self, name: Text, value: Value, span: Span) {
        let declared = Declared {
            conditions: self.conditions,
            loops: self.loops,
            is_data: is_data(&value),
        };
        self.declared.insert(name.clone(), declared);
        let (kind, span) = match self.block_end {
            Some(end) => (BindingKind::Inside, Span { end, ..span }),
            None => (BindingKind::Assign, span),
        };
        self.bind(name, kind, value, span);
    }

    /// Runs `inside` for the body of a function, which no loop or block of the code around belongs to.
    pub(super) fn in_function(&mut self, id: FunctionId, inside: impl FnOnce(&mut Self)) {
        let place = (self.function, self.conditions, self.closures, self.loops);
        let outer = (place, self.block_end, self.statement);
        (self.function, self.conditions, self.closures) = (Some(id), 0, 0);
        (self.loops, self.block_end) = (0, None);
        let declared = std::mem::take(&mut self.declared);
        inside(self);
        self.declared = declared;
        let place;
        (place, self.block_end, self.statement) = outer;
        (self.function, self.conditions, self.closures, self.loops) = place;
    }

    /// Runs `inside` for code whose locals end at a byte.
    pub(super) fn in_block(&mut self, end: u32, inside: impl FnOnce(&mut Self)) {
        let outer = self.block_end.replace(end);
        inside(self);
        self.block_end = outer;
    }

    /// The scope of a type; a type of another file gets one that adds to it.
    pub(super) fn class(&mut self, name: &Text, span: Span) -> ScopeId {
        let named = |scope: &Scope| {
            let ends = |rest: &str| rest.is_empty() || rest.ends_with("::");
            scope.kind == ScopeKind::Class
                && scope.path.strip_suffix(name.as_str()).is_some_and(ends)
        };
        match self.facts.scopes.iter().position(named) {
            Some(scope) => scope as ScopeId,
            None => self.add_scope(ScopeKind::Class, name, Vec::new(), span),
        }
    }

    /// Gives enums the strings of their variants and puts everything in source order.
    pub(super) fn finish(mut self) -> FileFacts {
        let variants = std::mem::take(&mut self.variants);
        let mut variants = best_texts(&variants)
            .into_iter()
            .chain(self.texts_by_method(&variants));
        let variants: Vec<_> = variants.by_ref().collect();
        let mut scopes: FxHashMap<Text, ScopeId> = FxHashMap::default();
        for (found, kind) in variants {
            let scope = *scopes
                .entry(found.owner.clone())
                .or_insert_with(|| self.class(&found.owner, found.span));
            if found.reads_payload() {
                self.variant_function(found, scope);
                continue;
            }
            self.facts.bindings.push(Binding {
                name: found.variant,
                scope,
                function: None,
                kind,
                value: found.value,
                span: found.span,
            });
        }
        self.facts
            .calls
            .sort_by_key(|call| (call.name_span.start, call.span.end));
        self.facts
            .bindings
            .sort_by_key(|binding| binding.span.start);
        self.facts
    }

    /// Returns the texts that each method gives the variants, under the names of the variant and the method.
    fn texts_by_method(&self, variants: &[VariantText]) -> Vec<(VariantText, BindingKind)> {
        let mut found: Vec<(VariantText, BindingKind)> = Vec::new();
        for one in variants {
            let Some(function) = one.function else {
                continue;
            };
            let method = &self.facts.functions[function as usize].name;
            let name = Text::from(format!("{}.{method}", one.variant));
            let is_same = |(other, _): &&mut (VariantText, BindingKind)| {
                (&other.owner, &other.variant) == (&one.owner, &name)
            };
            let mut kind = BindingKind::Assign;
            for (_, other) in found.iter_mut().filter(is_same) {
                (*other, kind) = (BindingKind::Maybe, BindingKind::Maybe);
            }
            let named = VariantText {
                variant: name,
                ..one.clone()
            };
            found.push((named, kind));
        }
        found
    }

    /// Declares a variant with contents as a function that makes its text.
    fn variant_function(&mut self, found: VariantText, scope: ScopeId) {
        let parameter = |name: Text| Parameter::new(name, ParameterKind::Positional);
        self.facts.functions.push(Function {
            name: found.variant,
            scope,
            outer: None,
            kind: FunctionKind::Static,
            public: true,
            parameters: found.payload.into_iter().map(parameter).collect(),
            returns: vec![found.value],
            name_span: found.span,
            span: found.span,
        });
    }
}

/// Returns true for the value of a text or a list.
fn is_data(value: &Value) -> bool {
    match value {
        Value::Text(_) | Value::Template(_) | Value::List(_) | Value::Choice(_) => true,
        Value::Call(call) => MAKING.contains(&&*call.name),
        _ => false,
    }
}

impl VariantText {
    /// Returns true if the text contains a part of the variant.
    fn reads_payload(&self) -> bool {
        let is_payload =
            |part: &Value| matches!(part, Value::Name(name) if self.payload.contains(name));
        match &self.value {
            Value::Template(parts) => parts.iter().any(is_payload),
            value => is_payload(value),
        }
    }
}

/// The texts with the best rank of one variant.
struct BestText {
    rank: u8,
    value: Value,
    function: Option<FunctionId>,
    /// True if there is another text.
    several: bool,
    /// True if another conversion gives another text.
    conflict: bool,
}

/// Returns the texts with the best rank of each variant. Conversions that disagree leave the text open.
fn best_texts(variants: &[VariantText]) -> Vec<(VariantText, BindingKind)> {
    let mut best: FxHashMap<(Text, Text), BestText> = FxHashMap::default();
    for found in variants.iter().filter(|one| one.rank < METHOD_ONLY) {
        let first = || BestText {
            rank: found.rank,
            value: found.value.clone(),
            function: found.function,
            several: false,
            conflict: false,
        };
        let key = (found.owner.clone(), found.variant.clone());
        let known = best.entry(key).or_insert_with(first);
        if found.rank < known.rank {
            *known = first();
        } else if found.rank == known.rank && found.value != known.value {
            known.several = true;
            known.conflict |= found.function != known.function;
        }
    }
    let mut found = Vec::with_capacity(variants.len());
    for one in variants.iter().cloned() {
        let Some(best) = best.get_mut(&(one.owner.clone(), one.variant.clone())) else {
            continue;
        };
        if best.rank != one.rank {
            continue;
        }
        let kind = match best.several {
            true => BindingKind::Maybe,
            false => BindingKind::Assign,
        };
        if std::mem::take(&mut best.conflict) {
            let value = Value::Opaque;
            found.push((
                VariantText {
                    value,
                    ..one.clone()
                },
                kind,
            ));
        }
        found.push((one, kind));
    }
    found
}
