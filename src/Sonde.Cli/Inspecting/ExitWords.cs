using Sonde.Diagnosis.Rules;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Inspecting;

/// <summary>What made a container end, by its exit code and its engine's word.</summary>
internal static class ExitWords
{
    /// <summary>The word of every engine for an OOM kill.</summary>
    public const string OutOfMemory = "OOMKilled";

    /// <summary>The code in words, and the engine's own word when it says more.</summary>
    public static string Describe(int code, string reason) =>
        ExitCodes.Describe(code) + (reason is "" or "Error" or "Completed" ? "" : $", {TextFit.Printable(reason)}");

    /// <summary>What makes such an end. The engine's word for memory is a proof, a bare 137 is none.</summary>
    public static string Cause(int code, string reason) => (code, reason) switch
    {
        (_, OutOfMemory) => "the kernel killed it at its memory limit: 'sonde inspect --watch' shows how much it needs",
        (137, _) => "SIGKILL, and nobody says for memory: the kubelet after the grace period or a failed liveness probe, an OOM kill of a child, or a person",
        (143, _) => "it was asked to end, as every rollout does; it did not turn that into a clean exit",
        (139, _) => "a wrong memory access in native code",
        (126, _) => "check it with 'sonde inspect image:FILE': not executable, or for another processor",
        (127 or 128, _) => "check it with 'sonde inspect image:FILE': the program, its interpreter or its loader is not in the image",
        _ => "",
    };
}
