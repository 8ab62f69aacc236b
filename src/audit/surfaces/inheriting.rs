//! Classes that are surfaces because of a method that they inherit.

use crate::audit::declarations::class_path;
use crate::audit::surfaces::by_class::head;
use crate::audit::surfaces::find::{File, Finder, contains_call};
use crate::audit::surfaces::reachable::ancestors;
use crate::audit::surfaces::surface::{Evidence, Surface};
use crate::facts::{ScopeId, ScopeKind, Text};
use crate::reach::Body;

impl Finder<'_> {
    /// Adds the classes of a file that inherit the method which makes a class a surface.
    pub(super) fn inheriting(&self, file: &File<'_>, found: &mut Vec<Surface>) {
        let rule = file.rule;
        let Some(method) = rule
            .class_with
            .as_ref()
            .filter(|_| rule.methods_of.is_none())
        else {
            return;
        };
        for (number, class) in (0..).zip(&file.facts.scopes) {
            let path = class_path(&class.path);
            let mut functions = file.facts.functions.iter();
            if class.kind != ScopeKind::Class
                || class.supers.is_empty()
                || self.is_only_base(file, number, path)
                || functions.any(|one| one.scope == number && one.name == *method)
                || !self.inherits(path, method)
            {
                continue;
            }
            found.push(Surface {
                kind: rule.id.clone(),
                rule: file.number,
                name: path.to_owned(),
                class: path.into(),
                method: method.clone(),
                category: self.categories.category_of(path, method, 0),
                span: head(class.span),
                extent: class.span,
                body: Body::None,
                tracked: contains_call(class.span, file.calls),
                evidence: Evidence::default(),
            });
        }
    }

    /// Returns true if a class is only a base: others inherit from it, and it does not call the macro of the rule.
    pub(super) fn is_only_base(&self, file: &File<'_>, number: ScopeId, class: &str) -> bool {
        let calls = |name: &Text| {
            let mut sites = file.facts.calls.iter();
            sites.any(|site| {
                site.scope == number
                    && site.function.is_none()
                    && site.receiver.is_none()
                    && site.name == *name
            })
        };
        file.rule
            .class_macro
            .as_ref()
            .is_some_and(|name| !calls(name))
            && self.superclasses.contains(class)
    }

    /// Returns true if an ancestor of a class in the project defines a method.
    fn inherits(&self, class: &str, method: &Text) -> bool {
        let classes = &self.categories.classes;
        let above = ancestors(classes, class).into_iter();
        let mut places = above.flat_map(|above| {
            let places = classes.get(above).into_iter().flatten();
            places.map(move |place| (above, place))
        });
        places.any(|(above, place)| {
            let facts = self.categories.files[place.file].2;
            let mut functions = facts.functions.iter();
            functions.any(|one| {
                one.name == *method && class_path(&facts.scopes[one.scope as usize].path) == above
            })
        })
    }
}
