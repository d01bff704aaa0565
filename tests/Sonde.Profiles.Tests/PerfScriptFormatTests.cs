using System.Text;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;
using Sonde.Profiles.Formats.PerfScript;

namespace Sonde.Profiles.Tests;

/// <summary>The shapes of output are those of perf 6.1, printed by it and shortened.</summary>
public sealed class PerfScriptFormatTests
{
    private const string Chains =
        """
        # ========
        # captured on    : Sat Nov 21 05:39:50 2026
        # cmdline : /usr/bin/perf record -g ./a prog
        # ========
        #
        swapper     0     0.000000: PERF_RECORD_MMAP -1/0: [0xffffffff81000000(0x120bb08) @ 0xffffffff81000000]: x [kernel.kallsyms]_text
        a prog 12595 12363.909781:    2004008 cpu-clock:u: 
        	            1144 inner (inlined)
        	            1144 outer(int, char const*)+0xb (/tmp/ps/a prog)
        	           2724a __libc_start_call_main+0x7a (/usr/lib/x86_64-linux-gnu/libc.so.6)
        	               0 [unknown] ([unknown])

        a prog 12595/12597 [001] 12363.911847:    1000000 cpu-clock:u: 
        	ffffffff8134515f flush_tlb_mm_range+0x4af ([kernel.kallsyms])
        	ffffffffc034515f nf_hook+0x1f ([nf_conntrack])
        	           20d07 [unknown] (/usr/lib/ld.so (deleted))
        	    7f1200001000 LazyCompile:*fib /app/fib.js:3:13 (/tmp/perf-12595.map)


        """;

    [Fact]
    public void Chains_of_call_become_stacks()
    {
        Profile profile = Read(Chains);
        Assert.Equal(
            [
                "a prog 0/12595 [1, 2004008] inner < outer(int, char const*) @a prog < __libc_start_call_main @libc.so.6",
                "a prog 12595/12597 [1, 1000000] flush_tlb_mm_range @[kernel.kallsyms] < nf_hook @[nf_conntrack] "
                + "< ld.so (deleted)+0x20d07 @ld.so (deleted) < LazyCompile:*fib /app/fib.js:3:13 @[jit]",
            ],
            Describe(profile));
        Assert.Equal([SampleType.Samples, SampleType.Cpu], profile.SampleTypes);
        Assert.Equal(1, profile.DefaultSampleType);
        Assert.Equal(2_066_000, profile.DurationNanoseconds);
        Assert.Equal("cpu-clock:u", profile.Quality.Event);
        var frames = new FrameTable(profile);
        Assert.Equal(FrameKind.Kernel, frames.Functions.Single(frame => frame.Name == "flush_tlb_mm_range").Kind);
        Assert.Equal("nf_hook (nf_conntrack)", frames.Functions.Single(frame => frame.Name == "nf_hook").Place(0));
        Assert.Equal(FrameKind.Jit, frames.Functions.Single(frame => frame.Module == WellKnownMappings.Jit).Kind);
    }

    [Theory]
    // Without call chains the frame stands on the sample's line.
    [InlineData(
        "   a prog 12626 12365.610287:     250000 cpu-clock:      5623de027144 outer+0xb (/tmp/ps/a prog)\n",
        "a prog 0/12626 [1, 250000] outer @a prog")]
    // -F comm,pid,tid,event,ip,sym
    [InlineData("worker 3 12/13 sched:sched_switch: \n\t 1144 outer\n\n", "worker 3 12/13 [1] outer")]
    // A tracepoint's fields, and a period of the event.
    [InlineData(
        "sleep 12 [000] 1.5:  1 sched:sched_switch: prev_comm=sleep prev_pid=12 ==> next_comm=swapper/0\n\t 1144 outer+0x2 (/x)\n",
        "sleep 0/12 [1, 1] outer @x")]
    // -F ip,sym: no line for the sample.
    [InlineData("\n\t            1144 outer\n\t           2724a main\n\n", " 0/0 [1] outer < main")]
    // -F comm,tid,sym
    [InlineData("a prog 12595 \n\touter\n\tmain\n\n", "a prog 0/12595 [1] outer < main")]
    // -F +srcline
    [InlineData(
        "x 12 1.5: cycles: \n\t 1144 outer+0x2 (/x)\n  a b.c:3\n\t 1150 main+0x2 (/x)\n  a.c:9\n\n",
        "x 0/12 [1] outer a b.c:3 @x < main a.c:9 @x")]
    // -F +misc, as Windows would save it.
    [InlineData("x 12 U 1.5:   7 cycles:ppp: \r\n\t 1144 outer+0x2 (/x)\r\n\r\n", "x 0/12 [1, 7] outer @x")]
    // A sample without any frame.
    [InlineData("x 12 1.5:   7 cycles: \n\ny 13 1.5:   8 cycles: \n\t 1144 f (/x)\n", "x 0/12 [1, 7] |y 0/13 [1, 8] f @x")]
    public void Every_shape_is_understood(string text, string expected)
    {
        string[] lines = expected.Split('|');
        Profile profile = Read(text);
        Assert.Equal(lines.Order(), Describe(profile).Order());
    }

    [Fact]
    public void Each_event_has_a_value_of_its_own()
    {
        Profile profile = Read("x 1 1.5:  10 cycles: \n\t 1 f (/x)\n\nx 1 1.6:  250 task-clock: \n\t 1 f (/x)\n\nx 1 1.7:  5 cycles: \n\t 1 f (/x)\n");
        Assert.Equal([SampleType.Samples, new SampleType("cycles", "count"), SampleType.Cpu], profile.SampleTypes);
        Assert.Equal(["x 0/1 [3, 15, 250] f @x"], Describe(profile));
    }

    [Theory]
    [InlineData("a;b;c 12\nmain 3\n")]
    [InlineData("{ \"a\": 1 }\n")]
    [InlineData("hello world\n")]
    [InlineData("")]
    public void Other_text_is_not_taken_for_it(string text) =>
        Assert.False(new PerfScriptFormat().CanRead(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("x 12 1.5:  7 cycles: \n\t 1144 f (/x)\n\nwhat is this?\n", "expected a sample or a frame as perf script prints them (at offset 37)")]
    [InlineData("# captured on: today\n", "expected the samples that perf script prints, found none (at offset 0)")]
    public void What_is_wrong_is_said_in_one_line(string text, string message) => Assert.Equal(
        message, Assert.Throws<ProfileFormatException>(() => new PerfScriptFormat().Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Message);

    [Fact]
    public void Any_bytes_give_a_profile_or_one_line() => Seeds.ForAll(seed =>
    {
        var random = new Random(seed);
        byte[] data = Encoding.UTF8.GetBytes(Chains);
        for (int i = random.Next(1, 8); i > 0; i--)
            data[random.Next(data.Length)] = (byte)random.Next(256);
        if (random.Next(3) == 0)
            data = data[..random.Next(data.Length)];
        try
        {
            var output = new MemoryStream();
            ProfileFormats.FindWriter("pprof")!.Write(new PerfScriptFormat().Read(new MemoryStream(data)), output);
            return true;
        }
        catch (ProfileFormatException error)
        {
            return error.Offset is not null;
        }
    });

    private static Profile Read(string text) => ProfileFormats.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<string> Describe(Profile profile) => Enumerable.Range(0, profile.SampleCount).Select(sample =>
    {
        Label[] labels = profile.LabelSets.ToArray(profile.LabelsOf(sample).Index);
        Label Of(string key) => labels.FirstOrDefault(label => profile.Strings[label.Key] == key);
        string stack = string.Join(" < ", profile.LeafFirst(profile.StackOf(sample)).Select(id => Describe(profile, id)));
        return $"{profile.Strings[Of(LabelNames.Thread).Text]} {Of(LabelNames.ProcessId).Number}/{Of(LabelNames.ThreadId).Number} "
            + $"[{string.Join(", ", profile.ValuesOf(sample).ToArray())}] {stack}";
    });

    private static string Describe(Profile profile, LocationId id)
    {
        Location location = profile.Locations[id.Index];
        string module = profile.Strings[profile.Mappings[location.Mapping.Index].FileName];
        string shortModule = module[(module.LastIndexOf('/') + 1)..];
        IEnumerable<string> names = profile.LinesOf(id).Select(line =>
        {
            Function function = profile.Functions[line.Function.Index];
            string source = line.Number > 0 ? $" {profile.Strings[function.FileName]}:{line.Number}" : "";
            return profile.Strings[function.Name] + source;
        });
        string name = string.Join(" < ", names);
        return (name.Length > 0 ? name : $"{shortModule}+0x{location.Address:x}") + (shortModule.Length > 0 ? $" @{shortModule}" : "");
    }
}
