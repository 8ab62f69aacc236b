//! Import paths: from the path that a file writes to the file that it imports.

use crate::resolve::project::module_configs::ModuleConfigs;
use crate::resolve::project::path_text::normalise;
use crate::rules::ProjectRules;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Returns the path of the file that `module`, written in the file `from`, imports.
pub(crate) fn resolve(
    from: &str,
    module: &str,
    project: &ProjectRules,
    configs: &ModuleConfigs,
    paths: &FxHashSet<Arc<str>>,
) -> Option<Arc<str>> {
    let endings = crate::languages::language_of(from)
        .map_or(&[""][..], |language| language.traits.import_endings);
    let known = |path: &str| paths.get(path).cloned();
    let with_ending = |base: &String| {
        let mut tried = endings.iter().map(|ending| format!("{base}{ending}"));
        tried.find_map(|path| known(&path))
    };
    let found = |base: String| with_ending(&base).or_else(|| known(&typed(&base)?));
    candidates(from, module, project, configs)
        .into_iter()
        .find_map(found)
}

/// Returns the path of the typed source of a script, which imports name by the script that it becomes: `./a.js` for `a.ts`.
fn typed(path: &str) -> Option<String> {
    let (base, ending) = path.rsplit_once('.')?;
    let ending = match ending {
        "js" => "ts",
        "jsx" => "tsx",
        "mjs" => "mts",
        "cjs" => "cts",
        _ => return None,
    };
    Some(format!("{base}.{ending}"))
}

fn candidates(
    from: &str,
    module: &str,
    project: &ProjectRules,
    configs: &ModuleConfigs,
) -> Vec<String> {
    let module = module.split('?').next().unwrap_or(module);
    if module.starts_with('.') {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        return Vec::from_iter(normalise(&format!("{folder}/{module}")));
    }
    let by_alias = project.aliases.iter().filter_map(|alias| {
        let rest = module.strip_prefix(alias.prefix.as_str())?;
        normalise(&format!("{}/{rest}", alias.path.trim_end_matches('/')))
    });
    by_alias.chain(configs.candidates(from, module)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::project::Alias;

    #[test]
    fn relative_and_aliased_paths_lead_to_files() {
        let files = ["web/a/tracking.js", "web/b/index.ts", "web/b/page.vue"];
        let paths: FxHashSet<Arc<str>> = files.into_iter().map(Arc::from).collect();
        let alias = Alias {
            prefix: "~/".into(),
            path: "web".into(),
        };
        let project = ProjectRules {
            aliases: vec![alias],
            ..ProjectRules::default()
        };
        let find = |from: &str, module: &str| {
            resolve(from, module, &project, &ModuleConfigs::default(), &paths)
                .map(|path| path.to_string())
        };
        let page = "web/b/page.vue";
        assert_eq!(find(page, "../a/tracking").as_deref(), Some(files[0]));
        assert_eq!(find(page, "~/b").as_deref(), Some(files[1]));
        assert_eq!(find(page, "../../../../etc/passwd"), None);
        assert_eq!(find(page, "vue"), None);
    }
}
