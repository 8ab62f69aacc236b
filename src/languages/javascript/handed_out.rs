//! Functions that the function around returns, alone or in an object.

use crate::facts::{FunctionKind, Text};
use crate::languages::javascript::calls::{MEMO, WRAPPING};
use crate::languages::javascript::scanner::{Role, Scanner};
use crate::languages::javascript::syntax::{Field, Id, Kind, is_function};

/// Limit of the nodes between a function and the statement that returns it.
const MOST_STEPS: usize = 24;

impl Scanner<'_, '_> {
    /// Returns the name of a function that the function around hands out: that of the entry that holds it, else that of the
    /// function around.
    pub(crate) fn handed_out(&self, id: Id) -> Option<Text> {
        let around = &self.facts.functions[self.place.function? as usize];
        if around.kind != FunctionKind::Free {
            return None;
        }
        let mut name = match self.kind(id) {
            Kind::MethodDefinition => {
                let own = self.field(id, Field::Name)?;
                Some(self.literal_key(own)?)
            }
            _ => None,
        };
        let mut at = id;
        for _ in 0..MOST_STEPS {
            let parent = self.tree.parent(at);
            match self.kind(parent) {
                Kind::Pair => {
                    let key = self.field(parent, Field::Key)?;
                    name = name.or(self.literal_key(key));
                    name?;
                }
                Kind::JsxExpression => {
                    return name.filter(|_| self.is_provided_by(parent)).map(Text::from);
                }
                Kind::Object | Kind::Array | Kind::Parenthesized | Kind::Typed => {}
                Kind::Arguments if self.tree.first(parent) == Some(at) => {
                    let call = self.tree.parent(parent);
                    let callee = self.field(call, Field::Function)?;
                    let called = self.field(callee, Field::Property).unwrap_or(callee);
                    let called = self.text(called);
                    let is_followed = WRAPPING.contains(&called)
                        || called == "freeze"
                        || (called == MEMO && is_function(self.kind(at)));
                    if !is_followed || at == id && called == MEMO {
                        return None;
                    }
                    at = call;
                    continue;
                }
                Kind::Declarator if at != id && self.field(parent, Field::Value) == Some(at) => {
                    return name.map(Text::from);
                }
                Kind::Return => {
                    at = self.function_of(parent)?;
                    if self.is_named(at) {
                        return Some(name.map_or_else(|| around.name.clone(), Text::from));
                    }
                    continue;
                }
                Kind::Arrow if self.field(parent, Field::Body) == Some(at) => {
                    if self.is_named(parent) {
                        return Some(name.map_or_else(|| around.name.clone(), Text::from));
                    }
                }
                _ => return None,
            }
            at = parent;
        }
        None
    }

    /// Returns true for the value that an element provides to those inside.
    fn is_provided_by(&self, expression: Id) -> bool {
        let attribute = self.tree.first(self.tree.parent(expression));
        attribute.is_some_and(|attribute| self.text(attribute) == "value")
    }

    fn is_named(&self, function: Id) -> bool {
        self.kind(function) == Kind::FunctionDeclaration
            || matches!(self.role(function), Role::Named(_))
    }

    /// Returns the function around a statement.
    fn function_of(&self, statement: Id) -> Option<Id> {
        let mut at = statement;
        for _ in 0..MOST_STEPS {
            at = self.tree.parent(at);
            if is_function(self.kind(at)) {
                return Some(at);
            }
        }
        None
    }
}
