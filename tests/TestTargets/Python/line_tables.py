"""Prints the location table of code objects with what the interpreter itself reads from it, one code object a line."""
import ast
import dis
import inspect
import json
import threading
import types


def codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


def places(code):
    """Line and column of each code unit, columns from 1; 0 where there is none."""
    if hasattr(code, "co_positions"):
        for line, _, column, _ in code.co_positions():
            yield (line, 0 if column is None else column + 1) if line else (0, 0)
    elif hasattr(code, "co_lines"):
        for start, end, line in code.co_lines():
            for _ in range(start, end, 2):
                yield (line or 0, 0)
    else:
        starts = dict(dis.findlinestarts(code))
        line = code.co_firstlineno
        for at in range(0, len(code.co_code), 2):
            line = starts.get(at, line)
            yield (line, 0)


for module in ast, inspect, json.decoder, threading:
    with open(module.__file__, encoding="utf-8") as source:
        for code in codes(compile(source.read(), module.__name__, "exec")):
            table = (code.co_linetable if hasattr(code, "co_linetable") else code.co_lnotab).hex()
            print(code.co_firstlineno, table, " ".join(f"{line}:{column}" for line, column in places(code)), sep="|")
