using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>A lock of <c>_thread</c> that a thread waits for.</summary>
/// <param name="Address">The object.</param>
/// <param name="IsRecursive">An <c>RLock</c>, which knows its owner.</param>
/// <param name="Owner">Identity of the owning thread (<c>threading.get_ident</c>); null when the lock does not tell.</param>
internal readonly record struct FoundLock(UserAddress Address, bool IsRecursive, ulong? Owner);
