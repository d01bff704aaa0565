using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sonde.Linux.Elf;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;
using Sonde.Linux.Unwind;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Unwind;

/// <summary>Lets gdb stop a program many times and reads what it recorded.</summary>
internal static class GdbRecording
{
    /// <summary>Records a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="stops">How often a timer stops it.</param>
    /// <param name="steps">How often it steps on by a few instructions after each of these stops.</param>
    /// <param name="stripped">The same program without what gdb needs, to be unwound by; null for the program itself.</param>
    public static IReadOnlyList<StoppedThread> Make(string program, int stops, int steps, string? stripped = null)
    {
        string output = Path.Combine(Path.GetTempPath(), $"sonde-stops-{Guid.NewGuid():N}");
        try
        {
            var start = new ProcessStartInfo(
                "timeout", ["60", "gdb", "-batch", "-nx", "-x", TargetSources.PathOf("Unwind/record.py"), "--args", program])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                Environment =
                {
                    ["SONDE_OUT"] = output,
                    ["SONDE_STOPS"] = stops.ToString(CultureInfo.InvariantCulture),
                    ["SONDE_STEPS"] = steps.ToString(CultureInfo.InvariantCulture),
                },
            };
            using Process gdb = Process.Start(start) ?? throw new InvalidOperationException("timeout did not start");
            var said = new StringBuilder();
            gdb.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
            gdb.BeginErrorReadLine();
            gdb.StandardOutput.ReadToEnd();
            gdb.WaitForExit();
            List<StoppedThread> recorded = Read(output, path => path == program ? stripped ?? path : path);
            Assert.True(recorded.Count == stops * (steps + 1), $"gdb made only {recorded.Count} stops: {said}");
            return recorded;
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static List<StoppedThread> Read(string path, Func<string, string> fileOf)
    {
        var tables = new UnwindTableCache();
        var stops = new List<StoppedThread>();
        var maps = new StringBuilder();
        CodeMap? modules = null;
        RegisterSet registers = default;
        byte[] stack = [];
        UserAddress stackStart = default;
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "maps":
                    modules = null;
                    maps.Clear();
                    break;
                case "":
                    maps.AppendLine(line[1..]);
                    break;
                case "regs":
                    modules ??= CodeOf(maps.ToString(), tables, fileOf);
                    registers = default;
                    for (int i = 0; i < X64.RegisterCount; i++)
                        registers.Set(i, Hex(words[1 + i]));
                    break;
                case "stack":
                    (stackStart, stack) = (new UserAddress(Hex(words[1])), Convert.FromHexString(words[2]));
                    break;
                case "frames":
                    stops.Add(new StoppedThread(registers, stackStart, stack, modules!, FramesOf(words)));
                    break;
            }
        }

        return stops;
    }

    /// <summary>The frames up to a return address of 0, which gdb shows as a frame and which is the end of a stack.</summary>
    private static List<StoppedFrame> FramesOf(string[] words) =>
        [.. words.Skip(1).Select(FrameOf).TakeWhile((frame, depth) => depth == 0 || frame.Address != 0)];

    private static StoppedFrame FrameOf(string text) =>
        new(Hex(text[..text.IndexOf(':', StringComparison.Ordinal)]), text.EndsWith(":signal", StringComparison.Ordinal));

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static CodeMap CodeOf(string maps, UnwindTableCache tables, Func<string, string> fileOf)
    {
        var space = new CodeMap(tables);
        foreach (MemoryMap map in MemoryMap.ParseAll(Encoding.UTF8.GetBytes(maps)))
        {
            if (map.IsExecutable)
                space.Map(new CodeMapping(map.Start, map.End, map.FileOffset, Open(fileOf(map.Path))));
        }

        return space;
    }

    private static ElfFile? Open(string path)
    {
        if (path != "[vdso]")
            return ElfFile.TryOpen(path, out ElfFile? file) ? file : null;
        // All processes of one kernel have the same.
        MemoryMap own = MemoryMap.ParseAll(File.ReadAllBytes("/proc/self/maps")).Single(map => map.Path == "[vdso]");
        return ElfFile.FromMemory(new ProcessMemory(new ProcessId(Environment.ProcessId)), own.Start, own.Length, "[vdso]");
    }
}
