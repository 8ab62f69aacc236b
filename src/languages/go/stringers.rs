//! The texts that the method `String` of a type makes of its constants.

use crate::facts::{Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::go::names::{STRING, Stringer};
use crate::languages::go::scanner::Scanner;
use crate::languages::go::syntax::{Field, Kind};

impl<'s> Scanner<'s, '_> {
    /// Notes the texts of all types of the file.
    pub(super) fn collect_stringers(&mut self) {
        for id in 0..self.tree.count() {
            if self.kind(id) != Kind::Method {
                continue;
            }
            let name = self.field(id, Field::Name);
            let is_it = name.is_some_and(|name| self.text(name) == STRING);
            let receiver = self.field(id, Field::Receiver);
            let receiver = receiver.and_then(|list| self.tree.first(list));
            let class = receiver
                .and_then(|one| self.field(one, Field::Type))
                .and_then(|class| self.own_type(class));
            if let (true, Some(class), Some(receiver)) = (is_it, class, receiver) {
                let object = self.field(receiver, Field::Name);
                let object = object.map_or("", |object| self.text(object));
                let found = self.stringer(id, object).unwrap_or(Stringer::Unknown);
                self.stringers.insert(class, found);
            }
        }
    }

    fn stringer(&self, id: Id, object: &str) -> Option<Stringer> {
        let body = self.field(id, Field::Body)?;
        let statements = self.statements(body);
        let first = *statements.first()?;
        match self.kind(first) {
            Kind::Return if statements.len() == 1 => self.of_return(first, object),
            Kind::Switch => self.of_switch(first, object),
            _ => None,
        }
    }

    /// `return string(x)`, `return [...]string{"a", "b"}[x]`, `return names[x]`.
    fn of_return(&self, id: Id, object: &str) -> Option<Stringer> {
        let value = self.tree.first(self.tree.first(id)?)?;
        match self.kind(value) {
            Kind::Call => {
                let written = self.text(value);
                (written == format!("string({object})")).then_some(Stringer::Own)
            }
            Kind::Index => {
                let index = self.field(value, Field::Index)?;
                let list = self.field(value, Field::Operand)?;
                if self.text(index) != object {
                    return None;
                }
                let list = match self.kind(list) {
                    Kind::Identifier => self.package_value(self.text(list))?,
                    _ => list,
                };
                self.of_list(list)
            }
            _ => None,
        }
    }

    /// Returns the node of the value of a variable of the package.
    fn package_value(&self, name: &str) -> Option<Id> {
        let mut specs = (0..self.tree.count()).filter(|id| self.kind(*id) == Kind::Var);
        specs.find_map(|spec| {
            let own = self.field(spec, Field::Name)?;
            let values = self.field(spec, Field::Value)?;
            (self.text(own) == name).then(|| self.tree.first(values))?
        })
    }

    fn of_list(&self, list: Id) -> Option<Stringer> {
        let body = self.field(list, Field::Body)?;
        let mut rows = Vec::new();
        for (at, element) in self.tree.children(body).enumerate() {
            let (key, value) = match self.kind(element) {
                Kind::KeyedElement => {
                    let key = self.field(element, Field::Key)?;
                    (self.text(key).into(), self.field(element, Field::Value)?)
                }
                _ => (Text::from(at.to_string()), element),
            };
            rows.push((key, self.plain_text(self.tree.first(value)?)?));
        }
        Some(Stringer::Table(rows))
    }

    /// `switch x { case A: return "a" }`
    fn of_switch(&self, id: Id, object: &str) -> Option<Stringer> {
        let subject = self.field(id, Field::Value)?;
        if self.text(subject) != object {
            return None;
        }
        let mut rows = Vec::new();
        for case in self.tree.children(id) {
            if self.kind(case) != Kind::Case {
                continue;
            }
            let values = self.field(case, Field::Value)?;
            let last = *self.statements(case).last()?;
            let returned = self.tree.first(self.tree.first(last)?)?;
            let text = self.plain_text(returned);
            if self.kind(last) != Kind::Return {
                return None;
            }
            let text = text?;
            let names = self.tree.children(values);
            rows.extend(names.map(|name| (Text::from(self.text(name)), text.clone())));
        }
        Some(Stringer::Table(rows))
    }

    /// Returns the text of a literal.
    pub(super) fn plain_text(&self, id: Id) -> Option<Text> {
        match self.value(id) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}
