use super::*;

fn configs(files: &[(&str, &str)]) -> ModuleConfigs {
    ModuleConfigs::new(files.iter().copied())
}

#[test]
fn paths_of_compilers_are_read_with_comments_and_bases() {
    let found = configs(&[
        (
            "tsconfig.base.json",
            "{ /* all */ \"compilerOptions\": { \"baseUrl\": \".\", \"paths\": { \"@/*\": [\"./src/*\"], }, }, } // end",
        ),
        ("web/tsconfig.json", "{ \"extends\": \"../tsconfig.base\" }"),
    ]);
    let candidates = found.candidates("web/a.ts", "@/lib/send");
    assert_eq!(candidates.first().map(String::as_str), Some("src/lib/send"));
    assert!(candidates.contains(&"@/lib/send".to_owned()));
}

#[test]
fn a_package_of_the_project_is_known_by_its_name() {
    let found = configs(&[
        (
            "packages/usage/package.json",
            "{ \"name\": \"@shop/usage\", \"main\": \"dist/index.js\", \"exports\": { \".\": { \"import\": \"./dist/main.mjs\" }, \"./web\": \"./src/web.ts\" } }",
        ),
        (
            "apps/web/package.json",
            "{ \"name\": \"web\", \"imports\": { \"#lib/*\": \"./lib/*.js\" } }",
        ),
    ]);
    let whole = found.candidates("apps/web/a.ts", "@shop/usage");
    assert!(whole.contains(&"packages/usage/src/main".to_owned()));
    assert!(whole.contains(&"packages/usage/src/index".to_owned()));
    let part = found.candidates("apps/web/a.ts", "@shop/usage/web");
    assert_eq!(
        part.first().map(String::as_str),
        Some("packages/usage/src/web.ts")
    );
    let own = found.candidates("apps/web/a.ts", "#lib/send");
    assert_eq!(
        own.first().map(String::as_str),
        Some("apps/web/lib/send.js")
    );
    let stems = found.other_stems("packages/usage/src/main.ts");
    assert!(stems.contains("usage"));
    assert!(found.other_stems("packages/usage/src/web.ts").is_empty());
}

#[test]
fn customary_aliases_lead_to_the_sources_of_the_package_around() {
    let found = configs(&[("web/package.json", "{}")]);
    let candidates = found.candidates("web/src/a.js", "@/lib/send");
    assert_eq!(
        candidates,
        ["web/src/lib/send", "web/lib/send", "web/app/lib/send"]
    );
    assert!(found.candidates("other/a.js", "@/lib/send").is_empty());
}
