//! Members of a workspace, as the manifests of its root declare them.

use crate::rules::detect::Ecosystem;

/// The file in which pnpm declares the members of a workspace.
pub(crate) const PNPM_WORKSPACE: &str = "pnpm-workspace.yaml";

/// Returns the folders, and patterns of folders, that the manifest of a workspace declares as its members.
pub(crate) fn members(ecosystem: Ecosystem, text: &str) -> Vec<String> {
    let strings = |list: &serde_json::Value| {
        let list = list.as_array().into_iter().flatten();
        list.filter_map(|one| Some(one.as_str()?.to_owned()))
            .collect()
    };
    match ecosystem {
        Ecosystem::Npm => {
            let manifest: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
            let workspaces = &manifest["workspaces"];
            strings(workspaces.get("packages").unwrap_or(workspaces))
        }
        Ecosystem::Cargo => {
            let list = text.lines().map(str::trim);
            let mut list = list.skip_while(|line| {
                !line
                    .strip_prefix("members")
                    .is_some_and(|rest| rest.trim_start().starts_with('='))
            });
            let mut found = Vec::new();
            for line in list.by_ref() {
                let line = line.split('#').next().unwrap_or_default();
                found.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
                if line.contains(']') {
                    break;
                }
            }
            found
        }
        _ => Vec::new(),
    }
}

/// Returns the patterns of folders in the file of a pnpm workspace.
pub(crate) fn pnpm_members(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter_map(|line| line.strip_prefix("- "));
    let names = lines.map(|line| line.trim().trim_matches(['"', '\'']).to_owned());
    names.filter(|name| !name.starts_with('!')).collect()
}
