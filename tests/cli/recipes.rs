//! The packs in `docs/rules.md`.

use crate::support::project::Project;

#[test]
fn every_pack_of_the_page_about_rules_matches_its_examples() {
    let page = include_str!("../../docs/rules.md");
    let blocks = page.split("```yaml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap());
    let packs: Vec<&str> = blocks.filter(|block| block.starts_with("pack: ")).collect();
    assert!(packs.len() >= 12, "{}", packs.len());
    for pack in packs {
        let project = Project::of(&[("pack.yml", pack)]);
        let run = project.run(&["rules", "test", "pack.yml"]);
        assert_eq!(run.code, 0, "{}{}\n{pack}", run.out, run.err);
    }
}
