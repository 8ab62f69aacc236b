//! The repository that a pipeline runs for, from the variables of GitLab and GitHub.

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
