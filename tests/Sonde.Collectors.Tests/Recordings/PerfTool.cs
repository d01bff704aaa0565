using System.Diagnostics;
using Sonde.Profiles.Formats.PerfScript;

namespace Sonde.Collectors.Tests.Recordings;

/// <summary>Runs Debian's perf.</summary>
internal static class PerfTool
{
    /// <summary>Records a program until it ends or the time is over.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="options">Of <c>perf record</c>.</param>
    /// <param name="program">The program with its arguments.</param>
    public static void Record(string file, string options, params string[] program) =>
        Run(["-c", $"ulimit -c 0; perf record -q {options} -o '{file}' -- timeout 0.6 {string.Join(' ', program.Select(word => $"'{word}'"))} > /dev/null || [ $? -eq 124 ]"]);

    /// <summary>The same through a pipe.</summary>
    public static void RecordPiped(string file, string options, params string[] program) =>
        Run(["-c", $"perf record -q {options} -o - -- timeout 0.6 {string.Join(' ', program.Select(word => $"'{word}'"))} > '{file}' || [ $? -eq 124 ]"]);

    /// <summary>What <c>perf script</c> says about a recording, without inlined functions: that would take it minutes.</summary>
    public static ProfileView Script(string file, string options = "")
    {
        byte[] text = Run(["-c", $"perf script --no-inline {options} -i '{file}' 2> /dev/null"]);
        return new ProfileView(new PerfScriptFormat().Read(new MemoryStream(text)));
    }

    private static byte[] Run(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}: {errors.Result}");
        return output.ToArray();
    }
}
