//! State of components: `const [name, setName] = useState('first')`.

use crate::facts::{Argument, Key, STATE, Value};
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind, is_function};

/// The call that makes a state.
const MAKING: &str = "useState";

impl Scanner<'_, '_> {
    /// Returns the name of a state with its value, if a declaration makes one.
    pub(super) fn state(&mut self, pattern: Id, value: Id) -> Option<(Id, Value)> {
        if self.kind(pattern) != Kind::ArrayPattern || self.kind(value) != Kind::Call {
            return None;
        }
        let callee = self.field(value, Field::Function)?;
        let called = self.field(callee, Field::Property).unwrap_or(callee);
        if self.text(called) != MAKING {
            return None;
        }
        let mut names = self.tree.children(pattern);
        let name = names
            .next()
            .filter(|name| self.kind(*name) == Kind::Identifier)?;
        let span = self.span(value);
        let argument = |place, value| Argument::new(Key::Position(place), value, span);
        let mut arguments = vec![argument(0, self.first_state(value))];
        let setter = names.next();
        if let Some(setter) = setter {
            let setter_name = self.text(setter);
            arguments.push(argument(1, Value::Text(setter_name.into())));
        }
        let state = Value::call(None, STATE, arguments);
        let is_open = setter.is_some_and(|setter| self.escapes(setter));
        Some(match is_open {
            true => (name, Value::Choice(vec![state, Value::Opaque])),
            false => (name, state),
        })
    }

    /// Returns the value that a state starts with, which may be the result of a function.
    fn first_state(&self, call: Id) -> Value {
        let list = self.field(call, Field::Arguments);
        let Some(first) = list.and_then(|list| self.tree.first(list)) else {
            return Value::Null;
        };
        if !is_function(self.kind(first)) {
            return self.value(first);
        }
        let mut returned = self.returns(first);
        match returned.len() {
            1 => returned.remove(0),
            _ => Value::Choice(returned),
        }
    }

    /// Returns true if code other than calls of a setter sees it, so that it may get other values.
    fn escapes(&mut self, setter: Id) -> bool {
        let name = self.text(setter);
        if self.kind(setter) != Kind::Identifier {
            return true;
        }
        let around = self.function_around(setter);
        let mut uses = self.uses_of(name);
        uses.retain(|at| around.contains(at));
        let is_known = |at: &Id| {
            let (at, parent) = (*at, self.tree.parent(*at));
            match self.kind(parent) {
                Kind::Call => self.field(parent, Field::Function) == Some(at),
                Kind::ArrayPattern => true,
                // The list of what an effect depends on.
                Kind::Array => {
                    let list = self.tree.parent(parent);
                    self.kind(list) == Kind::Arguments && self.tree.first(list) != Some(parent)
                }
                _ => false,
            }
        };
        !uses.iter().all(is_known)
    }

    /// Returns the nodes of the function around a node.
    fn function_around(&self, id: Id) -> std::ops::Range<Id> {
        let mut at = id;
        while at > 0 && !is_function(self.kind(at)) {
            at = self.tree.parent(at);
        }
        at..self.tree.node(at).next
    }

    /// Returns the places of a name in the script.
    fn uses_of(&mut self, name: &str) -> Vec<Id> {
        if self.uses.is_none() {
            let mut found: rustc_hash::FxHashMap<_, Vec<Id>> = rustc_hash::FxHashMap::default();
            let is_name =
                |at: &Id| matches!(self.kind(*at), Kind::Identifier | Kind::ShorthandProperty);
            for at in (0..self.tree.count()).filter(is_name) {
                let name = self.text(at);
                if name.starts_with("set") {
                    found.entry(name).or_default().push(at);
                }
            }
            self.uses = Some(found);
        }
        let uses = self.uses.as_ref().and_then(|uses| uses.get(name));
        uses.cloned().unwrap_or_default()
    }
}
