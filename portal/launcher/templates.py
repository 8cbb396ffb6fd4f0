"""For script/check: every template compiles, and what it extends or includes by name is there."""

import sys
from collections.abc import Iterator

import django
from django.template import Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import NodeList
from django.template.loader_tags import ExtendsNode, IncludeNode

from portal.launcher.place import CHECKOUT

FOLDER = CHECKOUT / "templates"


def main() -> int:
    django.setup()
    wrong = 0
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        try:
            check(str(path.relative_to(FOLDER)))
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            print(f"{path.relative_to(CHECKOUT)}: {error!r}")
            wrong += 1
    return 1 if wrong else 0


def check(name: str) -> None:
    engine = Engine.get_default()
    for used in named_templates(engine.get_template(name).nodelist):
        engine.get_template(used)


def named_templates(nodes: NodeList) -> Iterator[str]:
    """What these nodes extend or include by a name written out, not by a variable."""
    for kind, attribute in ((ExtendsNode, "parent_name"), (IncludeNode, "template")):
        for node in nodes.get_nodes_by_type(kind):
            expression = getattr(node, attribute)
            if isinstance(expression.var, str) and not expression.filters:
                yield expression.var


if __name__ == "__main__":
    sys.exit(main())
