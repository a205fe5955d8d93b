"""No SQL is ever built from text: what is executed is a constant, values travel as parameters."""

import ast
from pathlib import Path

import pytest

import latticework
from latticework.register import queries

PACKAGE = Path(latticework.__file__).parent
RUNS_SQL = ("execute", "executemany", "sql", "query")


def is_constant(node: ast.expr) -> bool:
    """A literal, a name in capitals, ``module.NAME``, ``TABLE_OF_CONSTANTS[key]``, or the schema file's text."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Subscript):
        return is_constant(node.value)
    if isinstance(node, ast.Name):
        return node.id.isupper() or node.id == "schema"
    if isinstance(node, ast.Attribute):
        return node.attr.isupper()
    return ast.unparse(node) == "files('latticework').joinpath('register', 'schema.sql').read_text(encoding='utf-8')"


@pytest.mark.parametrize("path", sorted([*PACKAGE.glob("register/*.py"), *PACKAGE.glob("show/exports/*.py")]), ids=str)
def test_only_constants_are_executed(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS_SQL:
            assert node.args and is_constant(node.args[0]), f"{path}:{node.lineno}: {ast.unparse(node)}"


def test_the_queries_are_put_together_from_constants_only() -> None:
    tree = ast.parse(Path(queries.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not isinstance(node, (ast.JoinedStr, ast.Call, ast.FunctionDef, ast.Mod))
