//! Pages: the script and templates of a surface, with what they import and render.

use crate::facts::{CallSite, Import, Imported, ScopeKind, SiteKind, Text, Value};
use crate::languages::{kebab, snake_case};
use crate::reach::node::{Edge, Node, Place, StepKind};
use crate::reach::parts::{names, part};
use crate::reach::start::Start;
use crate::reach::walker::{Found, Walker};
use crate::rules::features::{RenderRule, SurfaceRule};
use crate::source::Span;

/// The paths of the scripts and templates of a surface.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PagePaths {
    /// Paths for its method.
    own: Vec<String>,
    /// Paths for all pages of its class.
    of_class: Vec<String>,
    /// True if the name of its method says that it is a page.
    is_named: bool,
}

impl PagePaths {
    /// Returns the paths of a method of a class.
    pub(crate) fn of(rule: &SurfaceRule, class: &str, method: &str) -> Self {
        let ending = rule.methods_of.as_deref().unwrap_or_default();
        let class = class.strip_suffix(ending).unwrap_or(class);
        let parts = class.split("::").map(snake_case);
        let Some(parts) = parts.collect::<Option<Vec<String>>>() else {
            return Self::default();
        };
        let class = parts.join("/");
        let (own, of_class): (Vec<&String>, Vec<&String>) = rule
            .pages
            .iter()
            .partition(|template| template.contains("{method}"));
        let paths = |templates: Vec<&String>| {
            let filled = templates.into_iter().map(|template| {
                let template = template.replace("{class}", &class);
                template.replace("{method}", method)
            });
            filled.flat_map(|one| alternatives(&one)).collect()
        };
        Self {
            own: paths(own),
            of_class: paths(of_class),
            is_named: rule.page_methods.iter().any(|one| one == method),
        }
    }

    /// Returns true if the surface is a page: it has a file of its own, or a name of a page and a file of its class.
    pub(crate) fn is_page(&self, exists: impl Fn(&str) -> bool) -> bool {
        self.own.iter().any(|path| exists(path))
            || self.is_named && self.of_class.iter().any(|path| exists(path))
    }
}

impl Walker<'_> {
    /// Adds the scripts and templates of a surface.
    pub(super) fn pages(&self, start: &Start<'_>, found: &mut Found<'_>) {
        let pages = PagePaths::of(start.rule, start.class, start.method);
        let mut add = |paths: &[String]| {
            let mut known = false;
            for path in paths {
                known |= self.add_file(path, &Text::default(), StepKind::Page, start.span, found);
            }
            known
        };
        // A script of all pages of a class runs only where there is a page.
        if add(&pages.own) || pages.is_named {
            add(&pages.of_class);
        }
    }

    /// Adds a file. Returns false if there is none.
    fn add_file(
        &self,
        path: &str,
        symbol: &Text,
        kind: StepKind,
        site: Span,
        found: &mut Found<'_>,
    ) -> bool {
        let unit = self.view.unit_at(path);
        if let Some(unit) = unit {
            let to = Node {
                place: Place::File(unit),
                class: symbol.clone(),
            };
            found.add(Edge::new(to, kind, site));
        }
        unit.is_some()
    }

    /// Adds the files that a script or template leads to, and the helpers that a template calls. With a symbol, only the part
    /// of a script that the symbol needs counts.
    pub(super) fn of_file(&self, unit: u32, symbol: &Text, found: &mut Found<'_>) {
        let facts = self.view.facts(unit);
        if self.view.is_per_file(unit) {
            let part = part(self.view, unit, symbol);
            for import in &facts.imports {
                if self.is_used(unit, import, symbol, part.as_deref())
                    && let Some(path) = self.view.module_path(unit, &import.module)
                    && !self.tables.shared.is_match(&*path)
                {
                    let inner = match &import.imported {
                        Imported::Named(name) => name.clone(),
                        Imported::All if import.reexport => symbol.clone(),
                        _ => Text::default(),
                    };
                    self.add_file(&path, &inner, StepKind::Import, import.span, found);
                    self.offered(unit, &path, import.span, found);
                }
            }
        }
        for site in facts
            .calls
            .iter()
            .filter(|site| is_in_template(facts, site))
        {
            for rule in &self.rules.renders {
                if rule.calls.contains(&site.name) {
                    self.rendered(rule, unit, site, found);
                }
            }
            if !self.is_tracking(unit, site.span) {
                self.helper(site, found);
            }
        }
    }

    /// Adds the components that a mixin registers and that the template of a file shows.
    fn offered(&self, unit: u32, mixin: &str, site: Span, found: &mut Found<'_>) {
        let Some(mixin) = self.view.unit_at(mixin) else {
            return;
        };
        let facts = self.view.facts(mixin);
        let own = self.view.facts(unit);
        let shows = |name: &str| {
            let mut elements = own.calls.iter();
            elements.any(|site| site.kind == SiteKind::Element && kebab(&site.name) == kebab(name))
        };
        for name in facts.offered.iter().filter(|name| shows(name)) {
            let mut imports = facts.imports.iter();
            let import = imports.find(|import| import.local == *name);
            let path = import.and_then(|import| self.view.module_path(mixin, &import.module));
            if let Some(path) = path.filter(|path| !self.tables.shared.is_match(&**path)) {
                self.add_file(&path, &Text::default(), StepKind::Import, site, found);
            }
        }
    }

    /// Returns true if a part of a script uses an import.
    fn is_used(&self, unit: u32, import: &Import, symbol: &str, part: Option<&[Span]>) -> bool {
        let facts = self.view.facts(unit);
        let runs = |name: &str| {
            let mut functions = facts.functions.iter();
            functions.any(|function| names(self.view, unit, function.span, name))
        };
        if facts.offered.contains(&import.local) && !runs(&import.local) {
            return false;
        }
        match (part, import.reexport) {
            (Some(_), true) => false,
            (Some(part), false) => part
                .iter()
                .any(|span| names(self.view, unit, *span, &import.local)),
            (None, true) => symbol.is_empty() || import.local == symbol || import.local == "*",
            (None, false) => true,
        }
    }

    fn rendered(&self, rule: &RenderRule, unit: u32, site: &CallSite, found: &mut Found<'_>) {
        let named = site.named(&rule.keyword);
        let first = || site.position(0);
        let Some(Value::Text(name)) = named.or_else(first).map(|argument| &argument.value) else {
            return;
        };
        let own = &*self.view.units[unit as usize].path;
        let own_folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let folders = rule.roots.iter().map(|root| match folder {
            "" => own_folder.to_owned(),
            folder => format!("{root}/{folder}"),
        });
        for folder in folders {
            let file = file.split('.').next().unwrap_or_default();
            for ending in &rule.endings {
                let path = format!("{folder}/{}{file}.{ending}", rule.prefix);
                self.add_file(&path, &Text::default(), StepKind::Render, site.span, found);
            }
        }
    }

    /// Adds the helper that a template calls, if only one has the name.
    fn helper(&self, site: &CallSite, found: &mut Found<'_>) {
        if site.receiver.is_some() || site.kind != SiteKind::Call {
            return;
        }
        let functions = self.view.functions_named(&site.name).iter();
        let mut helpers = functions.filter(|at| self.view.is_template_helper(at.unit));
        if let (Some(helper), None) = (helpers.next(), helpers.next()) {
            let class = self.view.class_of_function(*helper).clone();
            let kind = StepKind::Helper;
            found.functions(&[*helper], &class, kind, site.span, false);
        }
    }
}

/// Returns true if a site belongs to a template, and not to a script in it.
fn is_in_template(facts: &crate::facts::FileFacts, site: &CallSite) -> bool {
    let scope = facts.scopes.get(site.scope as usize);
    scope.is_some_and(|scope| scope.kind == ScopeKind::Template)
}

/// Returns the texts that a template with alternatives in braces stands for.
fn alternatives(template: &str) -> Vec<String> {
    let Some((before, rest)) = template.split_once('{') else {
        return vec![template.to_owned()];
    };
    let Some((inside, after)) = rest.split_once('}') else {
        return vec![template.to_owned()];
    };
    let after = alternatives(after);
    let inside = inside.split(',');
    inside
        .flat_map(|one| after.iter().map(move |rest| format!("{before}{one}{rest}")))
        .collect()
}
