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
    let language = crate::languages::language_of(from);
    let endings = language.map_or(&[""][..], |language| language.traits.import_endings);
    let has_roots = language.is_some_and(|language| language.traits.has_source_roots);
    let known = |path: &str| paths.get(path).cloned();
    let with_ending = |base: &String| {
        let mut tried = endings.iter().map(|ending| format!("{base}{ending}"));
        tried.find_map(|path| known(&path))
    };
    let found = |base: String| with_ending(&base).or_else(|| known(&typed(&base)?));
    let found = candidates(from, module, project, configs)
        .into_iter()
        .find_map(found);
    if found.is_some() || !has_roots || module.starts_with('.') {
        return found;
    }
    roots(from).find_map(|root| with_ending(&format!("{root}{module}")))
}

/// Folders of sources inside a folder with a project.
const SOURCE_FOLDERS: [&str; 3] = ["", "src/", "lib/"];

/// Returns the folders that an absolute import path may begin in: those around the file, the nearest first. The folder of the
/// file itself counts only if it is a root of sources.
fn roots(from: &str) -> impl Iterator<Item = String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let around = std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(outer, _)| outer))
    });
    around.flat_map(|folder| {
        let folder = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        SOURCE_FOLDERS.map(|inner| format!("{folder}{inner}"))
    })
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

/// Returns the paths from the root, without endings, that an import path may mean.
pub(crate) fn candidates(
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
