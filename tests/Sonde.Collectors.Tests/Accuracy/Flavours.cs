namespace Sonde.Collectors.Tests.Accuracy;

/// <summary>The ways to build a program.</summary>
internal static class Flavours
{
    private const string NoFramePointer = "-fomit-frame-pointer -fno-optimize-sibling-calls";

    private static readonly string[] Main = ["_start"], Thread = ["clone3"];

    // musl's own start code cannot return, and musl has no unwind information: _start cannot be told from there.
    private static readonly string[] MuslMain = ["libc_start_main_stage2"], MuslThread = ["start"], Unnamed = ["?"];

    // Background threads of Go's runtime begin elsewhere than goroutines do; some of its work ends where it leaves a stack for good.
    private static readonly string[] Go = ["runtime.goexit", "runtime.mcall", "runtime.morestack", "runtime.clone", "runtime.rt0_go", "clone3"];

    // Wakes up now and then, the more often the slower the machine is.
    private static readonly (ChainPattern, double) RuntimeOfGo = (new("* < runtime.sysmon < *"), AccuracyCase.Perhaps);

    public static IReadOnlyList<AccuracyCase> All { get; } =
    [
        C("gcc, no frame pointers", "gcc", $"-O2 {NoFramePointer}"),
        C("gcc, no optimisation", "gcc", "-O0"),
        C("gcc, -O3 with debug information", "gcc", $"-O3 -g {NoFramePointer}"),
        C("gcc, no .eh_frame_hdr", "gcc", $"-O2 {NoFramePointer} -Wl,--no-eh-frame-hdr"),
        C("gcc, static", "gcc", $"-Os {NoFramePointer} -static"),
        C("gcc, static-pie", "gcc", $"-O3 {NoFramePointer} -static-pie"),
        C("clang", "clang-14", $"-O2 {NoFramePointer}"),
        C("clang, -O3 with debug information", "clang-14", $"-O3 -g {NoFramePointer}"),
        C("gcc, stripped to .dynsym", "gcc", $"-O2 {NoFramePointer} -rdynamic -s"),
        C("gcc, stripped, static-pie", "gcc", $"-O2 {NoFramePointer} -static-pie -s") with
        {
            Chains = [(new("* < ? < ? < ? < ? < * < ?"), AccuracyCase.Some)], Roots = Unnamed, Named = 0,
        },
        C("gcc, stripped", "gcc", $"-O2 {NoFramePointer} -s") with
        {
            // Complete all the same; of the six or seven frames the two of the C library that .dynsym has are named.
            Chains = [(new("? < ? < ? < ? < * < ?"), AccuracyCase.Some), (new("clock_gettime < * < ? < ? < ? < ? < * < ?"), AccuracyCase.Perhaps)],
            Roots = Unnamed, Named = 0.1,
        },
        C("gcc, stripped, debug link", "gcc", $"-O2 {NoFramePointer}") with
        {
            Program = static () => Programs.WithDebugLink(Programs.C("gcc", "Native/shares.c", $"-O2 {NoFramePointer}")),
        },
        C("gcc, stripped, build ID", "gcc", $"-O2 {NoFramePointer}") with
        {
            Program = static () => Programs.WithDebugFolder(Programs.C("gcc", "Native/shares.c", $"-O2 {NoFramePointer}")),
            HasDebugFolder = true,
        },
        C("gcc, thread", "gcc", $"-O2 {NoFramePointer} -pthread", "in_thread", Thread) with { Arguments = ["threads=1"] },
        C("musl, static", "musl-gcc", $"-O2 {NoFramePointer} -static", "main", MuslMain),
        C("musl, dynamic", "musl-gcc", $"-O2 {NoFramePointer}", "main", Unnamed) with { Named = 0.7 },
        C("musl, static, thread", "musl-gcc", $"-O2 {NoFramePointer} -static", "in_thread", MuslThread) with { Arguments = ["threads=1"] },
        Cpp("g++, -O3, inlined, stripped with debug link", "g++", "-O3 -g", isInlined: true) with
        {
            Program = static () => Programs.WithDebugLink(Programs.C("g++", "Accuracy/shares.cpp", "-O3 -g")),
        },
        Cpp("clang++", "clang++-14", "-O2", isInlined: false),
        Cpp("g++, static", "g++", "-O2 -static", isInlined: false),
        Rust("Rust, legacy names", "-O", isModern: false),
        Rust("Rust, v0 names", "-O -C symbol-mangling-version=v0", isModern: true),
        Rust("Rust, debug information", "-C opt-level=3 -g", isModern: false) with
        {
            Chains = Shares(share => $"* < shares::spin < <shares::{share} as shares::Spender>::spend < * < shares::round_of_work"
                + " < shares::work_forever < shares::main < * < main < * < _start"),
        },
        Rust("Rust, panic=abort", "-O -C panic=abort", isModern: false),
        Rust("Rust, stripped", "-O -C panic=abort -C strip=symbols", isModern: false) with
        {
            Chains = [(new("* < ? < ? < ? < ? < * < ?"), AccuracyCase.Some)], Roots = Unnamed, Named = 0.1,
        },
        Rust("Rust, thread", "-O", isModern: false) with
        {
            Arguments = ["thread"],
            Chains = Shares(share => $"* < <shares::{share} as shares::Spender>::spend < shares::round_of_work"
                + " < shares::work_forever < * < start_thread < clone3"),
            Roots = Thread,
        },
        Zig("Zig, no frame pointers, debug information", "shares-zig-fast", isInlined: true),
        Zig("Zig, safe, no debug information", "shares-zig-safe", isInlined: false),
        Zig("Zig, stripped", "shares-zig-stripped", isInlined: false) with
        {
            // clock_gettime, of the vDSO, is the only name that is left.
            Chains = [(new("? < ? < ? < ? < ? < ?"), AccuracyCase.Some), (new("* < ? < ? < ? < ? < ? < ?"), AccuracyCase.Perhaps)],
            Roots = Unnamed, Named = 0,
        },
        Goroutines("Go", "", "main.main < runtime.main < runtime.goexit"),
        Goroutines("Go, stripped", "-ldflags=-s -w", "main.main < runtime.main < runtime.goexit"),
        Goroutines("Go, stripped, position-independent", "-ldflags=-s -w;-buildmode=pie", "main.main < runtime.main < runtime.goexit"),
        Goroutines("Go, goroutine", "-ldflags=-s -w", "main.main.func1 < runtime.goexit") with { Arguments = ["goroutine"] },
        Cgo("Go with C", ""),
        Cgo("Go with C, stripped", "-ldflags=-s -w"),
    ];

    private static AccuracyCase C(string name, string compiler, string flags, string caller = "main", string[]? roots = null) =>
        new(name, () => Programs.C(compiler, "Native/shares.c", flags))
        {
            Chains = Shares(share => $"* < spend_{share} < round_of_work < work_forever < {caller} < * < {(roots ?? Main)[0]}", "fifty", "thirty", "twenty"),
            Roots = roots ?? Main,
        };

    private static AccuracyCase Cpp(string name, string compiler, string flags, bool isInlined)
    {
        const string Rest = "round_of_work(kitchen::Cook&, unsigned long) < work_forever() < main < * < _start";
        string unsignedStir = isInlined ? "kitchen::Stirrer<unsigned int>::stir(unsigned long) < " : "";
        string longStir = isInlined ? "kitchen::Stirrer<unsigned long>::stir(unsigned long) < " : "";
        return new(name, () => Programs.C(compiler, "Accuracy/shares.cpp", flags))
        {
            Chains =
            [
                (new($"* < {longStir}kitchen::Soup<unsigned long, 5>::cook(unsigned long) < {Rest}"), 0.5),
                (new($"* < {unsignedStir}kitchen::Cleanup::~Cleanup() < kitchen::spill(unsigned long) < kitchen::wipe(unsigned long) < {Rest}"), 0.3),
                (new($"* < {longStir}* < kitchen::compare(void const*, void const*) < * < kitchen::sort(unsigned long) < {Rest}"), 0.2),
            ],
            Roots = Main,
        };
    }

    private static AccuracyCase Rust(string name, string flags, bool isModern)
    {
        string round = isModern ? "shares::round_of_work::<shares::work_forever::{closure#0}>" : "shares::round_of_work";
        return new(name, () => Programs.Rust(flags))
        {
            Chains = Shares(share => $"* < <shares::{share} as shares::Spender>::spend < {round} < shares::work_forever < shares::main"
                + " < * < main < * < _start"),
            Roots = Main,
        };
    }

    private static AccuracyCase Zig(string name, string program, bool isInlined) => new(name, () => Programs.Committed($"Accuracy/{program}"))
    {
        Chains =
        [
            .. Shares(share => $"* < {(isInlined ? "shares.spin < " : "")}shares.spend{share} < shares.Work(u64).round < shares.workForever < shares.main < * < _start"),
        ],
        Roots = Main,
    };

    private static AccuracyCase Goroutines(string name, string flags, string rest) => new(name, () => Programs.Go("Accuracy/shares.go", flags))
    {
        // What is inlined shows in stripped programs, too.
        Chains =
        [
            .. Shares(share => $"* < main.mixTwice < main.spend{share} < main.(*all).spend < main.workForever < {rest}"),
            RuntimeOfGo,
        ],
        Roots = Go,
        Known = 0.95,
    };

    private static AccuracyCase Cgo(string name, string flags) => new(name, () => Programs.Go("Accuracy/cgo.go", flags))
    {
        Chains =
        [
            (new("main.spin < main.roundOfWork < main.main < runtime.main < runtime.goexit"), 0.5),
            // C runs on another stack: where that is left, the frame that called asmcgocall is not to be had.
            (new("* < runtime.asmcgocall < main._Cfunc_through_c < main.roundOfWork < main.main < runtime.main < runtime.goexit"), 0.3),
            (new("main.spin < main.spendInGo < * < runtime.cgocallbackg < runtime.cgocallback < * < runtime.cgocall"
                + " < main._Cfunc_through_c < main.roundOfWork < main.main < runtime.main < runtime.goexit"), 0.2),
            RuntimeOfGo,
        ],
        Roots = Go,
        Known = 0.95,
        Named = flags.Length > 0 ? 0.7 : 0.99,
    };

    private static (ChainPattern Chain, double Share)[] Shares(Func<string, string> chain) =>
        Shares(chain, "Fifty", "Thirty", "Twenty");

    private static (ChainPattern Chain, double Share)[] Shares(Func<string, string> chain, string fifty, string thirty, string twenty) =>
        [(new(chain(fifty)), 0.5), (new(chain(thirty)), 0.3), (new(chain(twenty)), 0.2)];
}
