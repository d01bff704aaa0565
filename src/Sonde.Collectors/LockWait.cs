using Sonde.Linux.Procfs;

namespace Sonde.Collectors;

/// <summary>What a blocked thread waits for that another thread may have.</summary>
/// <param name="Kind"><c>RLock</c>, <c>Lock</c>, or <c>end</c> for the end of a thread that it joins.</param>
/// <param name="Address">The lock object; 0 for the end of a thread.</param>
/// <param name="Owner">The thread that has it; null when that cannot be known.</param>
/// <param name="Evidence">How the owner is known: <c>owner field</c>, <c>with statement</c>, <c>join</c>; empty without an owner.</param>
/// <param name="OwnerPlace">Where the owner took it, <c>function (file:line)</c>; null when unknown.</param>
/// <param name="IsTimed">It gives up after some time.</param>
public sealed record LockWait(string Kind, ulong Address, ThreadId? Owner, string Evidence, string? OwnerPlace, bool IsTimed);
