//! Items: modules, implementations, functions, constants, enums, imports.

use crate::facts::{
    BindingKind, Function, FunctionKind, Parameter, ParameterKind, ScopeKind, Super, SuperKind,
    Text, Value,
};
use crate::languages::rust::defs;
use crate::languages::rust::scanner::Scanner;
use crate::source::Span;
use syn::{
    Block, Expr, FnArg, Ident, ImplItem, Item, Pat, ReturnType, Signature, Token, TraitItem, Type,
    Visibility,
};

impl Scanner {
    /// Reads items in order.
    pub(crate) fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    /// Reads one item unless it is test code.
    pub(crate) fn item(&mut self, item: &Item) {
        if defs::is_test(defs::attributes(item)) {
            return;
        }
        match item {
            Item::Mod(module) => {
                let Some((brace, items)) = &module.content else {
                    return;
                };
                let span = self
                    .span(module.mod_token.span)
                    .to(self.span(brace.span.close()));
                let name = module.ident.to_string();
                self.scoped(ScopeKind::Module, &name, Vec::new(), span, |scanner| {
                    scanner.items(items)
                });
            }
            Item::Fn(function) => self.function(
                &function.sig,
                Some(&function.block),
                public(&function.vis),
                false,
            ),
            Item::Impl(block) => self.implementation(block),
            Item::Trait(definition) => self.trait_definition(definition),
            Item::Const(item) => self.constant(&item.ident, &item.expr, item.semi_token),
            Item::Static(item) => self.constant(&item.ident, &item.expr, item.semi_token),
            Item::Use(import) => {
                let span = self
                    .span(import.use_token.span)
                    .to(self.span(import.semi_token.span));
                let reexport = !matches!(import.vis, Visibility::Inherited);
                self.facts
                    .imports
                    .extend(defs::imports(&import.tree, reexport, span));
            }
            Item::Enum(definition) => self.enumeration(definition),
            Item::Struct(definition) => self.structure(definition),
            Item::Macro(call) => match &call.ident {
                Some(name) => self.macro_rules(name, call.mac.tokens.clone()),
                None => self.macro_site(&call.mac, true),
            },
            _ => {}
        }
    }

    fn constant(&mut self, name: &Ident, expr: &Expr, end: Token![;]) {
        let span = Span {
            end: self.span(end.span).start,
            ..self.span(name.span())
        };
        let value = self.value(expr);
        // A constant inside a function is a local of it.
        self.bind(name.to_string().into(), BindingKind::Assign, value, span);
        self.expr(expr);
    }

    fn implementation(&mut self, block: &syn::ItemImpl) {
        // `impl From<Topic> for &str` gives the texts of another type.
        let own = match &*block.self_ty {
            Type::Reference(inner) => &*inner.elem,
            own => own,
        };
        let Type::Path(path) = own else {
            return;
        };
        let name = self.path(&path.path);
        let span = self
            .span(block.impl_token.span)
            .to(self.span(block.brace_token.span.close()));
        let implemented = block.trait_.as_ref().map(|(path, _)| path);
        let supers = implemented.map(|path| self.super_trait("impl", path, span));
        let known = self.bound(&block.generics);
        let outer = self.self_type.replace(name.clone());
        self.scoped(
            ScopeKind::Class,
            &name,
            supers.into_iter().collect(),
            span,
            |scanner| {
                for item in &block.items {
                    match item {
                        ImplItem::Fn(function) if !defs::is_test(&function.attrs) => {
                            scanner.function(
                                &function.sig,
                                Some(&function.block),
                                implemented.is_some() || public(&function.vis),
                                true,
                            );
                        }
                        ImplItem::Const(constant) if !defs::is_test(&constant.attrs) => {
                            let (name, end) = (&constant.ident, constant.semi_token);
                            scanner.constant(name, &constant.expr, end);
                        }
                        ImplItem::Macro(call) => scanner.macro_site(&call.mac, true),
                        _ => {}
                    }
                }
            },
        );
        self.self_type = outer;
        self.bounds.truncate(known);
    }

    fn super_trait(&self, word: &str, path: &syn::Path, around: Span) -> Super {
        let last = path.segments.last();
        Super {
            kind: SuperKind::Include,
            word: word.into(),
            value: Value::Name(self.path(path)),
            span: last.map_or(around, |last| self.span(last.ident.span())),
        }
    }

    fn trait_definition(&mut self, definition: &syn::ItemTrait) {
        let span = self
            .span(definition.trait_token.span)
            .to(self.span(definition.brace_token.span.close()));
        let bound = |bound: &syn::TypeParamBound| match bound {
            syn::TypeParamBound::Trait(bound) => Some(self.super_trait(":", &bound.path, span)),
            _ => None,
        };
        let supers = definition.supertraits.iter().filter_map(bound).collect();
        let outer = self.self_type.take();
        self.scoped(
            ScopeKind::Module,
            &definition.ident.to_string(),
            supers,
            span,
            |scanner| {
                for item in &definition.items {
                    match item {
                        TraitItem::Fn(function) if !defs::is_test(&function.attrs) => {
                            scanner.function(&function.sig, function.default.as_ref(), true, true);
                        }
                        TraitItem::Const(constant) => {
                            if let Some((_, expr)) = &constant.default {
                                scanner.constant(&constant.ident, expr, constant.semi_token);
                            }
                        }
                        _ => {}
                    }
                }
            },
        );
        self.self_type = outer;
    }

    fn function(
        &mut self,
        signature: &Signature,
        body: Option<&Block>,
        public: bool,
        associated: bool,
    ) {
        let Some(body) = body else { return };
        let has_self = signature
            .inputs
            .iter()
            .any(|input| matches!(input, FnArg::Receiver(_)));
        let kind = match (has_self, associated) {
            (true, _) => FunctionKind::Method,
            (_, true) => FunctionKind::Static,
            _ => FunctionKind::Free,
        };
        let patterns = patterns(signature);
        let known = self.bound(&signature.generics);
        let classes = self.declared_classes(signature).into_iter();
        let parameters: Vec<_> = { patterns.iter().zip(classes) }
            .map(|(pattern, class)| parameter(pattern, class))
            .collect();
        self.bounds.truncate(known);
        let mut parameters = parameters;
        let outer_types = std::mem::take(&mut self.types);
        parameters.extend(self.type_parameters(signature));
        let id = self.declare(signature, body, kind, public, parameters);
        self.in_function(id as u32, |this| {
            for pattern in patterns {
                if !matches!(pattern, Pat::Ident(_)) {
                    this.bind_pattern(pattern, Value::Opaque);
                }
            }
            this.block(body, true);
            let last = this.tail(body);
            let returns = &mut this.facts.functions[id].returns;
            match last {
                _ if matches!(signature.output, ReturnType::Default) => returns.clear(),
                Some(Value::Choice(values)) => returns.extend(values),
                last => returns.extend(last),
            }
        });
        self.types = outer_types;
    }

    fn declare(
        &mut self,
        signature: &Signature,
        body: &Block,
        kind: FunctionKind,
        public: bool,
        parameters: Vec<Parameter>,
    ) -> usize {
        let start = self.span(signature.fn_token.span);
        self.facts.functions.push(Function {
            name: signature.ident.to_string().into(),
            scope: self.scope,
            outer: None,
            kind,
            public,
            parameters,
            returns: Vec::new(),
            name_span: self.span(signature.ident.span()),
            span: self.closed(start, body.brace_token.span.close()),
        });
        self.facts.functions.len() - 1
    }
}

/// Returns the patterns of the parameters, without `self`.
fn patterns(signature: &Signature) -> Vec<&Pat> {
    let typed = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(&*parameter.pat),
        FnArg::Receiver(_) => None,
    });
    typed.collect()
}

fn parameter(pattern: &Pat, class: Option<Value>) -> Parameter {
    let name = match pattern {
        Pat::Ident(name) => name.ident.to_string().into(),
        _ => Text::default(),
    };
    Parameter {
        name,
        kind: ParameterKind::Positional,
        default: None,
        class,
    }
}

fn public(visibility: &Visibility) -> bool {
    !matches!(visibility, Visibility::Inherited)
}
