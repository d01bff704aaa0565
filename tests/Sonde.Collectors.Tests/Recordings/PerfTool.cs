using System.Diagnostics;
using Sonde.Profiles.Formats.PerfScript;

namespace Sonde.Collectors.Tests.Recordings;

/// <summary>Runs Debian's perf.</summary>
internal static class PerfTool
{
    // A second of CPU, however long that takes on a loaded machine; then SIGXCPU ends the program, and perf record says 128 + 24.
    private const string Limit = "prlimit --cpu=1:5";

    /// <summary>Records a program until it ends or has used a second of CPU.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="options">Of <c>perf record</c>.</param>
    /// <param name="program">The program with its arguments.</param>
    public static void Record(string file, string options, params string[] program) =>
        Run(["-c", $"ulimit -c 0; perf record -q {options} -o '{file}' -- {Limit} {string.Join(' ', program.Select(word => $"'{word}'"))} > /dev/null || [ $? -eq 152 ]"]);

    /// <summary>The same through a pipe.</summary>
    public static void RecordPiped(string file, string options, params string[] program) =>
        Run(["-c", $"ulimit -c 0; perf record -q {options} -o - -- {Limit} {string.Join(' ', program.Select(word => $"'{word}'"))} > '{file}' || [ $? -eq 152 ]"]);

    /// <summary>What <c>perf script</c> says about a recording, without inlined functions: that would take it minutes.</summary>
    public static ProfileView Script(string file, string options = "")
    {
        byte[] text = Run(["-c", $"perf script --no-inline {options} -i '{file}' 2> /dev/null"]);
        return new ProfileView(new PerfScriptFormat().Read(new MemoryStream(text)));
    }

    // perf 6.1 now and then smashes its own stack where it reads build IDs: then it is asked again.
    private static byte[] Run(string[] arguments)
    {
        (int code, byte[] output, string errors) = RunOnce(arguments);
        for (int again = 0; code != 0 && again < 2 && errors.Contains("stack smashing detected", StringComparison.Ordinal); again++)
            (code, output, errors) = RunOnce(arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {errors}");
        return output;
    }

    private static (int Code, byte[] Output, string Errors) RunOnce(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), errors.Result);
    }
}
