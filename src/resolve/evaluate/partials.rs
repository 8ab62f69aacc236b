//! Locals that calls give to partial templates.

use crate::facts::{ScopeKind, Value};
use crate::languages::partials::{RENDERING, class_beside, declared_default, partial};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::distinct;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Mark of the numbers that guard the evaluation of locals.
const MARK: u32 = 1 << 30;

impl Evaluator<'_> {
    /// Returns the values that calls give to a local of the partial around; none if the file is no partial, or no call gives one.
    pub(crate) fn local_of_partial(&self, local: &str, cx: &Context) -> Option<Values> {
        let unit = &self.index.units[cx.unit as usize];
        let partial = partial(&unit.path)?;
        let group = LanguageGroup::Project;
        let path = format!("{}/{}", partial.folder, partial.name);
        if self.is_event.get() {
            self.index
                .request_within(Occurrence::Rendered, group, partial.name, &path);
        }
        let mut hasher = FxHasher::default();
        hasher.write(local.as_bytes());
        let guard = ItemId::new(cx.unit, MARK | (hasher.finish() as u32 & (MARK - 1)));
        let default = declared_default(&unit.text, local);
        let default = default.map(|value| self.eval(&value, cx));
        let given = || {
            let mut found = Vec::new();
            for site in RENDERING
                .iter()
                .flat_map(|name| self.index.sites_named(name))
            {
                let from = &self.index.unit(*site).path;
                match partial.given(self.index.site(*site), from, local) {
                    Some(Some(value)) => found.extend(self.given_to(&value, *site)),
                    Some(None) => found.extend(default.clone().unwrap_or_default()),
                    None => {}
                }
            }
            distinct(found)
        };
        let found = self.guarded(guard, given)?;
        (!found.is_empty()).then_some(found)
    }

    /// Returns the context of a template as code of the class beside it, of whose objects it is the view.
    pub(crate) fn of_view_class(&self, cx: &Context) -> Option<Context> {
        let scope = self.index.scope(ItemId::new(cx.unit, cx.scope));
        if scope.kind != ScopeKind::Template || cx.class.is_some() {
            return None;
        }
        let path = class_beside(&self.index.units[cx.unit as usize].path)?;
        let unit = self.index.unit_at(&path)?;
        let scopes = &self.index.facts(unit).scopes;
        let item = scopes
            .iter()
            .rposition(|scope| scope.kind == ScopeKind::Class)?;
        let class = self.index.class_key(ItemId::new(unit, item as u32));
        Some(Context {
            class: Some(class.clone()),
            ..cx.clone()
        })
    }

    /// Returns the values of an argument of a helper.
    pub(super) fn given_to(&self, value: &Value, site: ItemId) -> Values {
        let values = self.eval(value, &self.context_of(site)).into_iter();
        // Nobody supplies what is rendered with the arguments of a helper.
        let settled = values.map(|value| match value {
            AbstractValue::Param(_) | AbstractValue::Deferred(_) => {
                AbstractValue::Unknown(std::rc::Rc::new((
                    "the argument of a helper".to_owned(),
                    self.index.site(site).span,
                )))
            }
            other => other,
        });
        settled.collect()
    }
}
