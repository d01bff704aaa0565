"""The work of eng/docs: writes docs/commands and the list of docs/rules, and checks the shell examples in the Markdown files."""

import pathlib
import re
import shlex
import subprocess
import sys

SONDE = "dist/sonde"
PAGES = pathlib.Path("docs/commands")
RULES = pathlib.Path("docs/rules")
NOTE = "<!-- Written by eng/docs from the program's own help: change that, then run eng/docs. -->"

PYTHON = pathlib.Path("docs/python.md")
OFFSETS = pathlib.Path("src/Sonde.Collectors/Python/Offsets")

RULES_NOTE = "<!-- Written by eng/docs from the pages' first lines: change those, then run eng/docs. -->"


def help_text(*command):
    # A fixed width, so that the pages do not depend on the terminal.
    result = subprocess.run([SONDE, *command, "--help"], capture_output=True, text=True, check=True,
                            env={"COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb"}, stdin=subprocess.DEVNULL)
    return "\n".join(line.rstrip() for line in result.stdout.strip("\n").splitlines())


def commands():
    """Names and descriptions from the list of commands in `sonde --help`; a long description goes on, indented."""
    lines = help_text().splitlines()
    start = lines.index("Commands:")
    found = {}
    for line in lines[start + 1:]:
        if not line.strip():
            break
        match = re.match(r"  ([\w-]+)\s{2,}(.*)$", line)
        if match:
            found[match[1]] = match[2]
        elif found:
            found[list(found)[-1]] += " " + line.strip()
    if not found:
        sys.exit("docs: `sonde --help` lists no commands that eng/docs.py can read")
    return found


def pages():
    """The content that each generated file should have."""
    listed = commands()
    index = [NOTE, "# Commands", "", "| command | what it does |", "|---|---|"]
    for name, description in listed.items():
        index.append(f"| [`sonde {name}`]({name}.md) | {description} |")
        text = help_text(name)
        yield PAGES / f"{name}.md", "\n".join([NOTE, f"# sonde {name}", "", "```text", text, "```", ""])
    yield PAGES / "README.md", "\n".join([*index, ""])
    yield RULES / "README.md", rules()
    yield PYTHON, re.sub(r"(<!-- versions: [^>]*-->\n).*?(<!-- end of versions -->)", lambda match: match[1] + versions() + match[2],
                         PYTHON.read_text(), flags=re.DOTALL)


def rules():
    """The list of rules, from the first lines of their pages: `# SLUG: what is wrong`."""
    lines = [RULES_NOTE, "# Rules", "",
             "One page for each cause that `sonde diagnose` knows; `sonde diagnose --explain SLUG` prints it. A page's first line is",
             "`# SLUG: what is wrong`, then severity and subject, then the sections **How Sonde knows**, **What to do** and, where another cause",
             "looks alike, **What it is not**. A test fails when a rule has no page, or a page no rule.", "",
             "| rule | what is wrong |", "|---|---|"]
    for path in sorted(RULES.glob("*.md")):
        if path.name == "README.md":
            continue
        first = path.read_text().split("\n", 1)[0]
        slug, title = re.fullmatch(r"# ([a-z-]+): (.+)", first).groups()
        lines.append(f"| [{slug}]({slug}.md) | {title} |")
    return "\n".join([*lines, ""])


def versions():
    """The table of CPython versions, from the tables of offsets that the collector has."""
    lines = ["| CPython | build | layout from | frames | GIL | functions | places |", "|---|---|---|---|---|---|---|"]
    tables = {}
    for path in OFFSETS.glob("CPython3*.cs"):
        text = path.read_text()
        fields = {name: int(value) for name, value in re.findall(r"^ +(\w+) = (-?\d+),$", text, re.MULTILINE)}
        tables[(fields["Minor"], path.stem.endswith("T"))] = (fields, "DebugLayout" in text)
    for (minor, free_threaded), (fields, _) in sorted(tables.items()):
        tells = tables[(minor, False)][1]
        lines.append(" | ".join([
            f"| 3.{minor}",
            "free-threaded" if free_threaded else "default",
            "the interpreter itself (`_Py_DebugOffsets`), checked" if tells else "table",
            "data stack" if fields["ThreadDataStackChunk"] >= 0 else "objects on the heap",
            "none, unless switched on" if free_threaded else "one for each interpreter" if fields["InterpreterGil"] >= 0 else "one",
            "`Class.method`" if fields["CodeQualifiedName"] >= 0 else "`method`",
            "line, column |" if fields["CodeUnits"] >= 0 else "line |"]))
    return "\n".join([*lines, ""])


def write_or_compare(check):
    stale = 0
    wanted = dict(pages())
    for path in set(PAGES.glob("*.md")) - set(wanted):
        stale += 1
        if check:
            print(f"{path}: no such command any more")
        else:
            path.unlink()
    for path, content in wanted.items():
        if path.exists() and path.read_text() == content:
            continue
        stale += 1
        if check:
            print(f"{path}: out of date; run eng/docs")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
            print(f"wrote {path}")
    return stale if check else 0


def shell_lines(text):
    """Lines of the text's sh blocks; in console blocks only what follows the prompt. Continuations are joined."""
    for language, block in re.findall(r"^ *```(sh|console)\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            line = line.strip()
            if language == "console":
                if not line.startswith("$ "):
                    continue
                line = line[2:]
            if line and not line.startswith("#"):
                yield line


def wrong(line, helps):
    """What is wrong with one shell line, or None."""
    words = shlex.split(line, comments=True)
    while words and (words[0] == "sudo" or re.match(r"\w+=", words[0])):
        words.pop(0)
    if not words:
        return None
    program = words[0].removeprefix("./")
    if program not in ("sonde", SONDE):
        if re.match(r"(eng|samples|bench|\.ci)/", program) and not pathlib.Path(program).exists():
            return f"{program} does not exist"
        return None
    arguments = words[1:]
    for end in ("--", "|", ">", "&&"):
        if end in arguments:
            arguments = arguments[: arguments.index(end)]
    command = arguments[0] if arguments and not arguments[0].startswith("-") else ""
    if command not in helps:
        return f"sonde has no command {command}"
    for word in arguments:
        option = word.split("=")[0]
        if option.startswith("-") and option != "-" and not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", helps[command]):
            return f"`sonde {command} --help` does not name {option}"
    return None


def check_examples():
    helps = {name: help_text(name) for name in commands()} | {"": help_text()}
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
                            capture_output=True, text=True, check=True).stdout.split()
    mistakes = examples = 0
    for path in map(pathlib.Path, listed):
        for line in shell_lines(path.read_text()):
            examples += 1
            problem = wrong(line, helps)
            if problem:
                mistakes += 1
                print(f"{path}: {problem}: {line}")
    if examples == 0:
        sys.exit("docs: no shell example was found in any Markdown file")
    return mistakes


def check_links():
    """Relative links must lead to files."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
                            capture_output=True, text=True, check=True).stdout.split()
    mistakes = 0
    for path in map(pathlib.Path, listed):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
            if not (path.parent / target).exists():
                mistakes += 1
                print(f"{path}: link to {target}, which does not exist")
    return mistakes


if __name__ == "__main__":
    problems = write_or_compare("--check" in sys.argv) + check_examples() + check_links()
    sys.exit(1 if problems else 0)
