//! Calls as values.

use crate::facts::{Argument, Key, Value};
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind, is_function};
use crate::languages::javascript::text_methods::FROM_ENTRIES;

/// Calls that return the function that they are given, or one that calls it.
pub(crate) const WRAPPING: &[&str] = &[
    "debounce",
    "throttle",
    "memoize",
    "once",
    "useCallback",
    "useEffectEvent",
    "memo",
    "forwardRef",
    "observer",
    "cache",
];
/// Calls that hand back what they are given: frozen objects, and what a framework makes observable.
const KEEPING: &[&str] = &[
    "Object.freeze",
    "Object.seal",
    "markRaw",
    "ref",
    "shallowRef",
    "reactive",
    "readonly",
    "structuredClone",
    "toRaw",
    "unref",
    "String",
    "withDefaults",
];
/// Calls that call the function that they are given first.
pub(crate) const TAKING: &[&str] = &["forEach", "partial"];
/// The call that returns the result of the function that it is given.
pub(crate) const MEMO: &str = "useMemo";

impl<'s> Scanner<'s, '_> {
    /// Returns the value of a call.
    pub(crate) fn call_value(&self, id: Id, depth: u8) -> Value {
        let Some(callee) = self.field(id, Field::Function) else {
            return Value::Opaque;
        };
        let list = self
            .field(id, Field::Arguments)
            .filter(|list| self.kind(*list) == Kind::Arguments);
        let first = list.and_then(|list| self.tree.first(list));
        match self.text(callee) {
            name if KEEPING.contains(&name) => return self.value_of(first, depth),
            "Array.from" if self.is_copy(list) => return self.value_of(first, depth),
            // The props of a component are members of the component.
            "defineProps" => return Value::Name("this".into()),
            _ => {}
        }
        if let Some(method) = self.text(callee).strip_prefix("Object.")
            && matches!(method, "values" | "keys" | "entries" | FROM_ENTRIES)
        {
            let object = self.value_of(first, depth);
            return Value::call(Some(object), method, Vec::new());
        }
        if let Some(class) = self.injected_class(callee, list) {
            return Value::Typed(Box::new(Value::Opaque), class);
        }
        if let Some(value) = self.wrapped(callee, list, depth) {
            return value;
        }
        let function = self.literal(callee);
        if is_function(self.kind(function)) {
            // A function that is called where it is written.
            let mut returned = self.returns_at(function, depth);
            return match returned.len() {
                1 => returned.remove(0),
                _ => Value::Choice(returned),
            };
        }
        let arguments = list
            .map(|list| self.arguments_at(list, depth))
            .unwrap_or_default();
        let called = self.callee(callee);
        let Some((receiver, _, name)) = called.filter(|_| self.kind(callee) != Kind::This) else {
            return Value::Opaque;
        };
        if let Some(called) = self.called_by_name(receiver, name, list, depth) {
            return called;
        }
        let receiver = receiver.map(|receiver| self.value_at(receiver, depth));
        if let Some(built) = self.mapped(receiver.as_ref(), name, list, depth) {
            return built;
        }
        Value::call(receiver, name, arguments)
    }

    /// Returns true if the arguments of `Array.from` are one list or collection.
    fn is_copy(&self, list: Option<Id>) -> bool {
        let mut arguments = list.into_iter().flat_map(|list| self.tree.children(list));
        let first = arguments.next();
        first.is_some_and(|first| self.kind(first) != Kind::Object) && arguments.next().is_none()
    }

    /// Returns the receiver of a called expression, the node of the function's name and the name.
    pub(crate) fn callee(&self, callee: Id) -> Option<(Option<Id>, Id, &'s str)> {
        match self.kind(callee) {
            Kind::Member => {
                let name = self.field(callee, Field::Property)?;
                Some((self.field(callee, Field::Object), name, self.text(name)))
            }
            // `object['name'](…)`
            Kind::Subscript => {
                let index = self.field(callee, Field::Index)?;
                let is_text = self.kind(index) == Kind::String;
                let name = is_text.then(|| self.literal_key(index)).flatten()?;
                Some((self.field(callee, Field::Object), index, name))
            }
            Kind::Identifier | Kind::ImportWord | Kind::This => {
                Some((None, callee, self.text(callee)))
            }
            _ => None,
        }
    }

    /// Returns the value of a call that hands back the function that it is given, or the result of it.
    fn wrapped(&self, callee: Id, list: Option<Id>, depth: u8) -> Option<Value> {
        let name = self.field(callee, Field::Property).unwrap_or(callee);
        let first = self.tree.first(list?)?;
        match self.text(name) {
            name if WRAPPING.contains(&name) => Some(self.value_at(first, depth)),
            MEMO if is_function(self.kind(first)) => {
                let mut returned = self.returns_at(first, depth);
                Some(match returned.len() {
                    1 => returned.remove(0),
                    _ => Value::Choice(returned),
                })
            }
            "useRef" => {
                let current = (Value::Text("current".into()), self.value_at(first, depth));
                Some(Value::Map(vec![current]))
            }
            _ => None,
        }
    }

    /// Returns the value of `send.call(object, …)`: that of `send(…)`.
    fn called_by_name(
        &self,
        function: Option<Id>,
        name: &str,
        list: Option<Id>,
        depth: u8,
    ) -> Option<Value> {
        if !matches!(name, "call" | "apply") {
            return None;
        }
        let (receiver, _, own) = self.callee(function?)?;
        let arguments = self.arguments_at(list?, depth);
        let receiver = receiver.map(|receiver| self.value_at(receiver, depth));
        Some(Value::call(receiver, own, behind_object(arguments, name)))
    }

    /// Returns the list that `list.map(one => …)` makes.
    fn mapped(
        &self,
        receiver: Option<&Value>,
        name: &str,
        arguments: Option<Id>,
        depth: u8,
    ) -> Option<Value> {
        let is_flat = match name {
            "map" => false,
            "flatMap" => true,
            _ => return None,
        };
        let function = self
            .tree
            .first(arguments?)
            .filter(|first| is_function(self.kind(*first)))?;
        let parameters = match self.field(function, Field::Parameters) {
            Some(list) => self.tree.first(list),
            None => self.field(function, Field::Parameter),
        };
        let parameter = parameters.map_or(Some(""), |parameter| match self.kind(parameter) {
            Kind::Identifier => Some(self.text(parameter)),
            Kind::TypedParameter => {
                let pattern = self.field(parameter, Field::Pattern)?;
                (self.kind(pattern) == Kind::Identifier).then(|| self.text(pattern))
            }
            _ => None,
        })?;
        let element = Value::each_value(receiver?.clone());
        let results = self.returns_at(function, depth).into_iter();
        let results = results.map(|result| result.with_name(parameter, &element));
        let one = Value::Choice(results.collect());
        // Each element gives one, so the list is not the one that is written here.
        let inner = if is_flat { one } else { Value::List(vec![one]) };
        Some(Value::List(vec![Value::spread(inner)]))
    }
}

/// Returns the arguments of a function that is called as `send.call(object, …)` or `send.apply(object, […])`.
pub(crate) fn behind_object(arguments: Vec<Argument>, name: &str) -> Vec<Argument> {
    let behind = arguments.into_iter().skip(1).zip(0..);
    let moved = behind.map(|(argument, place)| match (name, argument.key) {
        ("apply", _) => Argument {
            key: Key::Spread,
            ..argument
        },
        (_, Key::Position(_)) => Argument {
            key: Key::Position(place),
            ..argument
        },
        (_, key) => Argument { key, ..argument },
    });
    moved.collect()
}
