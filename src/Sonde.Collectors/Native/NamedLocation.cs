using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>An address of a process after it has been looked up.</summary>
/// <param name="Id">The location in the profile.</param>
/// <param name="IsMapped">False when no code was mapped there.</param>
/// <param name="IsRoot">A chain that ends here is complete: <c>main</c>, or a function where threads begin.</param>
/// <param name="IsStart">A function of the libc or the loader where threads begin: nothing calls it but another such.</param>
/// <param name="Function">Linkage name of the function that is really there, the outermost of inlined ones; empty when nothing tells.</param>
/// <param name="IsHidden">Nothing is left of it to show.</param>
internal readonly record struct NamedLocation(
    LocationId Id, bool IsMapped, bool IsRoot = false, bool IsStart = false, string Function = "", bool IsHidden = false);
