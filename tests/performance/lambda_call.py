"""A function loaded by path, in whatever process this is, and what it is called with.

Imports nothing but the standard library: where memory is measured, only the function's own counts.
"""

import importlib.util
from types import ModuleType, SimpleNamespace
from typing import Any

CONTEXT = SimpleNamespace(
    function_name="made-up",
    memory_limit_in_mb=1769,
    invoked_function_arn="arn:aws:lambda:ap-southeast-1:123456789012:function:made-up",
    aws_request_id="00000000-0000-4000-8000-000000000003",
)


def loaded(folder: str, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, f"{folder}/{name}/app.py")
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
