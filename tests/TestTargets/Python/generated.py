"""Makes and frees functions all the time: their code objects take each other's memory.

Function f<N> is in file <made<N>>, begins at line N % 50 + 1, and is never called from elsewhere than run().
"""


def run():
    number = 10000
    while True:
        number = number + 1 if number < 99999 else 10000
        source = "\n" * (number % 50) + f"def f{number}():\n    total = 0\n    for i in range(300): total += i\n    return total\n"
        space = {}
        exec(compile(source, f"<made{number}>", "exec"), space)
        made = space[f"f{number}"]
        for _ in range(20):
            made()


print("ready", flush=True)
run()
