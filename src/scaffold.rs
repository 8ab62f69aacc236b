//! Writes the definitions that are missing: an event from the call that sends it, a metric from its event.
//!
//! What a definition looks like and where it lies is said by the definition rules ([`Scaffold`]); this code fills the forms.

mod form;

use crate::audit::Context;
use crate::audit::event::Event;
use crate::audit::features::{FeatureKind, FeatureRow};
use crate::calls::{Call, Grade};
use crate::catalog::Ownership;
use crate::facts::Text;
use crate::input::yaml;
use crate::rules::definitions::{CompiledRule, DefinitionRules, FieldName, RecordKind};
use crate::rules::scaffold::Scaffold;
use crate::scaffold::form::Form;
use crate::source::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The event: by its name, or by the call at a path and line.
    pub event: Wanted,
    /// Whether the event's definition is wanted.
    pub definition: bool,
    /// Whether a metric of the event is wanted.
    pub metric: bool,
    /// What the metric counts once (`user.id`); every event if there is nothing.
    pub unique: Option<String>,
}

/// Which event is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The one of this name.
    Named(String),
    /// The one that the call at this path and one-based line sends.
    SentAt(String, u32),
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What stands where only a person knows better.
pub const OPEN: &str = "TODO";

/// What the forms are filled from besides the project's definitions and code.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The layouts.
    pub rules: &'a DefinitionRules,
    /// The release that is being worked on.
    pub milestone: Option<&'a str>,
    /// The folder of the other half of the product, where there can be one.
    pub other_half: Option<&'a str>,
    /// Tiers whose code stands in the half that is always here.
    pub tiers_here: &'a [Text],
}

/// Fills the forms.
///
/// # Errors
/// Why there is nothing to write: no such call, a name that is only known at run time, a definition that is there already, a
/// layout without a form.
pub fn files(
    cx: &Context<'_>,
    known: Known<'_>,
    request: &Request,
) -> Result<Vec<NewFile>, String> {
    let (name, calls) = sent(cx, &request.event)?;
    let defined = cx
        .links
        .events
        .iter()
        .find(|event| event.is_defined() && event.name == *name);
    let mut values = Values {
        cx,
        known,
        name: &name,
        calls: &calls,
        defined,
    };
    let mut written = Vec::new();
    if request.definition {
        if let Some(span) = defined.and_then(|event| cx.declared_at(event).into_iter().next()) {
            let (sources, line) = (cx.inputs.sources, cx.inputs.sources.lines(span).0);
            return Err(format!(
                "event `{name}` is defined already: {}:{line}",
                sources.path(span)
            ));
        }
        written.push(values.event()?);
    } else if defined.is_none() && calls.is_empty() {
        let near = crate::audit::name_match::nearest(&name, cx.known_names());
        let hint = near
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        return Err(format!("event `{name}` is neither defined nor sent{hint}"));
    }
    if request.metric {
        written.push(values.metric(request.unique.as_deref())?);
    }
    Ok(written)
}

/// The event's name and the calls that send it.
fn sent<'c>(cx: &'c Context<'_>, wanted: &Wanted) -> Result<(Text, Vec<&'c Call>), String> {
    let calls = || cx.inputs.calls.iter().filter(|call| !call.inside_wrapper);
    let name = match wanted {
        Wanted::Named(name) => Text::from(name.as_str()),
        Wanted::SentAt(path, line) => {
            let sources = cx.inputs.sources;
            let here = |call: &&Call| {
                let (first, last) = sources.lines(call.span);
                sources.path(call.span) == path && (first..=last).contains(line)
            };
            // The innermost call around the line.
            let call = calls()
                .filter(here)
                .min_by_key(|call| call.span.end - call.span.start);
            let call = call.ok_or_else(|| format!("{path}:{line}: there is no tracking call"))?;
            let names: Vec<&Text> = call.event.names.iter().collect();
            match (call.event.grade(), names.as_slice()) {
                (Grade::Exact, [name]) => (*name).clone(),
                (Grade::Exact, names) => {
                    let names = crate::audit::name_match::listed(
                        names.iter().map(|name| name.as_str()),
                        10,
                    );
                    return Err(format!(
                        "{path}:{line}: this call sends {names}; name one of them instead of the place"
                    ));
                }
                _ => {
                    return Err(format!(
                        "{path}:{line}: the name of this event is computed; name the event instead of the place"
                    ));
                }
            }
        }
    };
    let sends =
        |call: &&Call| call.event.grade() == Grade::Exact && call.event.names.contains(&name);
    Ok((name.clone(), calls().filter(sends).collect()))
}

/// Where the values of the placeholders come from.
struct Values<'a> {
    cx: &'a Context<'a>,
    known: Known<'a>,
    name: &'a Text,
    calls: &'a [&'a Call],
    defined: Option<&'a Event>,
}

impl Values<'_> {
    fn event(&mut self) -> Result<NewFile, String> {
        let is_event = |rule: &&CompiledRule| rule.rule.record_kind() == RecordKind::Event;
        let system = self.calls.first().map(|call| &call.system);
        let of_system =
            |rule: &&CompiledRule| system.is_none_or(|system| rule.rule.system == **system);
        let mut rules = self
            .known
            .rules
            .rules
            .iter()
            .filter(is_event)
            .filter(of_system);
        let found = rules.find_map(|rule| Some((rule, rule.rule.scaffold.first()?)));
        let Some((rule, scaffold)) = found else {
            let system = system.map_or("any system", Text::as_str);
            return Err(format!(
                "no rule says how a definition of an event of `{system}` is written; add it by hand"
            ));
        };
        let names: BTreeSet<&Text> = self
            .cx
            .inputs
            .catalog
            .events
            .iter()
            .map(|event| &event.name.value)
            .collect();
        self.filled(rule, scaffold, None, &|name| {
            names.contains(&Text::from(name))
        })
    }

    fn metric(&mut self, unique: Option<&str>) -> Result<NewFile, String> {
        let of_definition = self
            .defined
            .and_then(|event| self.cx.definitions(event).next())
            .map(|one| &one.system);
        let system = of_definition.or_else(|| self.calls.first().map(|call| &call.system));
        let fits = |scaffold: &&Scaffold| {
            scaffold.unique == unique.is_some()
                && system
                    .is_none_or(|system| scaffold.system.as_ref().is_none_or(|own| own == system))
        };
        let mut rules = self
            .known
            .rules
            .rules
            .iter()
            .filter(|rule| rule.rule.record_kind() == RecordKind::Metric);
        let found = rules.find_map(|rule| Some((rule, rule.rule.scaffold.iter().find(fits)?)));
        let Some((rule, scaffold)) = found else {
            let system = system.map_or("any system", Text::as_str);
            return Err(format!(
                "no rule says how a metric of events of `{system}` is written; add it by hand"
            ));
        };
        let metrics = &self.cx.inputs.catalog.metrics;
        let taken: BTreeSet<&str> = metrics
            .iter()
            .flat_map(|metric| {
                metric
                    .key_paths
                    .iter()
                    .map(|(path, _)| path)
                    .chain([&metric.key_path.value])
            })
            .map(Text::as_str)
            .collect();
        self.filled(rule, scaffold, unique, &|name| taken.contains(name))
    }

    fn filled(
        &self,
        rule: &CompiledRule,
        scaffold: &Scaffold,
        unique: Option<&str>,
        taken: &dyn Fn(&str) -> bool,
    ) -> Result<NewFile, String> {
        let form = self.form(rule, scaffold, unique);
        let path = form.path(&scaffold.file)?;
        let text = form.text(&scaffold.text);
        // The new record says its own name; one that exists is not defined again under another file's name.
        let (documents, problems) = yaml::read(FileId(0), &text);
        if let Some(problem) = problems.first() {
            return Err(format!(
                "the form of `{}` gives no YAML: {}",
                rule.name, problem.message
            ));
        }
        let paths = rule
            .rule
            .fields
            .get(&FieldName::Name)
            .into_iter()
            .flat_map(|paths| &paths.0);
        let named = documents.first().and_then(|root| {
            paths
                .flat_map(|path| root.path(path))
                .find_map(|node| node.as_str().cloned())
        });
        match named.filter(|name| taken(name)) {
            Some(name) => Err(format!("`{name}` is defined already")),
            None => Ok(NewFile { path, text }),
        }
    }

    fn form(&self, rule: &CompiledRule, scaffold: &Scaffold, unique: Option<&str>) -> Form {
        let mut form = Form::default();
        form.set("name", [self.name.as_str()]);
        form.set("unique", unique);
        form.set("milestone", self.known.milestone);
        let first = self.calls.first();
        form.set(
            "category",
            first
                .and_then(|call| call.category.as_deref())
                .filter(|category| !category.contains('*')),
        );
        let identifiers = self.identifiers(rule);
        let sent = self.calls.iter().flat_map(|call| {
            let named = [("label", &call.label), ("property", &call.property)];
            let named = named
                .into_iter()
                .filter(|(_, value)| value.is_some())
                .map(|(name, _)| Text::new_static(name));
            call.properties
                .iter()
                .map(|property| property.name.clone())
                .chain(named)
        });
        let sent: BTreeSet<Text> = sent.collect();
        form.set(
            "identifiers",
            identifiers
                .iter()
                .filter(|name| sent.contains(name.as_str()))
                .map(|name| name.as_str()),
        );
        let others = sent.iter().filter(|name| {
            !identifiers
                .iter()
                .any(|identifier| *identifier == name.as_str())
        });
        form.repeat(
            "properties",
            &scaffold.property,
            "property",
            others.map(Text::as_str),
        );
        self.owner(rule, &mut form);
        form
    }

    /// Names that count as identifiers: the values allowed where identifiers are declared.
    fn identifiers<'r>(&self, rule: &'r CompiledRule) -> Vec<&'r String> {
        let paths = rule
            .rule
            .fields
            .get(&FieldName::Identifiers)
            .into_iter()
            .flat_map(|paths| &paths.0);
        paths
            .filter_map(|path| rule.rule.checks.allowed.get(path))
            .flat_map(|allowed| &allowed.0)
            .collect()
    }

    /// Group, categories and tiers: those of the definition, or of the code that sends the event.
    fn owner(&self, rule: &CompiledRule, form: &mut Form) {
        let half = self.known.other_half.filter(|half| self.lies_in(half));
        form.set_raw(
            "half",
            half.map(|half| format!("{half}/")).unwrap_or_default(),
        );
        let mut all = rule
            .rule
            .fields
            .get(&FieldName::Tiers)
            .into_iter()
            .flat_map(|paths| &paths.0);
        let all = all
            .find_map(|path| rule.rule.checks.allowed.get(path))
            .map(|tiers| tiers.0.clone())
            .unwrap_or_default();
        let of_half = |tier: &&String| {
            half.is_none()
                || !self
                    .known
                    .tiers_here
                    .iter()
                    .any(|here| here == tier.as_str())
        };
        let tiers: Vec<&str> = all.iter().filter(of_half).map(String::as_str).collect();
        if let Some(own) = self
            .defined
            .and_then(|event| self.cx.definitions(event).next())
            .map(|one| &one.ownership)
        {
            form.set(
                "categories",
                own.categories
                    .iter()
                    .map(|category| category.value.as_str()),
            );
            form.set(
                "group",
                own.group.as_ref().map(|group| group.value.as_str()),
            );
            form.set(
                "stage",
                own.stage.as_ref().map(|stage| stage.value.as_str()),
            );
            form.set(
                "section",
                own.section.as_ref().map(|section| section.value.as_str()),
            );
            let declared: Vec<&str> = own.tiers.iter().map(|tier| tier.value.as_str()).collect();
            form.set("tiers", if declared.is_empty() { tiers } else { declared });
            return;
        }
        form.set("tiers", tiers);
        let Some(feature) = self.feature() else {
            return;
        };
        form.set("categories", [feature.id.as_str()]);
        form.set(
            "group",
            feature
                .group
                .clone()
                .or_else(|| self.usual_group(feature))
                .as_deref(),
        );
        form.set("stage", feature.stage.as_deref());
        form.set("section", feature.section.as_deref());
    }

    fn lies_in(&self, half: &str) -> bool {
        let sources = self.cx.inputs.sources;
        let declared = self
            .defined
            .map(|event| self.cx.declared_at(event))
            .unwrap_or_default();
        let mut places = declared
            .into_iter()
            .chain(self.calls.iter().map(|call| call.span))
            .peekable();
        let inside = |path: &str| {
            path.strip_prefix(half)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        places.peek().is_some() && places.all(|span| inside(sources.path(span)))
    }

    /// The category of the surface or file around the first call that has one.
    fn feature(&self) -> Option<&FeatureRow> {
        let surfaces = &self.cx.surfaces;
        let category = self.calls.iter().find_map(|call| {
            let around = surfaces
                .surfaces
                .iter()
                .filter(|surface| surface.extent.contains(call.span));
            let narrowest = around.min_by_key(|surface| surface.extent.end - surface.extent.start);
            narrowest
                .and_then(|surface| surface.category.as_ref())
                .or_else(|| surfaces.of_file.get(&call.span.file))
        })?;
        let category = self.cx.inputs.category_key(category);
        let mut rows = self
            .cx
            .features
            .iter()
            .filter(|row| row.kind == FeatureKind::Category);
        rows.find(|row| row.categories.contains(&category))
    }

    /// The group that most definitions of a category name, for projects without a taxonomy.
    fn usual_group(&self, feature: &FeatureRow) -> Option<Text> {
        let catalog = self.cx.inputs.catalog;
        let all = catalog
            .events
            .iter()
            .map(|one| &one.ownership)
            .chain(catalog.metrics.iter().map(|one| &one.ownership));
        let is_of = |own: &&Ownership| {
            own.categories.iter().any(|one| {
                feature
                    .categories
                    .contains(&self.cx.inputs.category_key(&one.value))
            })
        };
        let mut counts: BTreeMap<&Text, usize> = BTreeMap::new();
        for group in all.filter(is_of).filter_map(|own| own.group.as_ref()) {
            *counts.entry(&group.value).or_default() += 1;
        }
        counts
            .into_iter()
            .max_by_key(|(_, count)| *count)
            .map(|(group, _)| group.clone())
    }
}
