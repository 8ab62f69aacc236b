//! The repository that a pipeline runs for, from the variables of GitLab, GitHub and Azure.

use crate::report::Build;

/// The address and revision of a repository on a server.
pub(crate) struct Forge {
    /// Address of the repository.
    pub(crate) address: String,
    /// The revision.
    pub(crate) revision: String,
    /// The part of an address between repository and revision.
    infix: &'static str,
}

impl Forge {
    /// Returns the repository of the pipeline, if one runs.
    pub(crate) fn of_pipeline(variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let is_web = |text: &String| text.starts_with("https://") || text.starts_with("http://");
        let gitlab = || {
            Some(Self {
                address: variable("CI_PROJECT_URL").filter(is_web)?,
                revision: variable("CI_COMMIT_SHA")?,
                infix: "-/blob",
            })
        };
        let github = || {
            let server = variable("GITHUB_SERVER_URL").filter(is_web)?;
            Some(Self {
                address: format!("{server}/{}", variable("GITHUB_REPOSITORY")?),
                revision: variable("GITHUB_SHA")?,
                infix: "blob",
            })
        };
        gitlab().or_else(github)
    }

    /// Returns the build of a pipeline of Azure, if one runs.
    pub(crate) fn build(variable: &dyn Fn(&str) -> Option<String>) -> Option<Build> {
        const PREFIX: &str = "azuredevops/pipeline/build";
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let definition = variable("SYSTEM_DEFINITIONID")?;
        let phase = variable("SYSTEM_PHASEID").or_else(|| variable("SYSTEM_PHASENAME"))?;
        let server = variable("SYSTEM_COLLECTIONURI")?;
        let server = server.trim_end_matches('/');
        let organisation = server.rsplit('/').next().unwrap_or_default();
        let project = variable("SYSTEM_TEAMPROJECT")?;
        let branch = variable("BUILD_SOURCEBRANCH")?.replace('/', "_");
        let build = variable("BUILD_BUILDID")?;
        let properties = [
            ("buildDefinitionId", definition.clone()),
            ("buildDefinitionName", variable("BUILD_DEFINITIONNAME")?),
            ("phaseId", phase.clone()),
            ("phaseName", variable("SYSTEM_PHASENAME")?),
        ];
        let named = |(name, value): (&str, String)| (format!("{PREFIX}/{name}"), value);
        Some(Build {
            id: format!("{PREFIX}/{organisation}/{project}/{definition}/{phase}/{branch}/{build}"),
            properties: properties.into_iter().map(named).collect(),
        })
    }

    /// Returns the address of a line of code, with `{path}` and `{line}`.
    pub(crate) fn source_url(&self) -> String {
        let (address, infix, revision) = (&self.address, self.infix, &self.revision);
        format!("{address}/{infix}/{revision}/{{path}}#L{{line}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_addresses_in_pipelines() {
        let gitlab = |name: &str| match name {
            "CI_PROJECT_URL" => Some("https://gitlab.example/a/b".to_owned()),
            "CI_COMMIT_SHA" => Some("abc".to_owned()),
            _ => None,
        };
        let url = Forge::of_pipeline(&gitlab).map(|forge| forge.source_url());
        let expected = "https://gitlab.example/a/b/-/blob/abc/{path}#L{line}";
        assert_eq!(url.as_deref(), Some(expected));
        assert!(Forge::of_pipeline(&|_| None).is_none());
    }
}
