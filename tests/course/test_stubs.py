"""The learner's file is the solution without its regions, and always valid Python."""

import ast

import pytest

from tutor.course.exercise import derive_stub
from tutor.course.load import load_course


def test_a_region_in_a_function_becomes_a_raise_at_its_indentation():
    solution = (
        'def f(x):\n    """Doc."""\n    y = 1\n    # BEGIN SOLUTION\n    return x + y\n    # END SOLUTION\n'
    )
    assert derive_stub(solution) == 'def f(x):\n    """Doc."""\n    y = 1\n    raise NotImplementedError\n'


def test_regions_in_methods_and_loops_keep_their_own_indentation():
    solution = (
        "class A:\n    def f(self):\n        for i in range(3):\n            # BEGIN SOLUTION\n"
        "            pass\n            # END SOLUTION\n        return i\n"
    )
    assert "            raise NotImplementedError\n        return i\n" in derive_stub(solution)


def test_code_after_a_region_stays():
    stub = derive_stub("def f():\n    # BEGIN SOLUTION\n    x = 1\n    # END SOLUTION\n    return x\n")
    assert stub == "def f():\n    raise NotImplementedError\n    return x\n"


def test_helpers_outside_functions_are_removed_without_a_gap():
    solution = (
        "import math\n\n\n# BEGIN SOLUTION\ndef _helper():\n    return 1\n# END SOLUTION\n\n\n"
        "def f():\n    # BEGIN SOLUTION\n    return _helper()\n    # END SOLUTION\n"
    )
    assert derive_stub(solution) == "import math\n\n\ndef f():\n    raise NotImplementedError\n"


def test_helper_methods_disappear_from_their_class():
    solution = (
        "class A:\n    x = 1\n\n    # BEGIN SOLUTION\n    def _help(self):\n        return 1\n"
        "    # END SOLUTION\n"
    )
    assert derive_stub(solution) == "class A:\n    x = 1\n"


def test_a_docstring_that_is_not_indented_does_not_hide_its_function():
    solution = (
        'def f():\n    """One.\n\nTwo, at the margin.\n"""\n'
        "    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n"
    )
    assert derive_stub(solution).endswith("    raise NotImplementedError\n")


def test_a_signature_over_several_lines_is_a_signature():
    solution = "def f(\n    x,\n    y,\n) -> int:\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n"
    assert derive_stub(solution).endswith(") -> int:\n    raise NotImplementedError\n")


def test_every_stub_of_this_course_is_python_that_keeps_every_signature():
    for exercise in load_course().exercises:
        for node in ast.parse(exercise.solution).body:
            if isinstance(node, ast.FunctionDef) and node.name in exercise.functions:
                twin = next(n for n in ast.parse(exercise.stub).body if getattr(n, "name", "") == node.name)
                assert ast.dump(twin.args) == ast.dump(node.args)
                assert ast.get_docstring(twin) == ast.get_docstring(node)


@pytest.mark.parametrize("text", ["# a note on BEGIN SOLUTION", 's = "# BEGIN SOLUTION"'])
def test_only_a_marker_on_a_line_of_its_own_counts(text):
    assert derive_stub(text + "\n") == text + "\n"
