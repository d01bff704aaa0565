using System.Globalization;
using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>What a thread of a <see cref="StackDumpDocument"/> waits for that another thread has.</summary>
/// <param name="Kind"><c>Lock</c>, <c>RLock</c>, or <c>end</c>: the end of a thread.</param>
/// <param name="Address">The lock object in hex; absent for the end of a thread.</param>
/// <param name="OwnerTid">The thread that has it; absent when that is not known.</param>
/// <param name="OwnerPlace">Where the owner took it; absent when unknown.</param>
/// <param name="Evidence">How the owner is known: <c>owner field</c>, <c>with statement</c>, <c>join</c>; absent without an owner.</param>
/// <param name="Timed">It gives up after some time; absent otherwise.</param>
internal sealed record StackDumpLock(string Kind, string? Address, int? OwnerTid, string? OwnerPlace, string? Evidence, bool? Timed)
{
    /// <summary>Turns a wait into its JSON shape.</summary>
    public static StackDumpLock From(LockWait wait) => new(
        wait.Kind,
        wait.Address == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"0x{wait.Address:x}"),
        wait.Owner?.Value,
        wait.OwnerPlace,
        wait.Evidence.Length == 0 ? null : wait.Evidence,
        wait.IsTimed ? true : null);
}
