"""Compile every template once: `python -m yibao.dev.templates` names those that do not parse."""

import os
import sys
from pathlib import Path


def broken_templates() -> list[str]:
    """One line for each template of ours that the engine refuses."""
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    from .services import ROOT

    folders = [ROOT / "templates", *ROOT.glob("*/templates"), *ROOT.glob("yibao/*/templates")]
    broken = []
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".html", ".txt")):
            name = str(path.relative_to(folder))
            try:
                get_template(name)
            except TemplateSyntaxError as error:
                broken.append(f"{Path(folder).relative_to(ROOT)}/{name}: {error}")
    return broken


def main() -> int:
    """Print what is broken; exit code 1 when anything is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao.settings.test")
    import django

    django.setup()
    broken = broken_templates()
    print("\n".join(broken) or "Every template compiles.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
