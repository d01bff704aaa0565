using System.Globalization;

namespace Sonde.Collectors.Tests.Accuracy;

/// <summary>Chains of calls that are hard to follow: see <c>TestTargets/Accuracy/shapes.c</c>.</summary>
internal static class Shapes
{
    private const string Common = "-O2 -fno-builtin -pthread";
    private const int Samples = 150;

    public static IReadOnlyList<AccuracyCase> All { get; } =
    [
        .. Of("gcc", $"gcc {Common} -fomit-frame-pointer", "_start", "clone3"),
        .. Of("clang", $"clang-14 {Common}", "_start", "clone3"),
        .. Of("musl", $"musl-gcc {Common} -fomit-frame-pointer -static -DNO_CONTEXT", "libc_start_main_stage2", "start")
            .Where(static one => one.Arguments[0] != "context"),
        Linkage("gcc, lazy binding with IBT", $"gcc {Common} -fomit-frame-pointer -Wl,-z,lazy -fcf-protection=full -Wl,-z,ibtplt", "_start"),
        Linkage("gcc, stripped", $"gcc {Common} -fomit-frame-pointer -s", "?") with
        {
            Chains = [(new("abs@plt < ? < ? < ? < * < ?"), AccuracyCase.Some), (new("* < ? < ? < ? < * < ?"), AccuracyCase.Some)],
            Named = 0.1,
        },
        new("libraries that come and go", static () => Programs.C("gcc", "Accuracy/plugins.c", "-O2 -pthread"))
        {
            MoreArguments = static () => [Library("a", 40), Library("b", 200)],
            Samples = 600,
            Chains =
            [
                (new("* < plugin_a_work < plugin_a < use_a < in_thread < * < clone3"), 0.5),
                (new("* < plugin_b_work < plugin_b < use_b < in_thread < * < clone3"), 0.5),
                .. new[] { "dlopen", "dlclose", "dlsym" }.SelectMany(function => new[] { "use_a", "use_b" }.Select(
                    user => (new ChainPattern($"* < {function} < {user} < in_thread < * < clone3"), AccuracyCase.Perhaps))),
            ],
            Roots = ["clone3", "_start"], Known = 0.97,
        },
        Deep("frame pointers", FramePointers, "_start") with
        {
            // Where the copy ends, the kernel's chain goes on.
            Chains = [(new("* < descend < do_deep < main < *"), AccuracyCase.Some)],
            Roots = ["main", "__libc_start_call_main", "?"], Complete = 0.99, IsTruncated = false,
        },
        Alternate("frame pointers", FramePointers, "_start") with
        {
            Chains =
            [
                (new("interrupted < on_signal < do_alternate < main < * < _start"), AccuracyCase.Some),
                // The kernel's chain leads on; but what has called a function that has no frame yet, or none at all, is not in it.
                (new("* < handle < __restore_rt < interrupted < * < do_alternate < main < *"), AccuracyCase.Some),
            ],
            Roots = ["_start", "main", "__libc_start_call_main", "?"], Complete = 0.95, Cause = null,
        },
    ];

    private const string FramePointers = $"gcc {Common} -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -DFRAME_POINTER";

    private static IEnumerable<AccuracyCase> Of(string name, string build, string root, string threadRoot) =>
    [
        Shape(name, build, "signal", root, "interrupted < on_signal < do_signal < main",
            "spin < handle < __restore_rt < interrupted < on_signal < do_signal < main"),
        Alternate(name, build, root),
        Shape(name, build, "vdso", root, "clock_gettime < clock_gettime < ask_for_time < do_vdso < main", "* < ask_for_time < do_vdso < main"),
        Linkage(name, build, root),
        Shape(name, build, "prologue", root, "small < call_small < do_prologue < main", "call_small < do_prologue < main"),
        Shape(name, build, "assembly", root, "spin < with_cfi < do_assembly < main"),
        Shape(name, build, "bare", root, "spin < without_cfi < do_bare < main"),
        Shape(name, build, "tail", root, "tail_end < do_tail < main"),
        Shape(name, build, "callback", root, "spin < compare < * < sort_all < do_callback < main"),
        new($"{name}: context", () => Program(build))
        {
            Arguments = ["context"], Samples = Samples, Known = 0.95,
            Chains = [(new("spin < in_context < context_body < *"), AccuracyCase.Some)],
            Roots = ["__start_context", "?", "_start"],
        },
        new($"{name}: coroutine", () => Program(build))
        {
            Arguments = ["coroutine"], Samples = Samples, Known = 0.95,
            Chains = [(new("spin < in_coroutine < coroutine_body"), AccuracyCase.Some)],
            Roots = ["coroutine_body", "_start"],
        },
        Deep(name, build, root),
        new($"{name}: thread", () => Program(build))
        {
            Arguments = ["thread"], Samples = Samples,
            Chains = [(new($"spin < in_thread < * < {threadRoot}"), AccuracyCase.Some)],
            Roots = [threadRoot],
        },
    ];

    private static AccuracyCase Shape(string name, string build, string word, string root, params string[] chains) =>
        new($"{name}: {word}", () => Program(build))
        {
            Arguments = [word],
            Samples = Samples,
            Known = 0.95,
            // Others than the innermost function are there too, but seldom.
            Chains = [.. chains.Select(chain => (new ChainPattern($"{chain} < * < {root}"), AccuracyCase.Some))],
            Roots = [root],
        };

    private static AccuracyCase Linkage(string name, string build, string root) => new($"{name}: linkage", () => Program(build))
    {
        Arguments = ["linkage"],
        Samples = Samples,
        Chains =
        [
            // A static program needs no linkage table.
            .. new[] { "abs@plt", "ffs@plt" }.Select(entry => (new ChainPattern($"{entry} < call_library < do_linkage < main < * < {root}"),
                build.Contains("-static", StringComparison.Ordinal) ? AccuracyCase.Perhaps : AccuracyCase.Some)),
            .. new[] { "abs < ", "ffs < ", "" }.Select(
                function => (new ChainPattern($"{function}call_library < do_linkage < main < * < {root}"), AccuracyCase.Some)),
        ],
        Roots = [root],
    };

    // On its own stack a handler's copy does not reach what it interrupts: told, with the interrupted function.
    private static AccuracyCase Alternate(string name, string build, string root) => new($"{name}: alternate", () => Program(build))
    {
        Arguments = ["alternate"],
        Samples = Samples,
        Chains =
        [
            (new($"interrupted < on_signal < do_alternate < main < * < {root}"), AccuracyCase.Some),
            (new("* < handle < __restore_rt < interrupted"), AccuracyCase.Some),
        ],
        Roots = [root],
        Complete = 0.3,
        Known = 0.95,
        Cause = "foreign_stack",
    };

    private static AccuracyCase Deep(string name, string build, string root) => new($"{name}: deep", () => Program(build))
    {
        Arguments = ["deep"],
        Samples = Samples,
        Known = 0.95,
        Chains = [(new("* < descend < descend < descend < descend < descend"), AccuracyCase.Some)],
        Roots = [root],
        Complete = 0,
        IsTruncated = true,
    };

    // Both are built in folders of their own: they have the same name.
    private static string Library(string name, int frame) =>
        Programs.C("gcc", "Accuracy/plugin.c", string.Create(CultureInfo.InvariantCulture, $"-O2 -fPIC -shared -DNAME={name} -DFRAME={frame}"));

    private static string Program(string build)
    {
        string[] words = build.Split(' ', 2);
        return Programs.C(words[0], "Accuracy/shapes.c", words[1]);
    }
}
