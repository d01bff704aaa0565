"""Locals of every kind, in a frame that stands still."""
import os
import time


class Thing:
    pass


def inner(captured):
    def use():
        return captured

    nothing, yes, no, small, negative, large = None, True, False, 7, -123456789012, 1 << 200
    ratio, text, wide, hostile = 0.5, "it's", "größe €", "\x1b[2J\u202e\n"
    long_text, raw = "x" * 1000, b"a\x00\xff'" + b"y" * 100
    pair, items, table, group = (1, 2), [1] * 12, {"a": 1}, {1, 2, 3}
    cycle = []
    cycle.append(cycle)
    thing = Thing()
    os.write(1, b"ready\n")
    time.sleep(1000)
    return (use, nothing, yes, no, small, negative, large, ratio, text, wide, hostile, long_text, raw, pair, items, table, group, cycle, thing)


inner("in a cell")
