"""
Works in the main interpreter and, in another thread, in a second one. Each gives the others a turn: up to 3.11 an interpreter does not
hear that a thread of another one asks for the GIL.
"""
import threading
import time

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

CODE = """
import time

def in_sub():
    total = 0
    while True:
        for i in range(1000):
            total += i
        time.sleep(0)

in_sub()
"""


def in_main():
    total = 0
    while True:
        for i in range(1000):
            total += i
        time.sleep(0)


other = interpreters.create()
threading.Thread(target=interpreters.run_string, args=(other, CODE), daemon=True).start()
print("ready", flush=True)
in_main()
