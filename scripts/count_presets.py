"""Count the parameters of published configurations with the library that runs them.

Reads ``tests/architectures/library_configs.json``: for each preset the values of the published ``config.json`` that
determine shapes. Builds each model without memory for its weights and writes the library's count beside them. Needs
torch and transformers, which the project itself does not: run it in an environment of its own.

    python scripts/count_presets.py [NAME ...]
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

DATA = Path(__file__).parent.parent / "tests" / "architectures" / "library_configs.json"


def count(name: str, config: dict[str, object]) -> int:
    """The number of parameters of the library's class ``name``; a tied matrix counts once."""
    import torch  # type: ignore[import-not-found]
    import transformers  # type: ignore[import-not-found]

    kind = getattr(transformers, name)
    with torch.device("meta"):
        model = kind(kind.config_class(**config))
    model.tie_weights()
    return sum(p.numel() for p in {id(p): p for p in model.parameters()}.values())


def _text(data: dict[str, object]) -> str:
    """JSON with each list on one line."""
    text = json.dumps(data, indent=1)
    return re.sub(r"\[[^\[\]{}]*\]", lambda found: re.sub(r"\s*\n\s*", " ", found[0]), text) + "\n"


def main() -> None:
    """Count all models, or those named, and report each count that differs from the one in the file."""
    import transformers

    data = json.loads(DATA.read_text(encoding="utf-8"))
    for name in sys.argv[1:] or data:
        row = data[name]
        counted = count(row["class"], row["config"])
        changed = "" if counted == row.get("parameters") else f"   was {row.get('parameters'):,}"
        print(f"{name:24} {counted:>20,}{changed}")
        row["parameters"], row["library"] = counted, f"transformers {transformers.__version__}"
    DATA.write_text(_text(data), encoding="utf-8")


if __name__ == "__main__":
    main()
