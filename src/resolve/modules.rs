//! Import paths: from what a file writes to the file that is meant.

use crate::rules::ProjectRules;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Endings tried behind an import path, in the order bundlers try them.
const ENDINGS: &[&str] =
    &["", ".js", ".ts", ".vue", ".mjs", ".jsx", ".tsx", "/index.js", "/index.ts", "/index.vue", "/index.jsx", "/index.tsx"];

/// Whether names of this language belong to files that import each other.
pub fn has_modules(language: &str) -> bool {
    matches!(language, "javascript" | "typescript" | "vue")
}

/// The path of the file that `module`, written in the file `from`, leads to.
pub fn resolve(from: &str, module: &str, project: &ProjectRules, paths: &FxHashSet<Arc<str>>) -> Option<Arc<str>> {
    candidates(from, module, project)
        .into_iter()
        .find_map(|base| ENDINGS.iter().find_map(|ending| paths.get(format!("{base}{ending}").as_str()).cloned()))
}

fn candidates(from: &str, module: &str, project: &ProjectRules) -> Vec<String> {
    let module = module.split('?').next().unwrap_or(module);
    if module.starts_with('.') {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        return normalise(&format!("{folder}/{module}")).into_iter().collect();
    }
    let by_alias = project.aliases.iter().filter_map(|alias| {
        let rest = module.strip_prefix(alias.prefix.as_str())?;
        normalise(&format!("{}/{rest}", alias.path.trim_end_matches('/')))
    });
    by_alias.collect()
}

/// Takes `.` and `..` out of a path; nothing when it leads out of the root.
fn normalise(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Alias;

    #[test]
    fn relative_and_aliased_paths_lead_to_files() {
        let paths: FxHashSet<Arc<str>> =
            ["web/a/tracking.js", "web/b/index.ts", "web/b/page.vue"].into_iter().map(Arc::from).collect();
        let project =
            ProjectRules { aliases: vec![Alias { prefix: "~/".into(), path: "web".into() }], ..ProjectRules::default() };
        let find = |from: &str, module: &str| resolve(from, module, &project, &paths).map(|path| path.to_string());
        assert_eq!(find("web/b/page.vue", "../a/tracking").as_deref(), Some("web/a/tracking.js"));
        assert_eq!(find("web/b/page.vue", "~/b").as_deref(), Some("web/b/index.ts"));
        assert_eq!(find("web/b/page.vue", "../../../../etc/passwd"), None);
        assert_eq!(find("web/b/page.vue", "vue"), None);
    }
}
