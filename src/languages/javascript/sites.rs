//! Call sites: calls, `new`, and tags of markup inside a script.

use crate::facts::{Argument, BindingKind, CallSite, Key, SiteKind, Value};
use crate::languages::javascript::calls::{TAKING, behind_object};
use crate::languages::javascript::objects::PROVIDE;
use crate::languages::javascript::scanner::{Role, Scanner};
use crate::languages::javascript::syntax::{Field, Id, Kind};

/// Nodes looked at to see whether a call stands for its effect.
const MOST_STEPS: usize = 64;

impl Scanner<'_, '_> {
    pub(crate) fn call(&mut self, id: Id) {
        let Some(callee) = self.field(id, Field::Function) else {
            return;
        };
        let (receiver, name, name_text) = self.callee(callee).unwrap_or((None, callee, ""));
        let list = self
            .field(id, Field::Arguments)
            .filter(|list| self.kind(*list) == Kind::Arguments);
        let arguments = list.map(|list| self.arguments(list)).unwrap_or_default();
        let receiver = receiver.map(|receiver| self.value(receiver));
        match (name_text, &receiver, &arguments[..]) {
            ("push" | "unshift", Some(Value::Name(list)), _) => self.append(list, &arguments, id),
            ("add", Some(Value::Name(list)), _) if self.containers.contains(list) => {
                self.append(list, &arguments, id);
            }
            ("set", Some(Value::Name(map)), [key, value]) => {
                self.add_entry(map, key.value.clone(), value.value.clone(), id);
            }
            _ => {}
        }
        let is_bare = match &receiver {
            None => true,
            Some(Value::Name(owner)) => name_text == "createElement" && owner != "document",
            Some(_) => false,
        };
        if let (true, Some(list)) = (is_bare, list) {
            self.framework_call(name_text, list, id);
        } else if name_text == PROVIDE && arguments.len() == 2 {
            self.provide(&arguments, id);
        }
        self.passed_on(id, callee, list);
        let site = CallSite {
            kind: SiteKind::Call,
            receiver,
            name: name_text.into(),
            arguments,
            scope: self.place.scope,
            function: self.place.function,
            statement: self.is_effect(id),
            name_span: self.span(name),
            span: self.span(id),
        };
        self.facts.calls.push(site);
    }

    /// Notes the call of a function that is handed to another one: `list.forEach(send)`, `send.call(…)`, `send.bind(…, 'name')`.
    fn passed_on(&mut self, id: Id, callee: Id, list: Option<Id>) {
        let (Some((owner, _, name)), Some(list)) = (self.callee(callee), list) else {
            return;
        };
        let first = self.tree.first(list);
        let is_name = |node: &Id| {
            matches!(
                self.kind(*node),
                Kind::Identifier | Kind::Member | Kind::Subscript
            )
        };
        let opaque = |place: usize| {
            let span = self.span(list);
            (place > 0).then(|| Argument::new(Key::Spread, Value::Opaque, span))
        };
        let (function, arguments) = match (name, owner, first.filter(is_name)) {
            ("partial", _, Some(first)) => {
                let mut arguments = behind_object(self.arguments(list), name);
                arguments.extend(opaque(arguments.len()));
                (first, arguments)
            }
            (name, Some(owner), Some(first)) if TAKING.contains(&name) => {
                let element = Value::each_value(self.value(owner));
                let argument = Argument::new(Key::Position(0), element, self.span(owner));
                (first, vec![argument])
            }
            ("call" | "apply" | "bind", Some(owner), _) if is_name(&owner) => {
                let mut arguments = behind_object(self.arguments(list), name);
                if name == "bind" {
                    arguments.extend(opaque(arguments.len()));
                }
                (owner, arguments)
            }
            _ => return,
        };
        if arguments.is_empty() {
            return;
        }
        let Some((receiver, node, name)) = self.callee(function) else {
            return;
        };
        let site = CallSite {
            kind: SiteKind::Call,
            receiver: receiver.map(|receiver| self.value(receiver)),
            name: name.into(),
            arguments,
            scope: self.place.scope,
            function: self.place.function,
            statement: self.is_effect(id),
            name_span: self.span(node),
            span: self.span(id),
        };
        self.facts.calls.push(site);
    }

    /// Binds what a call appends to a list.
    fn append(&mut self, list: &str, arguments: &[Argument], id: Id) {
        let passed = arguments
            .iter()
            .filter(|argument| argument.key != Key::Block);
        for argument in passed {
            let value = match argument.key {
                Key::Spread => Value::spread(argument.value.clone()),
                _ => argument.value.clone(),
            };
            self.bind(list, value, BindingKind::Append, self.span(id));
        }
    }

    /// Binds an entry that is written to a map later.
    pub(crate) fn add_entry(&mut self, map: &str, key: Value, value: Value, id: Id) {
        if !self.containers.contains(map) {
            return;
        }
        let kind = match self.conditional {
            true => BindingKind::AppendMaybe,
            false => BindingKind::Append,
        };
        self.bind(map, Value::Map(vec![(key, value)]), kind, self.span(id));
    }

    /// Functions of a component framework: what makes an element, takes properties, provides values.
    fn framework_call(&mut self, name: &str, list: Id, id: Id) {
        let mut parts = self.tree.children(list);
        let (first, second) = (parts.next(), parts.next());
        match (name, first, second) {
            ("defineProps", Some(declared), _) => self.properties(declared, id),
            ("createElement" | "h", Some(tag), Some(data)) if self.kind(data) == Kind::Object => {
                self.made_element(tag, data, id)
            }
            (PROVIDE, Some(_), Some(_)) => self.provide(&self.arguments(list), id),
            _ => {}
        }
    }

    /// `provide('name', value)`.
    fn provide(&mut self, arguments: &[Argument], id: Id) {
        if let [
            Argument {
                value: Value::Text(name),
                ..
            },
            Argument { value, span, .. },
        ] = arguments
        {
            let argument = Argument::new(Key::Name(name.clone()), value.clone(), *span);
            self.push_map(PROVIDE, vec![argument], id);
        }
    }

    /// `createElement(Component, { props: {…}, attrs: {…} })`, `h('tag', {…})`: a tag with attributes.
    fn made_element(&mut self, tag: Id, data: Id, id: Id) {
        let Some(name) = self.literal_key(tag) else {
            return;
        };
        let groups = [self.entry(data, "props"), self.entry(data, "attrs")];
        let mut arguments: Vec<Argument> = groups
            .iter()
            .flatten()
            .flat_map(|group| self.named_entries(*group))
            .collect();
        if groups.iter().all(Option::is_none) {
            arguments = self.named_entries(data);
        }
        let site = CallSite {
            kind: SiteKind::Element,
            receiver: None,
            name: name.into(),
            arguments,
            scope: self.place.scope,
            function: self.place.function,
            statement: false,
            name_span: self.span(tag),
            span: self.span(id),
        };
        self.facts.calls.push(site);
    }

    pub(crate) fn new_object(&mut self, id: Id) {
        let Some(class) = self.field(id, Field::Constructor) else {
            return;
        };
        let list = self.field(id, Field::Arguments);
        let first = list
            .and_then(|list| self.tree.first(list))
            .filter(|first| self.kind(*first) == Kind::Object);
        if let Some(object) = first
            && self.text(class) == "Vue"
        {
            self.set_role(object, Role::Component);
            return;
        }
        let site = CallSite {
            kind: SiteKind::Call,
            receiver: Some(self.value(class)),
            name: "new".into(),
            arguments: list.map(|list| self.arguments(list)).unwrap_or_default(),
            scope: self.place.scope,
            function: self.place.function,
            statement: self.is_effect(id),
            name_span: self.span(class),
            span: self.span(id),
        };
        self.facts.calls.push(site);
    }

    /// Returns true if an expression is a statement or the result of a function.
    fn is_effect(&self, id: Id) -> bool {
        let mut at = id;
        for _ in 0..MOST_STEPS {
            let parent = self.tree.parent(at);
            let field = self.tree.node(at).field;
            match self.kind(parent) {
                Kind::ExpressionStatement | Kind::Return => return true,
                Kind::Arrow => return field == Field::Body,
                Kind::Await | Kind::Parenthesized | Kind::Sequence => at = parent,
                Kind::Ternary if field != Field::Condition => at = parent,
                Kind::Binary if field == Field::Right && self.is_choice(parent) => at = parent,
                _ => return false,
            }
        }
        false
    }

    fn is_choice(&self, id: Id) -> bool {
        matches!(
            self.tree.node(id).sign,
            crate::languages::javascript::syntax::Sign::And
                | crate::languages::javascript::syntax::Sign::Or
        )
    }

    /// A tag of markup with its attributes.
    pub(crate) fn markup(&mut self, id: Id) {
        let name = self.field(id, Field::Name);
        let mut arguments = Vec::new();
        let tree = self.tree;
        for child in tree.children(id) {
            let span = self.span(child);
            match self.kind(child) {
                Kind::JsxAttribute => {
                    let mut parts = tree.children(child);
                    let Some(key) = parts.next() else { continue };
                    let value = match parts.next() {
                        Some(value) if self.kind(value) == Kind::JsxExpression => tree
                            .first(value)
                            .map_or(Value::Opaque, |inner| self.value(inner)),
                        Some(value) => self.value(value),
                        None => Value::Bool(true),
                    };
                    arguments.push(Argument::new(Key::Name(self.text(key).into()), value, span));
                }
                // `{...attributes}`
                Kind::JsxExpression => {
                    if let Some(Value::Spread(value)) =
                        tree.first(child).map(|inner| self.value(inner))
                    {
                        arguments.push(Argument::new(Key::Spread, *value, span));
                    }
                }
                _ => {}
            }
        }
        // `<Group.Item>` is a part of an object.
        let written = name.map_or("", |name| self.text(name));
        let (receiver, own) = match written.rsplit_once('.') {
            Some((owner, own)) => (Some(path(owner)), own),
            None => (None, written),
        };
        let site = CallSite {
            kind: SiteKind::Element,
            receiver,
            name: own.into(),
            arguments,
            scope: self.place.scope,
            function: self.place.function,
            statement: false,
            name_span: self.span(name.unwrap_or(id)),
            span: self.span(id),
        };
        self.facts.calls.push(site);
    }
}

/// Returns the value of a path with dots.
pub(super) fn path(text: &str) -> Value {
    let mut parts = text.split('.').map(str::trim);
    let first = Value::Name(parts.next().unwrap_or_default().into());
    parts.fold(first, Value::member)
}
