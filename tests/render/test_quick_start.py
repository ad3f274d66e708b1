"""A command that prints nothing with rich or Jinja2 does not wait for them."""

import subprocess
import sys


def test_loading_what_renders_loads_neither_rich_nor_jinja2() -> None:
    """Both libraries are imported when something is printed, not when a module is loaded."""
    program = """
import importlib, pkgutil, sys, connector.render
for module in pkgutil.iter_modules(connector.render.__path__):
    importlib.import_module(f"connector.render.{module.name}")
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"rich", "jinja2", "markupsafe", "connector"}))
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["connector"]
