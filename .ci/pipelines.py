"""Validates pipelines with GitLab's own schema: this project's, the component with its inputs, and the jobs in the docs.

Usage: pipelines.py, with the package `check-jsonschema`, which brings the schema.
"""

import itertools
import json
import pathlib
import re
import sys

import check_jsonschema
import jsonschema
import ruamel.yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = pathlib.Path(check_jsonschema.__file__).parent / "builtin_schemas/vendor/gitlab-ci.json"
SLOT = re.compile(r"\$\[\[ inputs\.([a-z-]+) \]\]")


def documents(text):
    """Returns the documents of a text. A reference becomes a list of its words."""
    yaml = ruamel.yaml.YAML(typ="safe")
    yaml.constructor.add_constructor(
        "!reference", lambda loader, node: loader.construct_sequence(node)
    )
    return list(yaml.load_all(text))


def component():
    """Returns the component for its defaults, and for each choice of each input."""
    text = (ROOT / "templates/tracklint/template.yml").read_text()
    spec = documents(text)[0]
    yield "component: inputs", spec
    body = text.split("\n---\n", 1)[1]
    inputs = spec["spec"]["inputs"]
    choices = [("defaults", None)]
    for name, described in inputs.items():
        options = described.get("options", [])
        if described.get("type") == "boolean":
            options = [True, False]
        choices += [(name, option) for option in options]

    def word(value):
        return json.dumps(value) if isinstance(value, bool) else str(value)

    for name, value in choices:
        filled = {key: described["default"] for key, described in inputs.items()}
        if value is not None:
            filled[name] = value
        jobs = SLOT.sub(lambda slot: word(filled[slot[1]]), body)
        yield f"component: {name} {'' if value is None else word(value)}", documents(jobs)[0]


def examples():
    """Returns the pipelines in the docs."""
    for file in sorted(itertools.chain(ROOT.glob("docs/*.md"), ROOT.glob("*.md"))):
        blocks = re.findall(r"^```yaml\n(.*?)^```", file.read_text(), re.MULTILINE | re.DOTALL)
        for number, block in enumerate(blocks, 1):
            if re.search(r"^(  script|include):", block, re.MULTILINE):
                yield f"{file.relative_to(ROOT)}: example {number}", documents(block)[0]


def main():
    validator = jsonschema.validators.validator_for(json.loads(SCHEMA.read_text()))
    validator = validator(json.loads(SCHEMA.read_text()))
    own = (".gitlab-ci.yml", documents((ROOT / ".gitlab-ci.yml").read_text())[0])
    found, failed = 0, 0
    for name, document in itertools.chain([own], component(), examples()):
        found += 1
        for error in validator.iter_errors(document):
            failed += 1
            print(f"{name}: {'/'.join(map(str, error.path))}: {error.message[:200]}")
    print(f"{found} pipelines, {failed} errors")
    sys.exit(failed > 0)


main()
