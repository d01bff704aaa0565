using Sonde.Linux;
using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Events;

/// <summary>What came of trying an event on this machine.</summary>
/// <param name="Name">The event.</param>
/// <param name="Problem">Why it cannot be sampled; null when it can.</param>
/// <param name="Detail">What a user should know of one that can, for example by what it is counted; null for nothing.</param>
public sealed record EventTrial(string Name, string? Problem, string? Detail)
{
    private const int StackBytes = 8 * 1024;

    /// <summary>Opens an event on Sonde itself, or on a CPU, and closes it again.</summary>
    /// <param name="request">The event and where to look it up.</param>
    /// <param name="wholeCpu">On a CPU, as for the whole machine.</param>
    public static EventTrial Run(EventRequest request, bool wholeCpu = false)
    {
        try
        {
            // Only what comes from perf can be tried without a target.
            if (NativeEvents.Create(request) is not NativeEvent chosen)
                return new EventTrial(request.Name, null, "of Python processes; needs the right to read their memory");
            string? detail = null;
            foreach (PerfEventRequest part in chosen.Requests(chosen.StandardRate, StackBytes).Where(part => !part.IsOptional))
            {
                (string name, string? refusal) = PerfTrial.Open(part, wholeCpu);
                if (refusal is not null)
                    detail = $"as {name}: {refusal}";
                else if (name.EndsWith(":u", StringComparison.Ordinal))
                    detail ??= "without the kernel's part, which may not be watched";
            }

            return new EventTrial(request.Name, null, detail);
        }
        catch (TargetException refused)
        {
            return new EventTrial(request.Name, refused.Message, null);
        }
    }
}
