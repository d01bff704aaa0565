using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>The programs that are sampled here.</summary>
internal static class Targets
{
    /// <summary>The interpreter of Debian 12.</summary>
    public const string Python = "/usr/bin/python3.11";

    /// <summary>A C program that spends half of its time in <c>burn_half</c>.</summary>
    public static string NativePath => CProgram.Compile("EndToEnd/burn.c", "-O1", "-fno-omit-frame-pointer");

    /// <summary>The same without shared libraries, for containers.</summary>
    public static string StaticNativePath => CProgram.Compile("EndToEnd/burn.c", "-O1", "-fno-omit-frame-pointer", "-static");

    /// <summary>A Python program that spends most of its time in <c>slow_checksum</c>.</summary>
    public static string PythonPath => TargetSources.PathOf("EndToEnd/burn.py");

    /// <summary>Starts the C program.</summary>
    public static RunningProgram StartNative() => Ready(RunningProgram.Start(NativePath));

    /// <summary>Starts the Python program.</summary>
    /// <param name="seconds">How long it runs; it then ends with exit code 7.</param>
    public static RunningProgram StartPython(double seconds = 600) =>
        Ready(RunningProgram.Start(Python, PythonPath, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static RunningProgram Ready(RunningProgram program)
    {
        program.WaitForLine("ready");
        return program;
    }
}
