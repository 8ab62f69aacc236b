//! A project in the layout of a current GitLab: one file for each event and metric, without schemas.

use super::project::Project;

/// The start of every definition: owner and history.
const OWNER: &str = "\
description: d
product_group: cart_group
product_categories: [carts]
milestone: '18.0'
introduced_by_url: https://example.com/1
tiers: [free, premium, ultimate]
";

/// A project with definitions of internal events.
pub struct Current {
    pub project: Project,
}

impl Current {
    /// Returns a project with these files of code.
    pub fn new(code: &[(&str, &str)]) -> Self {
        Self {
            project: Project::with_all_packs(code),
        }
    }

    /// Defines an event with three identifiers, and with more lines.
    pub fn event(self, name: &str, more: &str) -> Self {
        let own = format!("internal_events: true\naction: {name}\n");
        let identifiers = "identifiers: [project, namespace, user]\n";
        let path = format!("config/events/{name}.yml");
        let text = [own.as_str(), OWNER, identifiers, more].concat();
        self.project.write(&path, text);
        self
    }

    /// Defines events that declare no properties.
    pub fn events(self, names: &[&str]) -> Self {
        names.iter().fold(self, |this, name| this.event(name, ""))
    }

    /// Defines a metric for four weeks.
    pub fn metric(self, name: &str, events: &str) -> Self {
        self.metric_with(name, "28d", events)
    }

    /// Defines a metric with these time frames, and with more lines.
    pub fn metric_with(self, name: &str, time_frame: &str, events: &str) -> Self {
        let own = format!("key_path: counts.{name}\ntime_frame: {time_frame}\n");
        let figure = "value_type: number\nstatus: active\ndata_category: optional\n\
                      data_source: internal_events\nevents:\n";
        let path = format!("config/metrics/counts_28d/{name}.yml");
        let text = [own.as_str(), OWNER, figure, events].concat();
        self.project.write(&path, text);
        self
    }

    /// Adds a file.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.project.write(path, text);
        self
    }

    /// Returns all findings but those about events without metrics: `FILE:LINE SEVERITY LINT`.
    pub fn findings(&self) -> Vec<String> {
        let run = self.project.run(&["check", "--format", "concise", "-q"]);
        let short = |line: &str| {
            let (place, rest) = line.split_once(": ")?;
            let (place, _) = place.rsplit_once(':')?;
            let (severity, rest) = rest.split_once('[')?;
            let (lint, _) = rest.split_once(']')?;
            Some(format!("{place} {severity} {lint}"))
        };
        let rows = run.out.lines().filter_map(short);
        rows.filter(|row| !row.ends_with("event-without-metric"))
            .collect()
    }

    /// Returns the verdicts of all events: `NAME VERDICT`, with the system if it is another one.
    pub fn verdicts(&self) -> Vec<String> {
        let document = self.project.list("events");
        let rows = document["events"].as_array().unwrap().iter();
        rows.map(|row| {
            let text = |key: &str| row[key].as_str().unwrap();
            match text("system") {
                "internal_events" => format!("{} {}", text("name"), text("verdict")),
                system => format!("{system} {} {}", text("name"), text("verdict")),
            }
        })
        .collect()
    }
}
