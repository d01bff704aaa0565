"""Prints the location table of code objects with what the interpreter itself reads from it, one code object a line."""
import ast
import inspect
import json
import threading
import types


def codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


for module in ast, inspect, json.decoder, threading:
    with open(module.__file__, encoding="utf-8") as source:
        for code in codes(compile(source.read(), module.__name__, "exec")):
            places = [
                (line, 0 if column is None else column + 1) if line else (0, 0)
                for line, _, column, _ in code.co_positions()
            ]
            table = code.co_linetable.hex()
            print(code.co_firstlineno, table, " ".join(f"{line}:{column}" for line, column in places), sep="|")
