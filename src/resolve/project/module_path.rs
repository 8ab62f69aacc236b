//! Paths of modules in languages whose files are modules.

/// The module of a file or of code in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Module {
    /// The folder of the crate.
    pub(crate) root: String,
    /// The names of the modules inside it.
    pub(crate) names: Vec<String>,
}

impl Module {
    /// Returns the root module of a crate.
    pub(crate) fn root(folder: &str) -> Self {
        Self {
            root: folder.to_owned(),
            names: Vec::new(),
        }
    }

    /// Returns the module of a file.
    pub(crate) fn of_file(path: &str) -> Self {
        let (root, inside) = match path.rfind("src/") {
            Some(at) if at == 0 || path[..at].ends_with('/') => {
                (path[..at].trim_end_matches('/'), &path[at + 4..])
            }
            _ => path.rsplit_once('/').unwrap_or(("", path)),
        };
        let inside = inside.strip_suffix(".rs").unwrap_or(inside);
        let mut names: Vec<String> = inside.split('/').map(str::to_owned).collect();
        let is_file = |name: &String| matches!(name.as_str(), "mod" | "lib" | "main");
        names.pop_if(|name| is_file(name));
        Self {
            root: root.to_owned(),
            names,
        }
    }

    /// Returns a module inside this one.
    pub(crate) fn inside(&self, names: &[&str]) -> Self {
        let mut module = self.clone();
        module
            .names
            .extend(names.iter().map(|name| (*name).to_owned()));
        module
    }

    /// Returns the name of the crate.
    pub(crate) fn crate_name(&self) -> String {
        let folder = self.root.rsplit('/').next().unwrap_or_default();
        folder.replace('-', "_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_modules_of_their_crate() {
        let of = |path: &str| {
            let module = Module::of_file(path);
            (
                module.root.clone(),
                module.names.join("::"),
                module.crate_name(),
            )
        };
        let row = |root: &str, names: &str, own: &str| (root.into(), names.into(), own.into());
        assert_eq!(of("src/main.rs"), row("", "", ""));
        assert_eq!(
            of("crates/my-app/src/a/mod.rs"),
            row("crates/my-app", "a", "my_app")
        );
        assert_eq!(of("crates/x/src/a/b.rs"), row("crates/x", "a::b", "x"));
    }
}
