namespace Sonde.Profiles.Tests;

/// <summary>Profiles that look like those the collectors make, the same in every run.</summary>
internal static class SampleProfiles
{
    public const long SampleNanoseconds = 10_101_010;

    /// <summary>A Python web server that spends its time in a slow function, in zlib and in the kernel.</summary>
    /// <param name="scale">What every count is multiplied by.</param>
    /// <param name="without">A function whose stacks are left out.</param>
    /// <param name="twice">A function whose stacks count double.</param>
    public static Profile BadApp(int scale = 1, string? without = null, string? twice = null)
    {
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu)
        {
            DefaultSampleType = 1,
            StartTime = new DateTimeOffset(2026, 11, 21, 2, 31, 7, TimeSpan.Zero),
            Duration = TimeSpan.FromSeconds(5),
            PeriodType = SampleType.Cpu,
            Period = SampleNanoseconds,
        };
        var frames = new SampleFrames(builder);
        LocationId[] serve =
        [
            frames.Python("<module>", "/app/app.py", 71), frames.Python("main", "/app/app.py", 66),
            frames.Python("serve_forever", "/usr/lib/python3.11/socketserver.py", 233),
            frames.Python("_handle_request_noblock", "/usr/lib/python3.11/socketserver.py", 316),
            frames.Python("process_request_thread", "/usr/lib/python3.11/socketserver.py", 691),
            frames.Python("finish_request", "/usr/lib/python3.11/socketserver.py", 361),
            frames.Python("Handler.__init__", "/usr/lib/python3.11/socketserver.py", 755),
            frames.Python("Handler.handle", "/usr/lib/python3.11/http/server.py", 436),
            frames.Python("Handler.handle_one_request", "/usr/lib/python3.11/http/server.py", 424),
        ];
        LocationId get = frames.Python("Handler.do_GET", "/app/app.py", 52);
        LocationId zlib = frames.Native("zlib_compress", "/usr/lib/python3.11/lib-dynload/zlib.so", 0x2310);
        LocationId deflate = frames.Native("deflate", "/usr/lib/x86_64-linux-gnu/libz.so.1.2.13", 0x4a10);
        LocationId send = frames.Python("StreamWriter.write", "/usr/lib/python3.11/socketserver.py", 834);
        LocationId syscall = frames.Kernel("do_syscall_64");
        (LocationId[] Path, long Count)[] stacks =
        [
            ([.. serve, get, frames.Python("render_report", "/app/app.py", 44), frames.Python("slow_checksum", "/app/app.py", 31)], 214),
            ([.. serve, get, frames.Python("render_report", "/app/app.py", 44), frames.Python("slow_checksum", "/app/app.py", 32)], 38),
            ([.. serve, get, frames.Python("render_report", "/app/app.py", 45), frames.Python("slow_checksum", "/app/app.py", 31)], 9),
            ([.. serve, get, frames.Python("compress_body", "/app/app.py", 38), zlib, deflate], 41),
            ([.. serve, get, frames.Python("compress_body", "/app/app.py", 38), zlib, deflate, frames.Inlined()], 33),
            ([.. serve, get, frames.Python("hash_body", "/app/app.py", 27), frames.Unresolved("/usr/lib/x86_64-linux-gnu/libcrypto.so.3", 0x1c3f40)], 29),
            ([.. serve, frames.Python("walk", "/app/app.py", 19), frames.Python("walk", "/app/app.py", 20), frames.Python("walk", "/app/app.py", 20)], 17),
            ([.. serve, get, send, syscall, frames.Kernel("__x64_sys_sendto"), frames.Kernel("tcp_sendmsg")], 16),
            ([.. serve, get, send, syscall, frames.Kernel("__x64_sys_sendto"), frames.Kernel("_raw_spin_unlock_irqrestore")], 6),
            ([.. serve, frames.Python("parse_request", "/usr/lib/python3.11/http/server.py", 285)], 5),
            ([frames.Unknown()], 3),
            ([.. serve, get, frames.Python("<script>alert('&')</script>", "/app/odd \"name\".py", 3)], 1),
        ];
        for (int i = 0; i < stacks.Length; i++)
        {
            StackId stack = StackId.Empty;
            foreach (LocationId location in stacks[i].Path)
                stack = builder.AddStack(stack, location);
            LabelSetId labels = frames.Labels(i % 3 == 2 ? "worker-1" : "MainThread", i % 3 == 2 ? 4712 : 4711);
            bool Passes(string? name) => name is not null && stacks[i].Path.Any(location => frames.NameOf(location) == name);
            if (Passes(without))
                continue;
            long count = stacks[i].Count * scale * (Passes(twice) ? 2 : 1);
            builder.AddSample(stack, labels, [count, count * SampleNanoseconds]);
        }

        builder.CommentList.Add("made by a test");
        builder.Quality = Quality(412 * scale);
        return builder.Build();
    }

    private static ProfileQuality Quality(long samples) => new()
    {
        Samples = samples,
        CollectorCpuMilliseconds = 62.1,
        Event = "cpu-clock",
        Rate = 99,
        Notes = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [NoteNames.Target] = "bad-app",
            [NoteNames.Kernel] = "6.1.0-26-amd64",
            [NoteNames.Command] = "sonde profile container:bad-app --duration 5s -o out/bad-app.html",
        },
    };
}
