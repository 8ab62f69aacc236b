//! Types: fields of structs, and the strings of enum variants.

use crate::facts::{
    Binding, BindingKind, COMPANION, Function, Parameter, ParameterKind, ScopeId, ScopeKind, Text,
    Value,
};
use crate::languages::rust::defs;
use crate::languages::rust::macro_tokens::arguments;
use crate::languages::rust::scanner::{Scanner, VariantText};
use crate::languages::rust::values::literal;
use crate::source::Span;
use syn::Expr;

impl Scanner {
    /// Variants that a derive writes in their own way.
    pub(super) fn enumeration(&mut self, definition: &syn::ItemEnum) {
        let owner = Text::from(definition.ident.to_string());
        let span = self
            .span(definition.enum_token.span)
            .to(self.span(definition.brace_token.span.close()));
        let scope = self.add_scope(ScopeKind::Class, &owner, Vec::new(), span);
        self.declare_variants(definition, scope);
        self.companion(definition, scope);
        let case = defs::renamed(&definition.attrs, &["serialize_all", "rename_all"]);
        for variant in &definition.variants {
            let name = variant.ident.to_string();
            let own = defs::renamed(&variant.attrs, &["to_string", "serialize", "rename"]);
            let cased = || {
                case.as_ref()
                    .and_then(|(case, strum)| Some((defs::recase(&name, case)?, *strum)))
            };
            if let Some((text, strum)) = own.or_else(cased) {
                let span = self.span(variant.ident.span());
                let rank = if strum { 1 } else { 2 };
                self.variants.push(VariantText {
                    owner: owner.clone(),
                    variant: name.into(),
                    value: Value::Text(text),
                    payload: Vec::new(),
                    function: None,
                    rank,
                    span,
                });
            }
        }
    }

    /// The fields of a struct are the parameters of its constructor, which a literal calls.
    pub(super) fn structure(&mut self, definition: &syn::ItemStruct) {
        let name = definition.ident.to_string();
        let start = self.span(definition.struct_token.span);
        let span = self.span(definition.ident.span());
        let scope = self.add_scope(ScopeKind::Class, &name, Vec::new(), start.to(span));
        let known = self.bound(&definition.generics);
        let field = |field: &syn::Field| {
            Some(Parameter {
                name: field.ident.as_ref()?.to_string().into(),
                kind: ParameterKind::Keyword,
                default: None,
                class: self.class_of(&field.ty),
            })
        };
        let parameters: Vec<Parameter> = definition.fields.iter().filter_map(field).collect();
        self.bounds.truncate(known);
        if parameters.is_empty() {
            return;
        }
        let constructor = Function::implied_constructor(name, scope, parameters, span);
        self.facts.functions.push(constructor);
    }

    /// Notes the texts of the enum that a derive makes of the variants without their contents.
    fn companion(&mut self, definition: &syn::ItemEnum, scope: ScopeId) {
        let Some(companion) = defs::companion(&definition.attrs) else {
            return;
        };
        let owner = companion
            .name
            .unwrap_or_else(|| format!("{}Discriminants", definition.ident).into());
        let span = self.span(definition.ident.span());
        let own = self.add_scope(ScopeKind::Class, &owner, Vec::new(), span);
        self.declare_variants(definition, own);
        self.class_constant(COMPANION.into(), scope, Value::Name(owner.clone()), span);
        for variant in &definition.variants {
            let name = variant.ident.to_string();
            let own = defs::companion(&variant.attrs).and_then(|one| one.text);
            let cased = || match &companion.case {
                Some(case) => defs::recase(&name, case),
                None => companion.has_texts.then(|| name.clone().into()),
            };
            if let Some(text) = own.or_else(cased) {
                self.variants.push(VariantText {
                    owner: owner.clone(),
                    variant: name.clone().into(),
                    value: Value::Text(text),
                    payload: Vec::new(),
                    function: None,
                    rank: 1,
                    span: self.span(variant.ident.span()),
                });
            }
        }
    }

    /// Notes that an enum has its variants, whatever their texts are.
    fn declare_variants(&mut self, definition: &syn::ItemEnum, scope: ScopeId) {
        for variant in &definition.variants {
            let name = format!("{}.", variant.ident);
            let span = self.span(variant.ident.span());
            self.class_constant(name.into(), scope, Value::Null, span);
        }
    }

    fn class_constant(&mut self, name: Text, scope: ScopeId, value: Value, span: Span) {
        self.facts.bindings.push(Binding {
            name,
            scope,
            function: None,
            kind: BindingKind::Assign,
            value,
            span,
        });
    }

    /// The string an arm stands for: itself, or what it writes to a formatter.
    pub(super) fn written(&self, body: &Expr) -> Option<(Value, Span)> {
        match body {
            Expr::Lit(text) => match literal(&text.lit) {
                value @ Value::Text(_) => Some((value, self.span(text.lit.span()))),
                _ => None,
            },
            Expr::MethodCall(call) if call.method == "write_str" => {
                self.written(call.args.first()?)
            }
            Expr::Macro(call) if call.mac.path.is_ident("write") => {
                let parts = arguments(call.mac.tokens.clone());
                let [_, rest @ ..] = &parts[..] else {
                    return None;
                };
                let value = self.formatted(rest);
                is_text(&value).then(|| (value, self.expr_span(body)))
            }
            _ => {
                let value = self.value(body);
                is_text(&value).then(|| (value, self.expr_span(body)))
            }
        }
    }
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Template(_))
}
