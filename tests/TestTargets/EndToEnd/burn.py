"""Spends most of its time in one function and prints a line for each round, so that a test sees it go on."""

import sys
import threading
import time


def slow_checksum(n):
    total = 0
    for i in range(n):
        total = (total * 31 + i) % 65521
    return total


def quick_sum(n):
    total = 0
    for i in range(n):
        total += i
    return total


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600
    end = time.monotonic() + seconds
    threading.Thread(target=time.sleep, args=(seconds,), name="sleeper", daemon=True).start()
    print("ready", flush=True)
    rounds = 0
    while time.monotonic() < end:
        slow_checksum(200_000)
        quick_sum(50_000)
        print("round", rounds, flush=True)
        rounds += 1


main()
sys.exit(7)
