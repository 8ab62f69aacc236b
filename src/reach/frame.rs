//! The surroundings of a piece of code: its function or block, and the class of the current object.

use crate::facts::{Binding, FunctionKind, ParameterKind, Text};
use crate::reach::node::{Node, Place, Type};
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::view::ProjectView;
use crate::source::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Types of parameters: the index of the parameter, and a type.
pub(super) type Parameters = Arc<BTreeSet<(u16, Type)>>;

/// Code for an object of a class.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The parsed file.
    pub(super) unit: u32,
    /// The scope whose names are visible.
    pub(super) scope: u32,
    /// The function.
    pub(super) function: Option<ItemId>,
    /// The block, if the code belongs to no function.
    pub(super) block: Option<Span>,
    /// The class of the current object.
    pub(super) class: Text,
    /// True if the current object is the class itself.
    pub(super) is_static: bool,
    /// Known types of the parameters.
    pub(super) parameters: Parameters,
}

impl Frame {
    /// Returns the frame of a function or block.
    pub(super) fn of(view: &ProjectView<'_>, node: &Node, parameters: &Parameters) -> Option<Self> {
        match node.place {
            Place::Function(at) => Some(Self {
                parameters: parameters.clone(),
                ..Self::of_function(view, at, &node.class)
            }),
            Place::Block(unit, span) => {
                let facts = view.facts(unit);
                let mut sites = facts.calls.iter();
                let inside = sites.find(|site| span.contains(site.span))?;
                // A block in a function sees the names of the function.
                let functions = (0..).zip(&facts.functions);
                let around = functions.filter(|(_, one)| one.span.contains(span));
                let around = around.min_by_key(|(_, one)| one.span.end - one.span.start);
                Some(Self {
                    unit,
                    scope: around.map_or(inside.scope, |(_, one)| one.scope),
                    function: around.map(|(item, _)| ItemId::new(unit, item)),
                    block: Some(span),
                    class: node.class.clone(),
                    is_static: false,
                    parameters: Parameters::default(),
                })
            }
            Place::Start(_) | Place::File(_) => None,
        }
    }

    /// Returns the frame of a function.
    pub(super) fn of_function(view: &ProjectView<'_>, at: ItemId, class: &Text) -> Self {
        let function = view.function(at);
        Self {
            unit: at.unit,
            scope: function.scope,
            function: Some(at),
            block: None,
            class: class.clone(),
            is_static: function.kind == FunctionKind::Static,
            parameters: Parameters::default(),
        }
    }

    /// Returns the frame of a class body.
    pub(super) fn of_body(unit: u32, scope: u32, class: &Text) -> Self {
        Self {
            unit,
            scope,
            function: None,
            block: None,
            class: class.clone(),
            is_static: true,
            parameters: Parameters::default(),
        }
    }

    /// Returns the values that the code binds to a local name.
    pub(super) fn bindings<'v>(
        &self,
        view: &'v ProjectView<'_>,
        name: &'v str,
    ) -> impl Iterator<Item = &'v Binding> {
        let (function, block) = (self.function.map(|at| at.item), self.block);
        let bindings = view.bindings_named(self.unit, name);
        bindings
            .map(|(_, binding)| binding)
            .filter(move |binding| match function {
                Some(item) => binding.function == Some(item),
                None => {
                    binding.function.is_none()
                        && block.is_some_and(|block| block.contains(binding.span))
                }
            })
    }

    /// Returns the type of the current object.
    pub(super) fn self_type(&self) -> Type {
        match self.is_static {
            true => Type::Class(self.class.clone()),
            false => Type::Instance(self.class.clone()),
        }
    }

    /// Returns the known types of a parameter.
    pub(super) fn parameter(&self, view: &ProjectView<'_>, name: &str) -> Vec<Type> {
        let function = self.function.map(|at| view.function(at));
        let parameters = function.into_iter().flat_map(|one| &one.parameters);
        let index = parameters.clone().position(|one| one.name == name);
        let own = self.parameters.iter();
        let own = own.filter(|(own, _)| Some(usize::from(*own)) == index);
        let types: Vec<&Type> = own.map(|(_, one)| one).collect();
        // An object is certainly new only if every caller passes a new one.
        let is_new = types.iter().all(|one| matches!(one, Type::New(_)));
        let types = types.into_iter().filter_map(|one| match one {
            Type::Other => None,
            Type::New(class) if !is_new => Some(Type::Instance(class.clone())),
            other => Some(other.clone()),
        });
        types.collect()
    }

    /// Returns true if a name is a parameter of the function.
    pub(super) fn is_parameter(&self, view: &ProjectView<'_>, name: &str) -> bool {
        let function = self.function.map(|at| view.function(at));
        let parameters = function.into_iter().flat_map(|one| &one.parameters);
        parameters
            .filter(|one| one.kind != ParameterKind::Provided)
            .any(|one| one.name == name)
    }
}
