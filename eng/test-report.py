"""Adds up the CTRF reports of a test run: test-report.py FOLDER PROJECTS EXIT-CODE [filtered]

Prints every test that failed or was skipped, then "N passed, N failed". A test program that left no report has
crashed or was stopped: that is one failure. So is one that holds no test (unless the run was filtered), and a run
that failed although no test did. When CI=true, a skipped test is a failure, because it proves nothing.
"""

import json
import os
import pathlib
import sys
import textwrap


def main():
    folder, projects, exit_code = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    filtered = "filtered" in sys.argv[4:]
    reports = [json.loads(path.read_text())["results"] for path in sorted(folder.glob("*.ctrf"))]
    tests = [test for report in reports for test in report["tests"]]
    passed = [test for test in tests if test["status"] == "passed"]
    skipped = [test for test in tests if test["status"] in ("skipped", "pending")]
    failed = [test for test in tests if test["status"] not in ("passed", "skipped", "pending")]

    print()
    for test in failed:
        print("FAILED  " + unescape(test["name"]))
        print(textwrap.indent(unescape(test.get("message", "")), "        "))
    for test in skipped:
        print("SKIPPED " + unescape(test["name"]))

    others = []
    if len(reports) < projects:
        others += ["a test program crashed or was stopped: it left no report"] * (projects - len(reports))
    if not filtered:
        others += ["%s holds no test" % program(report) for report in reports if not report["tests"]]
    if not tests:
        others.append("no test ran")
    if exit_code != 0 and not failed and not others:
        others.append("the test run ended with exit code %d although no test failed" % exit_code)
    for other in others:
        print("FAILED  " + other)

    slowest = sorted(tests, key=lambda test: -test["duration"])[:5]
    print("slowest: " + ", ".join("%s %.1f s" % (short(test), test["duration"] / 1000) for test in slowest))
    failures = len(failed) + len(others) + (len(skipped) if os.environ.get("CI") == "true" else 0)
    print("%d passed, %d failed" % (len(passed), failures))
    sys.exit(1 if failures else 0)


def program(report):
    return pathlib.Path(report["extra"]["suites"][0]["filePath"]).stem


def short(test):
    return test["name"].split("(")[0].rpartition(".")[2]


def unescape(text):
    """xunit's writer escapes quotation marks twice."""
    return text.replace('\\"', '"')


if __name__ == "__main__":
    main()
